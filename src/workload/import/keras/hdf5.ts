import type { KerasWeights, StoredArray } from './graph-builder.ts';
import { heapsEnd } from './hdf5-heaps.ts';
import { field, listOf } from './inbound.ts';
import type { KerasLayer } from './model-config.ts';
import { weightsByName, weightsByOrder } from './stored-weights.ts';

/** What is wanted of an HDF5 file. */
export interface Hdf5Content {
  /** Texts among the attributes of the file itself. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Arrays of floats by their place, `model_weights/conv2d/conv2d/kernel:0`. */
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

type Library = typeof import('h5wasm');

const deepestGroup = 16;
/** A damaged file may link groups in a circle. */
const mostEntities = 1_000_000;

let opened = 0;

/**
 * Reads an HDF5 file that is in memory; throws what the library throws at a file that is none. On a damaged file the library
 * may never end: give it a thread of its own.
 */
export async function readHdf5(bytes: Uint8Array): Promise<Hdf5Content> {
  if (!heapsEnd(bytes)) throw new RangeError('a heap of texts has no end');
  const library = (await import('h5wasm')) as Library;
  const { FS, activate_throwing_error_handler } = await library.ready;
  // else it prints what it finds wrong
  activate_throwing_error_handler();
  opened += 1;
  const name = `/kjoule-${opened}.h5`;
  FS.writeFile(name, bytes);
  try {
    const file = new library.File(name, 'r');
    try {
      const attributes = new Map<string, string>();
      for (const [key, { value }] of Object.entries(file.attrs)) {
        if (typeof value === 'string') attributes.set(key, value);
      }
      return { attributes, arrays: arraysIn(library, file) };
    } finally {
      file.close();
    }
  } finally {
    FS.unlink(name);
  }
}

function arraysIn(library: Library, file: unknown): ReadonlyMap<string, StoredArray> {
  const arrays = new Map<string, StoredArray>();
  let left = mostEntities;
  const visit = (entity: unknown, path: string, depth: number): void => {
    left -= 1;
    if (left < 0) throw new RangeError('too many groups');
    if (entity instanceof library.Dataset) {
      const { value, shape } = entity;
      const isFloat = value instanceof Float32Array || value instanceof Float64Array;
      if (shape !== null && isFloat) arrays.set(path, { dims: shape, data: Float32Array.from(value) });
    } else if (entity instanceof library.Group && depth < deepestGroup) {
      for (const key of entity.keys()) visit(entity.get(key), path === '' ? key : `${path}/${key}`, depth + 1);
    }
  };
  visit(file, '', 0);
  return arrays;
}

/** The weights in the file that `model.save("….h5")` writes. */
export function h5Weights({ arrays }: Hdf5Content): KerasWeights {
  const own = [...arrays].filter(([path]) => path.startsWith('model_weights/'));
  return weightsByName(new Map(own.map(([path, array]) => [path, () => array])));
}

/** The weights inside a `.keras` file, by its description. */
export function archiveWeights(config: unknown, { arrays }: Hdf5Content): KerasWeights {
  const layers = listOf(field(field(config, 'config'), 'layers')).map((layer): KerasLayer => {
    const settings = field(layer, 'config');
    const className = String(field(layer, 'class_name'));
    const name = String(field(settings, 'name') ?? field(layer, 'name'));
    return { className, name, config: {}, path: [] };
  });
  return weightsByOrder(layers, (layer, variable) => arrays.get(`layers/${layer}/vars/${variable}`));
}
