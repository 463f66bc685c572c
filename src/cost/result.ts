import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { MacStyle } from '../hardware/hardware.ts';
import type { Issue } from '../shared/issue.ts';
import type { UncostedOperator } from '../workload/workload.ts';
import type { Roofs } from './roofs.ts';

/** One tidy row: layer × component × action × operand. The energies of all rows add up to the total exactly. */
export interface CostRow {
  readonly layer: string;
  readonly kind: string;
  /** Memory, network, MAC array or vector unit; `leakage` and `clock` have rows of their own. */
  readonly component: string;
  /** `dram`, `memory`, `network`, `compute`, `static`: what charts group by. */
  readonly componentClass: ComponentClass;
  readonly action: string;
  /** Operand name; `-` where there is none. */
  readonly operand: string;
  /** Actions: words for memories and networks, operations for compute, cycles for static power. */
  readonly count: number;
  readonly bitsPerAction: number;
  readonly energyPj: number;
}

export type ComponentClass = 'dram' | 'memory' | 'network' | 'compute' | 'static';

export interface StallCause {
  /** `compute`, `GLB read`, `DRAM write`, `ramp`… */
  readonly cause: string;
  readonly cycles: number;
}

/** Zeros in the maps of a layer, as they were used. */
export interface LayerActivity {
  /** Shares, 0…1; of the inputs without their padding, and with it as it is stored. */
  readonly inputZeros: number;
  readonly storedInputZeros: number;
  readonly outputZeros: number;
  readonly source: string;
  /** At every memory that codes maps. */
  readonly traffic: readonly MapTraffic[];
}

/** Bits of one operand in and out of a memory that codes it: as coded, and as they would be in plain words. */
export interface MapTraffic {
  readonly memory: string;
  readonly operand: string;
  readonly code: 'rlc' | 'bitmap';
  /** By a measured ratio; else as expected of independent zeros. */
  readonly measured: boolean;
  readonly bits: number;
  readonly plainBits: number;
}

export interface LayerResult {
  readonly name: string;
  readonly kind: string;
  readonly macs: number;
  readonly operations: number;
  readonly parameters: number;
  readonly energyPj: number;
  readonly cycles: number;
  readonly latencyMs: number;
  /** Share of MAC-cycles doing useful work, 0…1; null for layers that run on the vector unit. */
  readonly utilisation: number | null;
  /** How products were formed; null for layers that run on the vector unit. */
  readonly style: MacStyle | null;
  /** What the cycles went to, `compute` first; adds up to `cycles`. */
  readonly stalls: readonly StallCause[];
  /** How the weights are stored; null: as the array multiplies them. */
  readonly compression: Pick<CompressedLayer, 'encoding' | 'assumed' | 'bitsBefore' | 'bitsAfter' | 'warnings'> | null;
  /** Zeros in its maps; null: none are known of, the maps counted as full. */
  readonly activity: LayerActivity | null;
  /** Text form of the mapping. */
  readonly mapping: string;
  /** Who chose it: `fixed`, `templates: row-stationary`… */
  readonly mapper: string;
  /** Of a mapper that proves its choice. */
  readonly proof?: MappingProof;
  /** The mapping level by level, outermost first; empty for operations fused into the layer before. */
  readonly levels: readonly LevelSummary[];
}

/** Why no mapping of a layer is better, or by how much one could be. */
export interface MappingProof {
  /** Ways to split every dimension over levels and axes, times orders of the loops of every level, those that do not fit included. */
  readonly mappings: number;
  readonly evaluated: number;
  readonly ruledOut: MappingsRuledOut;
  /** Of a search that ended before all was proven: not evaluated, and above a bound or not looked at; absent: none. */
  readonly open?: number;
  /** Where factors need not divide: by dimension, the sizes it was cut as; no others were looked at. */
  readonly cutAs?: Readonly<Record<string, readonly number[]>>;
  /** What the mapper made small, as a scenario says it, and its unit. */
  readonly objective: string;
  readonly unit: string;
  readonly value: number;
  /** Bound on every mapping, before any was evaluated. */
  readonly bound: number;
  /** By how much the value of this mapping may be above the best one's at most, as a share of the best; 0: this is the best. */
  readonly gap: number;
  /** What ended the search before all was proven: so many tiles looked at, a time limit (then another run may find another mapping), or a request; absent: nothing. */
  readonly stopped?: 'tiles' | 'time' | 'cancelled';
  /** With objective latency the same for the energy of mappings as fast as this one; else absent. */
  readonly energyGap?: number;
  /** As the mapper saw it, for one run of the layer: those of the result but for the energy grid. */
  readonly energyPj: number;
  readonly cycles: number;
}

