import type { PriceTable } from '../components/price.ts';
import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { ActionCount } from '../dataflow/action-count.ts';
import { type ArithmeticWork, plain } from '../dataflow/arithmetic.ts';
import type { Convention } from '../dataflow/conventions/convention.ts';
import { codebookTable, wordActions } from '../dataflow/decoder.ts';
import { type ElementBits, elementBits, memoryBits } from '../dataflow/element-bits.ts';
import { memoryFor, usableBits } from '../dataflow/fit.ts';
import { styleOf } from '../dataflow/mac-style.ts';
import { buildNest, type Nest, type NestOperand } from '../dataflow/nest.ts';
import { movedWords, sparedWords } from '../dataflow/spared.ts';
import { type BoundaryCounts, transfersOf } from '../dataflow/transfer.ts';
import { boundariesOf } from '../dataflow/transfers.ts';
import type { Fanout, HardwareSpec } from '../hardware/hardware.ts';
import type { OperandRole } from '../workload/problem.ts';
import type { Layer } from '../workload/workload.ts';
import { actionEnergyPj } from './energy.ts';
import { type ExposedTile, exposedTiles } from './exposed-tiles.ts';
import { listPorts, type QuickPort } from './quick-ports.ts';
import { type QuickStyle, quickStyle, type StyledArithmetic, styledArithmetic } from './quick-style.ts';

/** Everything about a layer, an accelerator and a choice of keepers that does not change from mapping to mapping. */
export interface QuickPlan {
  readonly nest: Nest;
  readonly boundaries: readonly QuickBoundary[];
  /** Energy that no mapping changes: the arithmetic. */
  readonly fixedEnergyPj: number;
  readonly capacities: readonly QuickCapacity[];
  /** Instances below one of each level. */
  readonly fanouts: readonly Fanout[];
  /** Ports that can limit, and decoders. */
  readonly ports: readonly QuickPort[];
  /** Loading the decoders' tables. */
  readonly loads: readonly QuickLoad[];
  /** Of styles that hang on the mapping: at least. */
  readonly operationsPerStep: number;
  /** Null: one multiplication a weight, whatever the mapping. */
  readonly style: StyledArithmetic | null;
  /** Tiles of the first fill and the last drain; null: cycles leave them out and are not rounded up. */
  readonly exposed: readonly ExposedTile[] | null;
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
  /** What comes on top of these, each times a share that hangs on the mapping. */
  readonly varying: readonly VaryingCosts[];
}

/**
 * Of the words beside the arithmetic: inputs that are read, sums that move, weights that move, those of them that are looked up.
 * `stops`: of the sums that arrive there, those that find nothing to add to them.
 */
export type Share = 'inputs' | 'sums' | 'stops' | 'weights' | 'lookups';

export type VaryingCosts = Pick<QuickBoundary, 'cuts' | 'distinctParent' | 'distinctChild'> & { readonly by: Share };

/** What one word costs. */
export interface WordCost {
  readonly energyPj: number;
  /** Only ports it moves bits through. */
  readonly ports: readonly { readonly port: number; readonly bits: number }[];
}

/** What is loaded once, or for every tile of weights, into the product of all instances below `levels`, over `sharedBy`, rounded up. */
export interface QuickLoad extends WordCost {
  readonly levels: readonly number[];
  readonly sharedBy: number;
  /** Once for each tile of it that its children take in; null: once. */
  readonly visits: { readonly operand: NestOperand; readonly child: number } | null;
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
  /** Styles are counted as they are; else every weight is multiplied, and no decoder counts where styles look up less often. */
  readonly styled?: boolean;
  /** Cycles are those of the full estimate; else those of whichever sets the pace. */
  readonly ramp?: boolean;
}

/** Prices one word of everything once, by running the convention on it; mappings then only multiply. */
export function quickPlan(input: QuickPlanInput): QuickPlan {
  const { layer, hardware, prices, keep, convention } = input;
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
  const isMac = styleOf(layer, hardware, input.compressed).style === 'mac';
  const given = { layer, hardware, prices, compressed: input.compressed, bits, nest };
  const styled = input.styled === true ? styledArithmetic(given) : null;
  const style = styled && quickStyle(styled);
  const context = { input, nest, bits, ports, work, decodes: isMac || styled !== null, style };
  return {
    nest,
    boundaries: boundariesOf(nest).map((boundary) => quickBoundary(context, boundary)),
    fixedEnergyPj:
      styled !== null
        ? 0
        : work.actions.reduce((sum, action) => sum + action.count * actionEnergyPj(prices, action), 0),
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
    loads: quickLoads(context),
    operationsPerStep:
      style?.leastOperationsPerStep() ?? (layer.operationsPerPoint * work.cycleShare) / hardware.mac.macsPerCycle,
    style: styled,
    exposed: !input.ramp ? null : convention.cycles === 'visited' ? exposedTiles(nest, hardware, bits) : [],
  };
}

interface Boundary {
  readonly operand: NestOperand;
  readonly parent: number;
  readonly child: number;
}

interface PlanContext {
  readonly input: QuickPlanInput;
  readonly nest: Nest;
  readonly bits: ElementBits;
  readonly ports: readonly QuickPort[];
  readonly work: ArithmeticWork;
  /** Decoders count. */
  readonly decodes: boolean;
  readonly style: QuickStyle | null;
}

const shareOf: Readonly<Record<OperandRole, Share>> = { I: 'inputs', O: 'sums', W: 'weights' };

