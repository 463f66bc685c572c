import type { PriceTable } from '../components/price.ts';
import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { plain } from '../dataflow/arithmetic.ts';
import type { Convention } from '../dataflow/conventions/convention.ts';
import { type ElementBits, elementBits, memoryBits } from '../dataflow/element-bits.ts';
import { memoryFor, usableBits } from '../dataflow/fit.ts';
import { buildNest, type Nest, type NestOperand } from '../dataflow/nest.ts';
import { type BoundaryCounts, transfersOf } from '../dataflow/transfer.ts';
import { boundariesOf } from '../dataflow/transfers.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { Layer } from '../workload/workload.ts';
import { actionEnergyPj } from './energy.ts';

/** Everything about a layer, an accelerator and a choice of keepers that does not change from mapping to mapping. */
export interface QuickPlan {
  readonly nest: Nest;
  readonly boundaries: readonly QuickBoundary[];
  /** Energy that no mapping changes: the arithmetic. */
  readonly fixedEnergyPj: number;
  readonly capacities: readonly QuickCapacity[];
  /** Bits per cycle of each port, per instance, and the level it stands at. */
  readonly portRates: Float64Array;
  readonly portLevels: Int32Array;
  readonly operationsPerStep: number;
}

/** One boundary, with the energy and the port bits of each number counted there (transfers are linear in them). */
export interface QuickBoundary {
  readonly operand: NestOperand;
  readonly parent: number;
  readonly child: number;
  /** Per level, 1 where the network below it merges copies. */
  readonly merges: Uint8Array;
  /** Networks below these levels matter by themselves; `parent - 1` is the parent's own words. */
  readonly cuts: Int32Array;
  /** Per cut. */
  readonly energyPj: Float64Array;
  /** Per cut, `portWords` ports and the bits a word moves through each. */
  readonly portWords: number;
  readonly ports: Int32Array;
  readonly portBits: Float64Array;
  readonly distinctParentPj: number;
  readonly distinctChildPj: number;
  /** Ports that distinct elements matter to, and the bits each counts for. */
  readonly distinctPorts: Int32Array;
  readonly distinctParentBits: Float64Array;
  readonly distinctChildBits: Float64Array;
}

interface QuickCapacity {
  readonly level: number;
  readonly usableBits: number;
  /** Indices into the nest's operands. */
  readonly operands: Int32Array;
  readonly bitsPerElement: Float64Array;
}

export interface QuickPlanInput {
  readonly layer: Layer;
  readonly hardware: HardwareSpec;
  readonly prices: PriceTable;
  readonly convention: Convention;
  /** Per level, the operands it keeps. */
  readonly keep: readonly (readonly string[])[];
  readonly compressed?: CompressedLayer | undefined;
}

/** Prices one word of everything once, by running the convention on it; mappings then only multiply. */
export function quickPlan(input: QuickPlanInput): QuickPlan {
  const { layer, hardware, prices, keep } = input;
  const nest = buildNest(layer.problem, hardware, {
    levels: hardware.levels.map((level, index) => ({
      level: level.name,
      keep: keep[index] as string[],
      temporal: [],
      x: [],
      y: [],
    })),
  });
  const bits = elementBits(layer, hardware, input.compressed);
  const ports = listPorts(hardware);
  const { actions } = plain({ layer, hardware, bits, compressed: input.compressed });
  return {
    nest,
    boundaries: boundariesOf(nest).map((boundary) => quickBoundary(input, nest, bits, ports, boundary)),
    fixedEnergyPj: actions.reduce((sum, action) => sum + action.count * actionEnergyPj(prices, action), 0),
    capacities: hardware.levels
      .flatMap((level, index) =>
        level.memories.map((memory) => {
          const operands = nest.operands.filter(
            (operand) => operand.keepers.includes(index) && memoryFor(hardware, index, operand.operand.role) === memory,
          );
          return {
            level: index,
            usableBits: usableBits(memory),
            operands: Int32Array.from(operands.map((operand) => nest.operands.indexOf(operand))),
            bitsPerElement: Float64Array.from(operands.map((operand) => memoryBits(bits, operand.operand.role, index))),
          };
        }),
      )
      .filter((capacity) => Number.isFinite(capacity.usableBits)),
    portRates: Float64Array.from(ports.map((port) => port.rate)),
    portLevels: Int32Array.from(ports.map((port) => port.level)),
    operationsPerStep: layer.operationsPerPoint / hardware.mac.macsPerCycle,
  };
}