/** Mappings not evaluated, by the first of these reasons that holds. */
export interface MappingsRuledOut {
  /** Too large for a fan-out, or against a constraint on factors. */
  readonly notAllowed: number;
  /** Too large for a memory. */
  readonly tooLarge: number;
  /** Above a bound (of a search that ended early these count as `open`); or so little of the array in use, over several levels together, that a constraint forbids it. */
  readonly bound: number;
  /** The same as another but for loops whose order costs nothing, or in an order that a constraint forbids. */
  readonly sameOrder: number;
}

/** One level of a layer's mapping: its loops, what stays there, and what that costs. */
export interface LevelSummary {
  readonly level: string;
  /** Instances the mapping uses. */
  readonly instances: number;
  /** Its line of the mapping's text form. */
  readonly line: string;
  readonly tiles: readonly LevelTile[];
  /** Of its memories, network and (last level) the arithmetic below. */
  readonly energyPj: number;
}

/** What one operand does at one level. Words are totals over all instances. */
export interface LevelTile {
  readonly memory: string;
  readonly operand: string;
  /** Elements of the largest tile one instance holds. */
  readonly elements: number;
  /** Bits of that whole tile. */
  readonly bits: number;
  /** Of one instance, shared by all operands of the memory; null: not limited. */
  readonly capacityBits: number | null;
  readonly reads: number;
  /** Fills from above and, under `port` and `eyeriss`, writes from below. */
  readonly writes: number;
  /** `timeloop` convention only. */
  readonly updates: number;
  readonly energyPj: number;
}

export interface AreaRow {
  readonly component: string;
  readonly componentClass: ComponentClass;
  readonly instances: number;
  /** Per instance; null: no source gives it. */
  readonly areaUm2: number | null;
  readonly source: string;
}

/** Everything a report shows; `result.json` is this, as is. Deterministic: no clock, stable key order. */
export interface RunResult {
  readonly schema: 'kjoule-result/1';
  readonly kjouleVersion: string;
  readonly title: string;
  /** The command that makes it again. */
  readonly command: string;
  readonly workload: { readonly name: string; readonly source: string; readonly batch: number };
  readonly hardware: {
    readonly name: string;
    readonly description: string;
    readonly source: string;
    readonly nodeNm: number;
    readonly voltageV: number;
    readonly clockMhz: number;
    readonly roofs: Roofs;
  };
  /** What compressed the weights; null: nothing did. `assumed`: described, not computed from weights. */
  readonly compression: {
    readonly engine: string;
    /** What chance the engine took came from it; null: several, or none was told. */
    readonly seed: number | null;
    readonly assumed: boolean;
    /** Of the layers that are compressed. */
    readonly bitsBefore: number;
    readonly bitsAfter: number;
  } | null;
  /** `port`, `timeloop` or `eyeriss`. */
  readonly convention: string;
  readonly totals: {
    readonly energyPj: number;
    /** Only when the spec names a unit, e.g. { name: 'MAC', value: 4.2e9 }. */
    readonly normalisedEnergy: { readonly name: string; readonly value: number } | null;
    readonly cycles: number;
    readonly latencyMs: number;
    readonly macs: number;
    readonly operations: number;
    readonly parameters: number;
    /** Sum of the known areas. */
    readonly areaUm2: number;
    /** False when some component's area is unknown. */
    readonly areaComplete: boolean;
    readonly averagePowerMw: number;
    readonly energyPerMacPj: number;
  };
  readonly layers: readonly LayerResult[];
  readonly rows: readonly CostRow[];
  readonly area: readonly AreaRow[];
  readonly uncosted: readonly UncostedOperator[];
  /** Numbers of docs/assumptions.md that this result rests on, with one sentence each. */
  readonly assumptions: readonly { readonly id: string; readonly text: string }[];
  /** Every price used: component, action, figure and where it comes from. */
  readonly sources: readonly {
    readonly component: string;
    readonly action: string;
    readonly energyPj: number;
    readonly bits: number;
    readonly source: string;
  }[];
  readonly warnings: readonly Issue[];
}
