import Type from 'typebox';
import Value from 'typebox/value';
import { corrupt } from './corrupt.ts';
import { elementBytes, type StoredTensor } from './safetensors.ts';

const entry = Type.Object({
  dtype: Type.String(),
  shape: Type.Array(Type.Integer({ minimum: 0 })),
  data_offsets: Type.Tuple([Type.Integer({ minimum: 0 }), Type.Integer({ minimum: 0 })]),
});

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Reads a safetensors file; anything that does not add up is an InputError. */
export function readSafetensors(file: Uint8Array): Safetensors {
  if (file.length < 8) throw corrupt('the file is too short for a header');
  const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(file.length - 8)) throw corrupt('the header is longer than the file');
  const start = 8 + Number(length);
  const header = parseHeader(file.subarray(8, start));
  const data = file.subarray(start);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, value] of Object.entries(header)) {
    if (name !== '__metadata__') tensors.set(name, readEntry(name, value, data));
  }
  const metadata = header.__metadata__ ?? {};
  if (typeof metadata !== 'object' || metadata === null) throw corrupt('the metadata is not a map');
  return { tensors, metadata: metadata as Readonly<Record<string, unknown>> };
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw corrupt('the header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) throw corrupt('the header is not a map');
  return header as Readonly<Record<string, unknown>>;
}

function readEntry(name: string, value: unknown, data: Uint8Array): StoredTensor {
  if (!Value.Check(entry, value)) throw corrupt('the header entry is malformed', name);
  const { dtype, shape, data_offsets } = value;
  const [from, to] = data_offsets;
  if (!Object.hasOwn(elementBytes, dtype)) throw corrupt(`elements of type ${dtype} are not read`, name);
  const type = dtype as keyof typeof elementBytes;
  const size = shape.reduce((product, each) => product * each, elementBytes[type]);
  if (from > to || to > data.length || to - from !== size) throw corrupt('the data does not fit the shape', name);
  return { type, shape, bytes: data.subarray(from, to) };
}