interface Port {
  readonly level: number;
  readonly memory: string;
  readonly actions: readonly string[];
  readonly rate: number;
}

/** Ports that can limit; unlimited ones are left out. */
function listPorts(hardware: HardwareSpec): Port[] {
  return hardware.levels
    .flatMap((level, index) =>
      level.memories.flatMap((memory): Port[] => {
        const port = { level: index, memory: memory.name };
        if (memory.sharedPort)
          return [{ ...port, actions: ['read', 'write', 'update'], rate: memory.readBitsPerCycle }];
        return [
          { ...port, actions: ['read'], rate: memory.readBitsPerCycle },
          { ...port, actions: ['write', 'update'], rate: memory.writeBitsPerCycle },
        ];
      }),
    )
    .filter((port) => Number.isFinite(port.rate));
}

function quickBoundary(
  input: QuickPlanInput,
  nest: Nest,
  bits: ElementBits,
  ports: readonly Port[],
  { operand, parent, child }: { operand: NestOperand; parent: number; child: number },
): QuickBoundary {
  const levels = Array.from({ length: child - parent }, (_, index) => parent + index);
  const none = emptyCounts(parent, child);
  const cost = (counts: BoundaryCounts): { energyPj: number; bits: Float64Array } => {
    // The operand's other boundaries stand beside it, empty: a convention may charge one for what passes another.
    const transfers = boundariesOf(nest)
      .filter((other) => other.operand === operand)
      .flatMap((other) =>
        transfersOf(operand, other.parent === parent ? counts : emptyCounts(other.parent, other.child)),
      );
    const actions = input.convention.count({ nest, hardware: input.hardware, bits, transfers });
    return {
      energyPj: actions.reduce((sum, action) => sum + action.count * actionEnergyPj(input.prices, action), 0),
      bits: Float64Array.from(
        ports.map((port) =>
          actions
            .filter((action) => action.component === port.memory && port.actions.includes(action.action))
            .reduce((sum, action) => sum + action.count * action.bitsPerAction, 0),
        ),
      ),
    };
  };
  const perCut = [
    cost({ ...none, arriving: 1 }),
    ...levels.map((_, at) => cost({ ...none, below: levels.map((__, index) => (index === at ? 1 : 0)) })),
  ];
  const used = perCut.flatMap((each, index) => (each.energyPj !== 0 || each.bits.some((b) => b !== 0) ? [index] : []));
  const distinctParent = cost({ ...none, distinctAtParent: 1 });
  const distinctChild = cost({ ...none, distinctAtChildren: 1 });
  const distinctPorts = [...ports.keys()].filter(
    (port) => distinctParent.bits[port] !== 0 || distinctChild.bits[port] !== 0,
  );
  return {
    operand,
    parent,
    child,
    merges: Uint8Array.from(operand.merges.map(Number)),
    cuts: Int32Array.from(used.map((index) => parent - 1 + index)),
    energyPj: Float64Array.from(used.map((index) => perCut[index]?.energyPj as number)),
    ...sparsePorts(used.map((index) => perCut[index]?.bits as Float64Array)),
    distinctParentPj: distinctParent.energyPj,
    distinctChildPj: distinctChild.energyPj,
    distinctPorts: Int32Array.from(distinctPorts),
    distinctParentBits: Float64Array.from(distinctPorts, (port) => distinctParent.bits[port] as number),
    distinctChildBits: Float64Array.from(distinctPorts, (port) => distinctChild.bits[port] as number),
  };
}

/** Only the ports a word goes through; shorter lists are filled up with port 0 and no bits. */
function sparsePorts(bits: readonly Float64Array[]): Pick<QuickBoundary, 'portWords' | 'ports' | 'portBits'> {
  const lists = bits.map((row) => [...row.keys()].filter((port) => row[port] !== 0));
  const portWords = Math.max(0, ...lists.map((list) => list.length));
  const slots = lists.flatMap((list) => Array.from({ length: portWords }, (_, i) => list[i]));
  return {
    portWords,
    ports: Int32Array.from(slots, (port) => port ?? 0),
    portBits: Float64Array.from(slots, (port, i) =>
      port === undefined ? 0 : (bits[Math.floor(i / portWords)]?.[port] as number),
    ),
  };
}

function emptyCounts(parent: number, child: number): BoundaryCounts {
  const below = Array.from({ length: child - parent }, () => 0);
  return { parent, child, arriving: 0, below, distinctAtParent: 0, distinctAtChildren: 0 };
}
