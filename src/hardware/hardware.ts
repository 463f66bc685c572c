import type { OperandRole } from '../workload/problem.ts';
import type { OperationKind } from '../workload/workload.ts';
import type { ConstraintRule, Dataflow, WrittenAt, WrittenName } from './constraint-rule.ts';

/** An accelerator with every default filled and every quantity in the unit its name says. Read-only. */
export interface HardwareSpec {
  readonly name: string;
  readonly description: string;
  /** Paper or data sheet the organisation comes from. */
  readonly source: string;
  readonly nodeNm: number;
  readonly voltageV: number;
  readonly clockMhz: number;
  /** Outermost (DRAM) first. */
  readonly levels: readonly MemoryLevel[];
  readonly mac: MacArray;
  /** Turns stored weights (indices, sparse) into the words the array multiplies; absent: weights are stored decoded. */
  readonly decoder?: WeightDecoder;
  /** Does pooling, additions and activations; absent: such layers are listed as not costed. */
  readonly vector?: VectorUnit;
  /** Clock network, if the source gives it: power while running. */
  readonly clockPowerMw: number;
  /** What to show normalised energies in, e.g. one 16-bit MAC = 1.694 pJ; absent: pJ only. */
  readonly energyUnit?: EnergyUnit;
  /** Limits on the mapspace. */
  readonly constraints: MappingConstraints;
  /** The dataflow template this accelerator was built for. */
  readonly dataflow: Dataflow;
}

export interface EnergyUnit {
  readonly name: string;
  readonly energyPj: number;
  readonly source: string;
}

/** One step of the hierarchy: zero or more memories side by side, and the fan-out to the next level below. */
export interface MemoryLevel {
  readonly name: string;
  /** One shared memory, one per operand (Eyeriss' three scratchpads), or none (a level of loops only). */
  readonly memories: readonly Memory[];
  /** Instances of the next level (or of the MAC, below the last level) under one instance of this one. */
  readonly fanout: Fanout;
  /** What connects this level with the instances below it. */
  readonly network: Network;
}

export interface Fanout {
  readonly x: number;
  readonly y: number;
}

export interface Memory {
  /** Unique in the spec: `GLB`, `PE.weights`. Also the component name in results. */
  readonly name: string;
  /** Operands it may keep. */
  readonly roles: readonly OperandRole[];
  /** Infinity for DRAM. */
  readonly capacityBits: number;
  /** Where the capacity was written; absent: it was not read from a file, or has none. */
  readonly writtenAt?: WrittenAt;
  /** Bits of one stored element. */
  readonly wordBits: number;
  /** Bits of one physical access; a whole number of words. */
  readonly blockBits: number;
  /** Per instance; Infinity when not limited. */
  readonly readBitsPerCycle: number;
  /** Per instance; Infinity when not limited. */
  readonly writeBitsPerCycle: number;
  /** True: reads and writes share one port's bandwidth (`readBitsPerCycle`). */
  readonly sharedPort: boolean;
  /** Half the capacity holds the next tile while the other half works. */
  readonly doubleBuffered: boolean;
  /** How it stores maps that hold zeros; absent: like any other words. */
  readonly encoding?: { readonly I?: MapEncoding; readonly O?: MapEncoding };
  readonly component: ComponentReference;
}

/** A code for maps with zeros in them. */
export type MapEncoding = RunLengthCode | { readonly code: 'bitmap' };

/** Pairs of a run of zeros and the value behind it, packed into words. */
export interface RunLengthCode {
  readonly code: 'rlc';
  readonly runBits: number;
  readonly codeWordBits: number;
  /** Absent: as many as fit. */
  readonly pairsPerWord?: number;
}

/** How a component is priced: a row of the component library, or figures given in place with their source. */
export interface ComponentReference {
  /** Row name in `hardware-specs/components/`. */
  readonly use?: string;
  /** Given in place, picojoules per access of `blockBits` (memory), per word (network) or per operation. */
  readonly energyPj?: Readonly<Record<string, number>>;
  readonly leakageMw?: number;
  readonly areaUm2?: number;
  readonly source?: string;
}

export interface Network {
  /** `false` for a role: every copy is a read of its own at the parent. */
  readonly multicast: Readonly<Record<OperandRole, boolean>>;
  /** Partial sums of several children are added on their way up. */
  readonly reduction: boolean;
  /** Absent: moving over it costs nothing (said so in the report). */
  readonly component?: ComponentReference;
}

