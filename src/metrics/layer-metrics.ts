import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { Layer } from '../workload/workload.ts';
import { type DotProducts, dotProductsOf } from './dot-products.ts';
import { adderCost, dotProductAdders, type Precision } from './full-adders.ts';
import { type SharingFacts, sharingFacts } from './weight-sharing.ts';

/**
 * The energy-aware metrics of Wu et al. 2018, eqs 5 to 7, of one layer. Bits are those of all uses: one weight and one
 * activation per multiply-accumulate, padding included.
 */
export interface LayerMetrics {
  readonly layer: string;
  readonly dot: DotProducts;
  readonly precision: Precision;
  readonly method: 'dense' | 'pruned' | 'shared';
  /** eq. 5, in 1-bit full adders; the bounds meet where nothing is shared */
  readonly computation: Computation;
  /** eq. 6, Nw·|W|·Bw: of shared weights the table only, indices left out as in the paper's footnote 3 */
  readonly weightBits: number;
  /** the same with indices, or positions of weights that are kept */
  readonly weightBitsWithIndices: number;
  /** eq. 7, Nx·|X|·Bx */
  readonly activationBits: number;
  /** eqs 5 to 7 of the layer before compression, for ratios and normalised totals */
  readonly uncompressed: { readonly fullAdders: number; readonly weightBits: number; readonly activationBits: number };
  /** Sakr et al. 2017: every operand counted once, D = inputs of a neuron + 1 for the bias. */
  readonly sakr: { readonly fullAdders: number; readonly weightBits: number; readonly activationBits: number };
  readonly sharing?: SharingFacts;
}

export interface Computation {
  /** the paper's lower bound under sharing: dense ÷ CR */
  readonly lower: number;
  /** dense × d/v: what repeats on one input channel is computed once, additions included, as the paper has it */
  readonly estimate: number;
  /** as `estimate`, but results of different vectors are still added one by one */
  readonly additionsKept: number;
  /** as many as without sharing */
  readonly upper: number;
}

/** Metrics of a layer, dense without a compressed form; undefined where it multiplies nothing. */
export function layerMetrics(
  layer: Layer,
  precision: Precision,
  compressed?: CompressedLayer,
): LayerMetrics | undefined {
  const dot = dotProductsOf(layer);
  if (dot === undefined) return undefined;
  const fullAdders = dot.count * dotProductAdders(dot.length, precision);
  const uncompressed = {
    fullAdders,
    weightBits: dot.macs * precision.weightBits,
    activationBits: dot.macs * precision.activationBits,
  };
  const common = { layer: layer.name, dot, uncompressed, sakr: sakrOf(dot, precision) };
  const encoding = compressed?.encoding;
  if (compressed === undefined || encoding === undefined) return { ...common, ...dense(dot, precision) };
  if (encoding.kind === 'dense') {
    const weightBits = Math.min(precision.weightBits, encoding.bitsPerWeight);
    return { ...common, ...dense(dot, { ...precision, weightBits }) };
  }
  if (encoding.kind === 'sparse') {
    const kept = encoding.nonZeros / compressed.weights;
    const weightBits = Math.min(precision.weightBits, encoding.bitsPerWeight);
    const positions = (encoding.positionBits / compressed.weights) * dot.macs;
    return { ...common, ...pruned(dense(dot, { ...precision, weightBits }), kept, positions) };
  }
  const sharing = sharingFacts(compressed, encoding, windowOf(layer));
  const indices = (encoding.indexBits / compressed.weights) * dot.macs;
  return { ...common, ...shared(dense(dot, precision), sharing, indices) };
}

type Costs = Omit<LayerMetrics, 'layer' | 'uncompressed' | 'sakr'>;

function dense(dot: DotProducts, precision: Precision): Costs {
  const fullAdders = dot.count * dotProductAdders(dot.length, precision);
  const weightBits = dot.macs * precision.weightBits;
  return {
    dot,
    precision,
    method: 'dense',
    computation: { lower: fullAdders, estimate: fullAdders, additionsKept: fullAdders, upper: fullAdders },
    weightBits,
    weightBitsWithIndices: weightBits,
    activationBits: dot.macs * precision.activationBits,
  };
}

/** Pruning divides everything by CR: weights, the activations they would have met, and the products. */
function pruned(before: Costs, kept: number, positionBits: number): Costs {
  const fullAdders = before.computation.upper * kept;
  const weightBits = before.weightBits * kept;
  return {
    ...before,
    method: 'pruned',
    computation: { lower: fullAdders, estimate: fullAdders, additionsKept: fullAdders, upper: fullAdders },
    weightBits,
    weightBitsWithIndices: weightBits + positionBits,
    activationBits: before.activationBits * kept,
  };
}

/** Sharing divides the weights by CR and leaves the activations; how far products fall depends on where vectors repeat. */
function shared(before: Costs, sharing: SharingFacts, indexBits: number): Costs {
  const { dot, precision } = before;
  const { distinctShare, storedShare, vectorLength } = sharing;
  const { multiplications, perAddition } = adderCost(dot.length, precision);
  const dense = before.computation.upper;
  const vectors = dot.length / Math.min(vectorLength, dot.length);
  const insideVectors = multiplications + (dot.length - vectors) * perAddition;
  const weightBits = before.weightBits * storedShare;
  return {
    ...before,
    method: 'shared',
    computation: {
      lower: dense * storedShare,
      estimate: dense * distinctShare,
      additionsKept: dot.count * (insideVectors * distinctShare + (vectors - 1) * perAddition),
      upper: dense,
    },
    weightBits,
    weightBitsWithIndices: weightBits + indexBits,
    sharing,
  };
}

function sakrOf(dot: DotProducts, precision: Precision): LayerMetrics['sakr'] {
  return {
    fullAdders: dot.count * dotProductAdders(dot.length + 1, precision),
    weightBits: dot.weights * precision.weightBits,
    activationBits: dot.inputs * precision.activationBits,
  };
}

function windowOf({ problem }: Layer): { readonly channels: number; readonly filterSize: number } {
  const size = (name: string) => problem.dimensions.find((each) => each.name === name)?.size ?? 1;
  return { channels: size('G') * size('C'), filterSize: size('R') * size('S') };
}
