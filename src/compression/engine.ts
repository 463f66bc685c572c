import type { TSchema } from 'typebox';
import type { Workload } from '../workload/workload.ts';
import type { CompressedLayer } from './compressed-layer.ts';

/** Trained weights of one layer, `[outputs, inputs per group, rows, columns]`, outputs of all groups in order. */
export interface WeightTensor {
  readonly shape: readonly [outputs: number, inputs: number, rows: number, columns: number];
  /** Row-major, outputs outermost. Never changed by an engine. */
  readonly data: Float32Array;
  readonly bias?: Float32Array;
}

export interface CompressionInput {
  readonly workload: Workload;
  /** By layer name; layers without weights (shape-only networks) are absent. */
  readonly weights: ReadonlyMap<string, WeightTensor>;
  /** Why a layer that could have weights has none, where that is known. */
  readonly absent?: ReadonlyMap<string, string>;
  /** How much each weight matters (a sensitivity, e.g. squared gradients), ≥ 0, in the order of the weights. */
  readonly importance?: ReadonlyMap<string, Float32Array>;
  /** The same seed gives the same bytes. */
  readonly seed: number;
  readonly onProgress?: (done: number, total: number, layer: string) => void;
}

export interface CompressedWorkload {
  readonly engine: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly layers: readonly CompressedTensor[];
}

/** A compressed layer with what is needed to decode it. */
export interface CompressedTensor extends CompressedLayer {
  readonly shape: WeightTensor['shape'];
  /** Tables one after another, entry by entry; absent for other encodings and when assumed. */
  readonly codebook?: Float32Array;
  /** One per vector, in the order the vectors stand in the weights. Of n-bit integers: the stored number of each weight. */
  readonly indexStream?: Uint32Array;
  /** What table entries (codebook: by output channel) or stored integers (dense: by tensor or output) are multiplied by. */
  readonly scales?: Float32Array;
  /** Dense integers: the stored number that means 0, one per scale; the middle of the range when absent. */
  readonly zeroPoints?: Uint32Array;
  /** Tables of 8-bit integers: what each table's integers are multiplied by. */
  readonly codebookScales?: Float32Array;
  /** Indices that are computed: the seed of the hash. */
  readonly hashSeed?: number;
  /** Decoded weights, in the shape and order of the input. */
  readonly decoded?: Float32Array;
  readonly bias?: Float32Array;
}

/** A plug-in. Works on a whole workload, since thresholds and bit budgets may be global. Must run in a browser. */
export interface CompressionEngine {
  readonly name: string;
  readonly description: string;
  /** A JSON Schema of the options as people write them; they are checked against it before `compress` is called. */
  readonly options: TSchema;
  readonly compress: (
    input: CompressionInput,
    options: Readonly<Record<string, unknown>>,
  ) => Promise<CompressedWorkload>;
}
