import type { MacStyle } from '../hardware/hardware.ts';
import type { ArithmeticCounts } from './styles/mac-units.ts';

/** What became of a layer that was executed on integers. */
export interface FunctionalLayer {
  readonly layer: string;
  readonly kind: string;
  readonly mapping: string;
  /** `fixed`, or the mapper that found it. */
  readonly mapper: string;
  readonly style: MacStyle;
  /** Why it is not the style that was asked for. */
  readonly fallback?: string;
  readonly weights: WeightFacts;
  /** Bits of an input, and of a sum. */
  readonly bits: { readonly I: number; readonly O: number };
  readonly outputs: OutputComparison;
  readonly transfers: readonly TransferComparison[];
  readonly decoder: DecoderComparison | null;
  readonly arithmetic: ArithmeticCounts & {
    readonly macs: number;
    /** Runs of consecutive steps that one MAC unit spends on one output. */
    readonly visits: number;
  };
  /** Outputs, transfers and look-ups all equal. */
  readonly equal: boolean;
}

export interface WeightFacts {
  /** `file`, or `random`: the network has shapes only. */
  readonly source: 'file' | 'random';
  /** How the outermost memory holds them. */
  readonly stored: 'indices' | 'words';
  /** Of a word, once decoded. */
  readonly bits: number;
  /** Weight = word · 2^−fractionBits. */
  readonly fractionBits: number;
  /** Words of the look-up table; 0 without one. */
  readonly tableWords: number;
  /** Level the decoder stands below. */
  readonly decodedBelow: string | null;
  /** Factors per output channel were left out on both sides. */
  readonly scalesLeftOut: boolean;
}

export interface OutputComparison {
  readonly compared: number;
  readonly mismatches: number;
  /** Position, in row-major order, and the two values. */
  readonly firstMismatch: { readonly index: number; readonly expected: number; readonly found: number } | null;
  /** Additions that did not fit the accumulator: sums wrapped around, and outputs are equal modulo 2^bits. */
  readonly overflows: number;
  /** Outputs whose exact value does not fit the accumulator. */
  readonly beyondRange: number;
}

/** One kind of transfer between two memories, counted while executing and by the analytic model. */
export interface TransferComparison {
  readonly operand: string;
  readonly kind: 'fill' | 'reload' | 'writeback';
  /** Level names; the MAC array's name stands for the arithmetic. */
  readonly from: string;
  readonly to: string;
  readonly counted: TransferWords;
  readonly analytic: TransferWords;
  readonly equal: boolean;
}

export interface TransferWords {
  /** Read or written at the level above. */
  readonly words: number;
  /** Arriving at, or leaving, all instances below. */
  readonly copies: number;
  readonly finalWords: number;
  /** Per network on the way, outermost first. */
  readonly delivered: readonly number[];
  readonly reduced: readonly number[];
}

export interface DecoderComparison {
  readonly name: string;
  /** Words that passed decoders, over the vector length. */
  readonly lookups: number;
  readonly analyticLookups: number;
  /** Entries really read when a decoder keeps only the last one: more where the words of a vector are used apart (A32). */
  readonly entriesRead: number;
  readonly equal: boolean;
}
