import Type from 'typebox';
import Value from 'typebox/value';
import { InputError } from '../../../shared/issue.ts';
import type { StoredArray } from './graph-builder.ts';
import { kerasIssue } from './keras-fault.ts';

/** The part of a `model.json` of TensorFlow.js that tells where its weights are. */
export const manifestSchema = Type.Object({
  weightsManifest: Type.Array(
    Type.Object({
      paths: Type.Array(Type.String()),
      weights: Type.Array(
        Type.Object({
          name: Type.String(),
          shape: Type.Array(Type.Integer({ minimum: 0 })),
          dtype: Type.String(),
          quantization: Type.Optional(
            Type.Object({
              dtype: Type.String(),
              scale: Type.Optional(Type.Number()),
              min: Type.Optional(Type.Number()),
            }),
          ),
        }),
      ),
    }),
  ),
});

/** Bytes of one element, and how it is read. */
const elements: Readonly<
  Record<string, { readonly bytes: number; readonly read: (view: DataView, at: number) => number }>
> = {
  float32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  int32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  bool: { bytes: 1, read: (view, at) => view.getUint8(at) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  uint16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
};

/** Files a `model.json` of TensorFlow.js spreads its weights over, in order; none where it has no manifest. */
export function tfjsShards(json: unknown): readonly string[] {
  return Value.Check(manifestSchema, json) ? json.weightsManifest.flatMap(({ paths }) => paths) : [];
}

/** The first of these names that leads out of the folder of `model.json`. */
export function pathOutside(paths: readonly string[]): string | undefined {
  return paths.find((path) => /^[/\\]|^\w+:|\0|(^|[/\\])\.\.([/\\]|$)/.test(path));
}

/** Arrays by name, read from the shards one after another when they are asked for. */
export function tfjsArrays(json: unknown, bytes: Uint8Array): ReadonlyMap<string, () => StoredArray | undefined> {
  const arrays = new Map<string, () => StoredArray | undefined>();
  if (!Value.Check(manifestSchema, json)) return arrays;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let next = 0;
  for (const { name, shape, dtype, quantization } of json.weightsManifest.flatMap(({ weights }) => weights)) {
    const element = elements[quantization?.dtype ?? dtype];
    // strings and half floats: where the next array begins is known only for elements of a known width
    if (element === undefined) break;
    const count = shape.reduce((product, size) => product * size, 1);
    const [start, end] = [next, next + count * element.bytes];
    if (end > bytes.length) {
      throw new InputError([
        kerasIssue('the weight files are shorter than the manifest says', {
          path: `weightsManifest: ${name}`,
          found: `${bytes.length} bytes`,
          accepted: `at least ${end} bytes`,
        }),
      ]);
    }
    const { scale = 1, min = 0 } = quantization ?? {};
    arrays.set(name, () => ({
      dims: shape,
      data: Float32Array.from(
        { length: count },
        (_, at) => element.read(view, start + at * element.bytes) * scale + min,
      ),
    }));
    next = end;
  }
  return arrays;
}