/**
 * How products are formed where weights are shared: `mac`: a multiply-accumulate per weight; `accumulate-then-multiply`: inputs
 * are added into a bin per table word, bins are multiplied once an output is done (PASM); `factorised`: inputs that share a
 * weight are added first, then multiplied once (UCNN); `row-reuse`: the product of an input row with a table entry is computed
 * once, and added wherever the entry stands (docs/mac-styles.md).
 */
export type MacStyle = 'mac' | 'accumulate-then-multiply' | 'factorised' | 'row-reuse';

export interface MacArray {
  readonly name: string;
  readonly style: MacStyle;
  /** Operand widths; `O` is the accumulator. */
  readonly bits: Readonly<Record<OperandRole, number>>;
  /** Multiply-accumulates one MAC unit finishes per cycle. */
  readonly macsPerCycle: number;
  readonly component: ComponentReference;
  /** Adds without multiplying; every style but `mac` has one beside each MAC. */
  readonly adder?: NamedComponent;
  /** Registers beside each MAC: sums of inputs by table word, or products of an input row by table entry. */
  readonly bins?: MacBins;
  /** `factorised`: how far one list of input positions reaches. */
  readonly indirection?: Indirection;
  /** Zero weights: multiplied like any other, kept from toggling the unit, or passed over without spending a cycle. */
  readonly zeroWeights: ZeroTreatment;
  /** Zero inputs, the same; absent: multiplied like any other. */
  readonly zeroInputs?: ZeroInputs;
}

export type ZeroTreatment = 'compute' | 'gate' | 'skip';

export interface ZeroInputs {
  readonly treatment: 'gate' | 'skip';
  /** Operands whose word is not moved between the innermost memory and a MAC whose input is zero. */
  readonly spares: readonly OperandRole[];
}

export interface NamedComponent {
  readonly name: string;
  readonly component: ComponentReference;
}

export interface MacBins extends NamedComponent {
  readonly entries: number;
  readonly wordBits: number;
}

/** One list of input positions, sorted by weight, serves so many input channels and filters (UCNN's Ct and G). */
export interface Indirection {
  readonly channels: number;
  readonly filters: number;
}

/** A look-up table per instance of the level it stands below: indices above it, decoded words below. */
export interface WeightDecoder {
  readonly name: string;
  /** Directly below the memories of this level, above its network. */
  readonly level: string;
  /** Entries of the table: the largest K it takes. */
  readonly entries: number;
  /** Words of one entry. */
  readonly vectorLength: number;
  readonly entryBits: number;
  /** Per table. */
  readonly lookupsPerCycle: number;
  /** Indices unpacked or decoded per cycle, by each table's front end; Infinity when not limited. */
  readonly symbolsPerCycle: number;
  /**
   * `plain`: indices of ⌈log2 K⌉ bits. `entropy`: takes Huffman or arithmetic codes as well. `runs`: only what is not zero,
   * each with a run of `runBits` that says how many zeros stand before it.
   */
  readonly coding: 'plain' | 'entropy' | 'runs';
  readonly runBits: number;
  /** Instances of the level that share one table. */
  readonly sharedBy: number;
  /** Larger codebooks: refused, or taken in parts, one part of the table after another. */
  readonly splitting: 'forbidden' | 'allowed';
  /** The table: priced as a memory of its size. */
  readonly component: ComponentReference;
  /** Unpacking one index, and entropy decoding one coded bit; absent: not priced. */
  readonly unpack?: { readonly energyPj: number; readonly energyPerBitPj: number; readonly source: string };
}

export interface VectorUnit {
  readonly name: string;
  /** The level whose memories feed it. */
  readonly level: string;
  /** Operations per cycle. */
  readonly lanes: number;
  readonly component: ComponentReference;
  /** Operations applied to outputs on their way out: they cost operations but no extra traffic. */
  readonly fused: readonly OperationKind[];
}

export interface MappingConstraints {
  /** Dimensions allowed on each axis of a level's fan-out; absent: any. */
  readonly spatial: readonly SpatialConstraint[];
  /** Everything else, of the spec and of a scenario; absent: nothing. */
  readonly rules?: readonly ConstraintRule[];
}

export interface SpatialConstraint {
  readonly level: string;
  readonly x?: readonly string[];
  readonly y?: readonly string[];
  readonly writtenAt?: WrittenAt;
  /** Those of X, then those of Y, each at its own place. */
  readonly dimensionsAt?: readonly WrittenName[];
}
