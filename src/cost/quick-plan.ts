import type { PriceTable } from '../components/price.ts';
import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { type ArithmeticWork, plain } from '../dataflow/arithmetic.ts';
import type { Convention } from '../dataflow/conventions/convention.ts';
import { type ElementBits, elementBits, memoryBits } from '../dataflow/element-bits.ts';
import { memoryFor, usableBits } from '../dataflow/fit.ts';
import { buildNest, type Nest, type NestOperand } from '../dataflow/nest.ts';
import { type BoundaryCounts, transfersOf } from '../dataflow/transfer.ts';
import { boundariesOf } from '../dataflow/transfers.ts';
import type { Fanout, HardwareSpec } from '../hardware/hardware.ts';
import type { Layer } from '../workload/workload.ts';
import { actionEnergyPj } from './energy.ts';

/** Everything about a layer, an accelerator and a choice of keepers that does not change from mapping to mapping. */
export interface QuickPlan {
  readonly nest: Nest;
  readonly boundaries: readonly QuickBoundary[];
  /** Energy that no mapping changes: the arithmetic. */
  readonly fixedEnergyPj: number;
  readonly capacities: readonly QuickCapacity[];
  /** Instances below one of each level. */
  readonly fanouts: readonly Fanout[];
  /** Ports that can limit. */
  readonly ports: readonly QuickPort[];
  readonly operationsPerStep: number;
}

/** One boundary, with the energy and the port bits of each number counted there (transfers are linear in them). */
export interface QuickBoundary {
  readonly operand: NestOperand;
  readonly parent: number;
  readonly child: number;
  /** Words below the network of each level, `parent - 1` for the parent's own; only those that cost anything. */
  readonly cuts: readonly (WordCost & { readonly level: number })[];
  /** Of one distinct output element that parents or children ever see. */
  readonly distinctParent: WordCost;
  readonly distinctChild: WordCost;
}

/** What one word costs. */
export interface WordCost {
  readonly energyPj: number;
  /** Only ports it moves bits through. */
  readonly ports: readonly { readonly port: number; readonly bits: number }[];
}

interface QuickPort {
  readonly level: number;
  readonly memory: string;
  readonly actions: readonly string[];
  /** Bits per cycle, per instance. */
  readonly rate: number;
}

/** A memory with the tiles that share it. */
interface QuickCapacity {
  readonly level: number;
  /** Infinity where nothing limits it. */
  readonly usableBits: number;
  /** Indices into the nest's operands. */
  readonly operands: readonly number[];
  readonly bitsPerElement: readonly number[];
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
  const work = plain({ layer, hardware, bits, compressed: input.compressed });
  return {
    nest,
    boundaries: boundariesOf(nest).map((boundary) => {
      const moving = 1 - sparedByInputs(hardware, work, boundary);
      return quickBoundary({ input, nest, bits, ports, moving }, boundary);
    }),
    fixedEnergyPj: work.actions.reduce((sum, action) => sum + action.count * actionEnergyPj(prices, action), 0),
    capacities: hardware.levels.flatMap((level, index) =>
      level.memories.map((memory) => {
        const operands = nest.operands.filter(
          (operand) => operand.keepers.includes(index) && memoryFor(hardware, index, operand.operand.role) === memory,
        );
        return {
          level: index,
          usableBits: usableBits(memory),
          operands: operands.map((operand) => nest.operands.indexOf(operand)),
          bitsPerElement: operands.map((operand) => memoryBits(bits, operand.operand.role, index)),
        };
      }),
    ),
    fanouts: hardware.levels.map((level) => level.fanout),
    ports,
    operationsPerStep: layer.operationsPerPoint / hardware.mac.macsPerCycle,
  };
}

/** Ports that can limit; unlimited ones are left out. */
function listPorts(hardware: HardwareSpec): QuickPort[] {
  return hardware.levels
    .flatMap((level, index) =>
      level.memories.flatMap((memory): QuickPort[] => {
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

/**
 * Share of the weights that stay where they are for a zero input, where a word feeds one MAC alone; what else zeros spare the
 * innermost memories (`spared`) hangs on the mapping, and only the full estimate sees it.
 */
function sparedByInputs({ levels }: HardwareSpec, { zeroInputs }: ArithmeticWork, boundary: Boundary): number {
  const { operand, parent, child } = boundary;
  const isAlone = child === levels.length && levels.slice(parent).every(({ fanout: { x, y } }) => x * y === 1);
  if (operand.operand.role !== 'W' || !isAlone || !zeroInputs?.spares.includes('W')) return 0;
  return zeroInputs.share;
}

interface Boundary {
  readonly operand: NestOperand;
  readonly parent: number;
  readonly child: number;
}

interface BoundaryContext {
  readonly input: QuickPlanInput;
  readonly nest: Nest;
  readonly bits: ElementBits;
  readonly ports: readonly QuickPort[];
  /** Of the words counted, the share that moves. */
  readonly moving: number;
}

function quickBoundary(
  { input, nest, bits, ports, moving }: BoundaryContext,
  { operand, parent, child }: Boundary,
): QuickBoundary {
  const levels = Array.from({ length: child - parent }, (_, index) => parent + index);
  const none = emptyCounts(parent, child);
  const cost = (counts: BoundaryCounts): WordCost => {
    // The operand's other boundaries stand beside it, empty: a convention may charge one for what passes another.
    const transfers = boundariesOf(nest)
      .filter((other) => other.operand === operand)
      .flatMap((other) =>
        transfersOf(operand, other.parent === parent ? counts : emptyCounts(other.parent, other.child)),
      );
    const actions = input.convention
      .count({ nest, hardware: input.hardware, bits, transfers })
      .map((action) => ({ ...action, count: action.count * moving }));
    const through = (port: QuickPort): number =>
      actions
        .filter((action) => action.component === port.memory && port.actions.includes(action.action))
        .reduce((sum, action) => sum + action.count * action.bitsPerAction, 0);
    return {
      energyPj: actions.reduce((sum, action) => sum + action.count * actionEnergyPj(input.prices, action), 0),
      ports: ports.map((port, index) => ({ port: index, bits: through(port) })).filter((each) => each.bits !== 0),
    };
  };
  const one = (index: number): number[] => levels.map((_, other) => (other === index ? 1 : 0));
  return {
    operand,
    parent,
    child,
    cuts: [
      { level: parent - 1, ...cost({ ...none, arriving: 1 }) },
      ...levels.map((level, index) => ({ level, ...cost({ ...none, below: one(index) }) })),
    ].filter((cut) => cut.energyPj !== 0 || cut.ports.length > 0),
    distinctParent: cost({ ...none, distinctAtParent: 1 }),
    distinctChild: cost({ ...none, distinctAtChildren: 1 }),
  };
}

function emptyCounts(parent: number, child: number): BoundaryCounts {
  const below = Array.from({ length: child - parent }, () => 0);
  return { parent, child, arriving: 0, below, distinctAtParent: 0, distinctAtChildren: 0 };
}