function quickBoundary(context: PlanContext, { operand, parent, child }: Boundary): QuickBoundary {
  const { role } = operand.operand;
  const levels = Array.from({ length: child - parent }, (_, index) => parent + index);
  const none = emptyCounts(parent, child);
  const one = (index: number): number[] => levels.map((_, other) => (other === index ? 1 : 0));
  const priced = (cost: (counts: BoundaryCounts) => WordCost) => ({
    cuts: [
      { level: parent - 1, ...cost({ ...none, arriving: 1 }) },
      ...levels.map((level, index) => ({ level, ...cost({ ...none, below: one(index) }) })),
    ].filter((cut) => cut.energyPj !== 0 || cut.ports.length > 0),
    distinctParent: cost({ ...none, distinctAtParent: 1 }),
    distinctChild: cost({ ...none, distinctAtChildren: 1 }),
  });
  const cost = (part: MovedPart) => (counts: BoundaryCounts) => wordCost(context, operand, { ...part, counts });
  const boundary = { operand, parent, child };
  const { style } = context;
  // What arrives stops as often in every mapping, unless runs or tiles of it say how often.
  if (style === null || (child < context.nest.levelCount && style.by === 'nothing')) {
    return { ...boundary, ...priced(cost({ moving: null, lookups: 1 })), varying: [] };
  }
  if (child < context.nest.levelCount) {
    const [passed, stopped] = [cost({ moving: 1, lookups: 1 }), cost({ moving: 0, lookups: 1 })];
    const stops = priced((counts) => difference(stopped(counts), passed(counts)));
    return { ...boundary, ...priced(passed), varying: stops.cuts.length === 0 ? [] : [{ by: 'stops', ...stops }] };
  }
  const [least, most, all] = [
    cost({ moving: 0, lookups: 0 }),
    cost({ moving: 1, lookups: 0 }),
    cost({ moving: 1, lookups: 1 }),
  ];
  const moved = { by: shareOf[role], ...priced((counts) => difference(most(counts), least(counts))) };
  const lookups = { by: 'lookups' as const, ...priced((counts) => difference(all(counts), most(counts))) };
  return { ...boundary, ...priced(least), varying: role === 'W' ? [moved, lookups] : [moved] };
}

/** How much of what stands beside the arithmetic moves; null: as zeros have it. */
interface MovedPart {
  readonly moving: number | null;
  readonly lookups: number;
}

function wordCost(
  context: PlanContext,
  operand: NestOperand,
  { counts, moving, lookups }: MovedPart & { readonly counts: BoundaryCounts },
): WordCost {
  const { input, nest, bits, work, decodes } = context;
  const { hardware, compressed } = input;
  const { levels } = hardware;
  // The operand's other boundaries stand beside it, empty: a convention may charge one for what passes another.
  const transfers = boundariesOf(nest)
    .filter((other) => other.operand === operand)
    .flatMap((other) => {
      const own = transfersOf(
        operand,
        other.parent === counts.parent ? counts : emptyCounts(other.parent, other.child),
      );
      if (other.child !== nest.levelCount) return own;
      return moving === null
        ? sparedWords(own, operand, { work, levels })
        : movedWords(own, operand, { moving, levels });
    });
  const moves = input.convention.count({ nest, hardware, bits, transfers });
  const decoding = decodes ? wordActions({ nest, hardware, bits, transfers, compressed, lookups }) : [];
  return costOf(context, [...moves, ...decoding]);
}

function difference(most: WordCost, least: WordCost): WordCost {
  const bits = new Map(most.ports.map((each) => [each.port, each.bits]));
  for (const each of least.ports) bits.set(each.port, (bits.get(each.port) ?? 0) - each.bits);
  const ports = [...bits].map(([port, moved]) => ({ port, bits: moved })).filter((each) => each.bits !== 0);
  return { energyPj: most.energyPj - least.energyPj, ports };
}

function costOf({ input, ports }: PlanContext, actions: readonly ActionCount[]): WordCost {
  const decoder = input.hardware.decoder?.name;
  const through = (port: QuickPort): number =>
    actions
      .filter((action) => action.component === port.memory && port.actions.includes(action.action))
      .reduce((sum, action) => sum + action.count * (port.memory === decoder ? 1 : action.bitsPerAction), 0);
  return {
    energyPj: actions.reduce((sum, action) => sum + action.count * actionEnergyPj(input.prices, action), 0),
    ports: ports.map((port, index) => ({ port: index, bits: through(port) })).filter((each) => each.bits !== 0),
  };
}

/** A table taken in parts is loaded again for every tile of weights below the decoder, or else before it. */
function quickLoads(context: PlanContext): QuickLoad[] {
  const { input, nest, bits } = context;
  const table = context.decodes && bits.stored && codebookTable(input.hardware, bits.stored.level, input.compressed);
  if (!table) return [];
  const weights = nest.operands.find(({ operand }) => operand.role === 'W');
  const child = weights?.keepers.find((keeper) => keeper > table.level) ?? weights?.keepers.at(-1) ?? 0;
  const visits = table.isSplit && weights !== undefined && child > 0 ? { operand: weights, child } : null;
  return table.loads.map(({ levels, sharedBy, ...action }) => {
    return { ...costOf(context, [action]), levels, sharedBy, visits };
  });
}

function emptyCounts(parent: number, child: number): BoundaryCounts {
  const below = Array.from({ length: child - parent }, () => 0);
  return { parent, child, arriving: 0, below, distinctAtParent: 0, distinctAtChildren: 0 };
}
