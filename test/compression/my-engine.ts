import Type from 'typebox';
import type { CompressionEngine } from '../../src/compression/engine.ts';

/**
 * A third party's engine, as docs/compression.md shows it: every weight becomes its sign times the mean magnitude of the
 * layer, one bit each (XNOR-Net's binary weights).
 */
const engine: CompressionEngine = {
  name: 'my-engine',
  description: 'binary weights',
  options: Type.Object({ scale: Type.Optional(Type.Number()) }, { additionalProperties: false }),
  compress: async ({ workload, weights, seed }, options) => {
    const factor = Number(options.scale ?? 1);
    const layers = workload.layers.flatMap(({ name }) => {
      const tensor = weights.get(name);
      if (tensor === undefined) return [];
      const { shape, data, bias } = tensor;
      const mean = (factor * data.reduce((sum, value) => sum + Math.abs(value), 0)) / data.length;
      const codebook = Float32Array.of(-mean, mean);
      const indexStream = Uint32Array.from(data, (value) => (value < 0 ? 0 : 1));
      const decoded = Float32Array.from(indexStream, (index) => codebook[index]!);
      const biases = bias?.length ?? 0;
      return [
        {
          layer: name,
          assumed: false,
          weights: data.length,
          biases,
          encoding: {
            kind: 'codebook' as const,
            entries: 2,
            vectorLength: 1,
            vectorAxis: 'scalar' as const,
            entryBits: 32,
            tables: 1,
            vectors: data.length,
            coding: 'plain' as const,
            indexBits: data.length,
          },
          zeroShare: mean === 0 ? 1 : 0,
          bitsBefore: 32 * (data.length + biases),
          bitsAfter: 2 * 32 + data.length + 32 * biases,
          warnings: [],
          shape,
          codebook,
          indexStream,
          decoded,
          ...(bias && { bias }),
        },
      ];
    });
    return { engine: 'my-engine', options, seed, layers };
  },
};

export default engine;
