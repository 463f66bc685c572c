import type { PriceTable } from '../components/price.ts';
import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { MappingProof } from '../cost/result.ts';
import type { Convention } from '../dataflow/conventions/convention.ts';
import type { TransferMemo } from '../dataflow/transfer-memo.ts';
import type { Dataflow } from '../hardware/constraint-rule.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { Issue } from '../shared/issue.ts';
import type { Layer } from '../workload/workload.ts';

/** What a mapper makes small, for one run of a layer, leakage and clock power included. */
export type Objective = 'energy' | 'latency' | 'energy-delay' | WeightedSum | EnergyWithin;

/** Energy in units of `pj` plus latency in units of `ns`. */
export interface WeightedSum {
  readonly kind: 'sum';
  readonly pj: number;
  readonly ns: number;
}

/** Energy, of mappings that take no longer than this. */
export interface EnergyWithin {
  readonly kind: 'within';
  readonly ns: number;
}

/** What a scenario asks for. */
export type MapperChoice =
  | { readonly strategy: 'fixed'; readonly mappings: ReadonlyMap<string, string> }
  | {
      readonly strategy: 'templates';
      readonly dataflow: Dataflow | 'best';
      readonly objective: Objective;
      /** In a sweep: for every case, or for two of those that differ in compression only. Default: per-case. */
      readonly searches?: 'per-case' | 'per-accelerator';
      /** By layer name: mappings to choose among; a layer none of them fits is searched. */
      readonly candidates?: ReadonlyMap<string, readonly Candidate[]>;
    }
  | {
      readonly strategy: 'optimal';
      readonly objective: Objective;
      /** What each level keeps is chosen as well. */
      readonly bypass: boolean;
      /** Factors need not divide; default: they do. */
      readonly imperfect?: boolean;
      /** For each layer; absent: no clock is looked at, and the same input gives the same mapping. */
      readonly timeLimitMs?: number;
    };

/** A mapping found before. */
export interface Candidate {
  /** In its text form. */
  readonly text: string;
  /** Who found it. */
  readonly mapper: string;
}

/** A mapper finds a mapping for one layer, or says why there is none. */
export interface MappingProblem {
  readonly layer: Layer;
  /** As `layerHardware` gives it. */
  readonly hardware: HardwareSpec;
  readonly prices: PriceTable;
  readonly convention: Convention;
  readonly objective: Objective;
  /** How the weights are stored; absent: as the array multiplies them. */
  readonly compressed?: CompressedLayer | undefined;
  /** Transfers counted before. */
  readonly transfers?: TransferMemo | undefined;
}

export type MappingOutcome =
  | {
      readonly found: true;
      readonly mapping: Mapping;
      readonly mapper: string;
      readonly evaluated: number;
      readonly proof?: MappingProof;
    }
  | { readonly found: false; readonly issues: readonly Issue[] };
