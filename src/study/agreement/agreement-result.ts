import type { Fit } from './fit.ts';

/** Metric, reference tool and simulator on the same compressed networks. Deterministic. */
export interface AgreementResult {
  readonly schema: 'kjoule-agreement/1';
  readonly kjouleVersion: string;
  readonly title: string;
  readonly command: string;
  readonly comparisons: readonly Comparison[];
  readonly reduction: Reduction | null;
}

export interface Comparison {
  readonly name: string;
  /** The scenario that describes the cases. */
  readonly sweep: string;
  readonly network: string;
  readonly layers: readonly string[];
  /** Multiply-accumulates of these layers, per image. */
  readonly macs: number;
  readonly accelerator: string;
  readonly batch: { readonly tool: number; readonly simulator: number };
  readonly activity: string | null;
  readonly metric: { readonly weightBits: number; readonly activationBits: number; readonly factor: number };
  /** The axis of the sweep, and the value of each case. */
  readonly axis: string;
  readonly values: readonly number[];
  readonly series: readonly Series[];
  readonly fits: readonly SeriesFit[];
  /** What the paper prints for metric against tool. */
  readonly published: { readonly rSquared: number; readonly source: string } | null;
  readonly assumed: boolean;
}

/** One way to tell the energy of every case, in MACs per image: 16-bit for the tool, of the array for the simulator. */
export interface Series {
  readonly kind: 'axis' | 'metric' | 'tool' | 'simulator';
  readonly name: string;
  /** Without compression. */
  readonly uncompressed: number | null;
  readonly values: readonly number[];
}

/** How a metric (or the axis itself, or the tool) is followed by the tool or the simulator. */
export interface SeriesFit {
  readonly first: string;
  readonly second: string;
  /** null: one of the two does not vary. */
  readonly fit: Fit | null;
}

/** What the paper's Fig. 2 plots, and the same with indices counted. */
export interface Reduction {
  readonly network: string;
  readonly weightBits: number;
  readonly source: string;
  readonly points: readonly ReductionPoint[];
}

export interface ReductionPoint {
  readonly layer: string;
  readonly k: number;
  readonly vectors: number;
  readonly vectorLength: number;
  /** Percent, as published. */
  readonly accuracy: number;
  /** 1 − K/N, percent. */
  readonly reduction: number;
  /** The same with N·log2 K index bits: what is left out there. */
  readonly withIndices: number;
}
