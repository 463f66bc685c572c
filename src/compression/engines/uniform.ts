import Type, { type Static } from 'typebox';
import { compressLayers } from '../compress-layers.ts';
import { denseTensor, type Quantised } from '../dense-tensor.ts';
import type { CompressionEngine } from '../engine.ts';
import { readOptions } from '../read-options.ts';
import { selectionFields } from '../selection.ts';

const options = Type.Object(
  {
    bits: Type.Integer({ minimum: 2, maximum: 16, description: 'Bits per weight' }),
    symmetric: Type.Optional(
      Type.Boolean({ description: 'true (default): levels evenly around zero; false: from least to greatest weight' }),
    ),
    scale: Type.Optional(
      Type.Enum(['per-tensor', 'per-channel'], {
        description: 'One scale, or one per output channel; default per-tensor',
      }),
    ),
    ...selectionFields,
  },
  { additionalProperties: false },
);

type Options = Static<typeof options>;

/** n-bit integers times a scale. Zero is always a level. */
export const uniform: CompressionEngine = {
  name: 'uniform',
  description: 'n-bit integers times a scale per tensor or output channel',
  options,
  compress: async (input, given) => {
    const read = { fc: true, ...readOptions(options, given) };
    return compressLayers({
      engine: 'uniform',
      input,
      options: read,
      compress: (layer) => denseTensor(layer, quantise(layer.tensor.data, layer.tensor.shape[0], read)),
    });
  },
};

function quantise(data: Float32Array, outputs: number, { bits, symmetric = true, scale }: Options): Quantised {
  const parts = scale === 'per-channel' ? outputs : 1;
  const size = data.length / parts;
  const stored = new Uint32Array(data.length);
  const scales = new Float32Array(parts);
  const zeroPoints = new Uint32Array(parts);
  const top = 2 ** bits - 1;
  for (let part = 0; part < parts; part += 1) {
    const { step, zero } = levels(data.subarray(part * size, (part + 1) * size), bits, symmetric);
    scales[part] = step;
    zeroPoints[part] = zero;
    for (let at = part * size; at < (part + 1) * size; at += 1) {
      stored[at] = Math.max(0, Math.min(top, Math.round(data[at]! / step) + zero));
    }
  }
  return { bits, stored, scales, ...(!symmetric && { zeroPoints }) };
}

/** Width of a level, and which level is zero. Symmetric: the lowest of the 2^n levels is not used. */
function levels(data: Float32Array, bits: number, symmetric: boolean): { step: number; zero: number } {
  let [least, most] = [0, 0];
  for (const value of data) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const zero = 2 ** (bits - 1);
  if (symmetric) return { step: Math.fround(Math.max(most, -least) / (zero - 1)) || 1, zero };
  const step = Math.fround((most - least) / (2 ** bits - 1)) || 1;
  return { step, zero: Math.min(2 ** bits - 1, Math.round(-least / step)) };
}
