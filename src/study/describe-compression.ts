import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { networkRatio } from '../compression/compression-ratio.ts';
import type { CompressedTensor, CompressedWorkload } from '../compression/engine.ts';

/** What a compressed network amounts to, as `kjoule compress --json` prints it. */
export interface CompressionDescription {
  readonly workload: string;
  readonly engine: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly totals: {
    readonly weights: number;
    readonly biases: number;
    readonly bitsBefore: number;
    readonly bitsAfter: number;
    /** Bits before ÷ bits after. */
    readonly ratio: number;
  };
  readonly layers: readonly LayerDescription[];
}

/** A layer's description with its ratio; an infinite signal-to-noise ratio becomes `null` in JSON. */
export type LayerDescription = CompressedLayer & Pick<CompressedTensor, 'shape'> & { readonly ratio: number };

/** Figures of a compressed network, its numbers left out. */
export function describeCompression(workload: string, compressed: CompressedWorkload): CompressionDescription {
  const { engine, options, seed, layers } = compressed;
  const sum = (pick: (layer: CompressedLayer) => number) => layers.reduce((total, layer) => total + pick(layer), 0);
  const totals = {
    weights: sum((layer) => layer.weights),
    biases: sum((layer) => layer.biases),
    bitsBefore: sum((layer) => layer.bitsBefore),
    bitsAfter: sum((layer) => layer.bitsAfter),
    ratio: networkRatio(layers),
  };
  return { workload, engine, options, seed, totals, layers: layers.map(describeLayer) };
}

function describeLayer(layer: CompressedTensor): LayerDescription {
  const { codebook, indexStream, scales, zeroPoints, codebookScales, decoded, bias, hashSeed, ...described } = layer;
  return { ...described, ratio: networkRatio([layer]) };
}
