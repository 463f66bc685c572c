import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import Type, { type Static } from 'typebox';
import { Check } from 'typebox/value';
import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { version } from '../shared/version.ts';
import { attempt } from '../study/attempt.ts';
import type { CompressionKey, ScenarioSources } from '../study/scenario.ts';
import { type Place, shownPath } from './place.ts';
import { readInputBytes } from './read-input.ts';
import { resolveReference } from './resolve-reference.ts';
import { readJson, writeWhole } from './whole-json.ts';

const remembered = Type.Object({
  format: Type.Literal('kjoule-compression/1'),
  /** Checksum of all that decides it: what stands under a name belongs to it. */
  key: Type.String(),
  engine: Type.String(),
  seed: Type.Optional(Type.Number()),
  layers: Type.Array(Type.Object({ layer: Type.String() })),
});

/** Raised whenever a built-in engine may store weights otherwise. */
const revision = 1;

type Compress = NonNullable<ScenarioSources['compression']>;

/**
 * How weights are stored, remembered in a folder like mappings, so that several threads and runs compress once. The files a key names
 * are part of it by their content; engines of the user's own may change unseen, and are run again.
 */
export function compressionFolder(folder: string, place: Place): Compress {
  const sums = fileSums(place);
  return async (make, key) => {
    if (key === undefined || key.ownEngines) return make();
    const files = await attempt([], () => Promise.all(key.files.map(sums)));
    // Whoever reads them says which is missing, and where it is named.
    if (files === undefined) return make();
    const sum = sumOf(JSON.stringify([version, revision, key.text, files]));
    const path = join(folder, 'compressions', sum.slice(0, 2), `${sum}.json`);
    const found = readJson(path);
    if (Check(remembered, found) && found.key === sum) return byName(found);
    const made = await make();
    if (made === undefined) return undefined;
    const { layers, ...told } = made;
    writeWhole(
      path,
      `${JSON.stringify({ format: 'kjoule-compression/1', key: sum, ...told, layers: [...layers.values()] })}\n`,
    );
    return made;
  };
}

function byName({ engine, seed, layers }: Static<typeof remembered>) {
  return {
    engine,
    ...(seed !== undefined && { seed }),
    layers: new Map((layers as readonly object[] as readonly CompressedLayer[]).map((each) => [each.layer, each])),
  };
}

/** Checksums of the files keys name, each read once. */
export function fileSums(place: Place): (file: CompressionKey['files'][number]) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return ({ kind, reference }) => {
    const name = `${kind} ${reference}`;
    const sum = known.get(name) ?? sumOfFile(kind, reference, place);
    known.set(name, sum);
    return sum;
  };
}

async function sumOfFile(kind: CompressionKey['files'][number]['kind'], reference: string, place: Place) {
  const path = resolve(place.folder, reference);
  const named = { path, shown: shownPath(path, place.cwd) };
  const found = kind === 'workload' ? await resolveReference(kind, reference, place) : named;
  return sumOf(await readInputBytes(found.path, found.shown));
}

function sumOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
