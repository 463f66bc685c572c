import type { PriceTable } from '../components/price.ts';
import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { plain, type StyleShape, styledWork } from '../dataflow/arithmetic.ts';
import type { ElementBits } from '../dataflow/element-bits.ts';
import { styleOf } from '../dataflow/mac-style.ts';
import type { Nest } from '../dataflow/nest.ts';
import { sparesAddUp } from '../dataflow/spared.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { iterationCount, type OperandRole } from '../workload/problem.ts';
import type { Layer } from '../workload/workload.ts';
import { actionEnergyPj } from './energy.ts';

/** Plain data, for threads. */
export interface StyledArithmetic {
  readonly layer: Layer;
  readonly hardware: HardwareSpec;
  readonly prices: PriceTable;
  readonly compressed: CompressedLayer | undefined;
  readonly bits: ElementBits;
  readonly nest: Nest;
}

/** What arithmetic in some style costs under mappings of one shape, and how much of what stands beside it moves. */
export interface StyledCosts {
  /** Of the arithmetic's own actions. */
  readonly energyPj: number;
  readonly operationsPerStep: number;
  /** Of the look-ups, and of the inputs of one multiplication a weight, the share that is made, or read. */
  readonly lookups: number;
  readonly inputs: number;
  /** Runs of steps that move a partial sum; Infinity: every step does. */
  readonly visits: number;
  /** Chance that a step moves no sum, whatever the style. */
  readonly idle: number;
  /** The same of a run of steps; absent: none of its steps does. */
  readonly idleShare?: number | undefined;
  /** Chance that an operation needs no weight: one that all who share it do not need is not moved. */
  readonly idleWeights: number;
}

/** Chance that a run of so many steps moves no sum. */
export function idleRun(costs: Pick<StyledCosts, 'idle' | 'idleShare'>, steps: number): number {
  return costs.idleShare ?? costs.idle ** steps;
}

const known = new WeakMap<StyledArithmetic, QuickStyle>();

/** Of one plan always the same one, which remembers what it has worked out. */
export function quickStyle(input: StyledArithmetic): QuickStyle {
  const style = known.get(input) ?? new QuickStyle(input);
  known.set(input, style);
  return style;
}

/** Null where what stands beside the arithmetic is a sum over words whatever the mapping: one multiplication a weight, and no zeros that spare what units share. */
export function styledArithmetic(input: StyledArithmetic): StyledArithmetic | null {
  const { layer, hardware, compressed, bits, nest } = input;
  if (styleOf(layer, hardware, compressed).style !== 'mac') return input;
  const work = plain({ layer, hardware, compressed, bits });
  const addsUp = nest.operands.every(({ operand: { role }, keepers }) =>
    sparesAddUp(hardware.levels, { role, last: keepers.at(-1)! }, work),
  );
  return addsUp ? null : input;
}

/**
 * Arithmetic whose cost, or what zeros spare beside it, hangs on the mapping: in other styles than `mac` by visits or by rows
 * (docs/mac-styles.md).
 */
export class QuickStyle {
  /** What of a mapping's shape is looked at. */
  readonly by: 'visits' | 'rows' | 'nothing';
  /** Of the layer. */
  readonly operations: number;
  /** Points of each dimension of the layer itself, for `rows`. */
  readonly sizes: readonly number[];
  readonly #input: StyledArithmetic;
  readonly #byVisits = new Map<number, StyledCosts>();
  /** By columns, then rows. */
  readonly #byTile = new Map<number, Map<number, StyledCosts>>();

  constructor(input: StyledArithmetic) {
    const { layer, hardware, compressed, nest } = input;
    const { style } = styleOf(layer, hardware, compressed);
    this.by = style === 'mac' ? 'nothing' : style === 'row-reuse' ? 'rows' : 'visits';
    this.operations = iterationCount(layer.problem) * layer.operationsPerPoint;
    this.sizes = nest.sizes;
    this.#input = input;
  }

  ofVisits(visits: number): StyledCosts {
    let costs = this.#byVisits.get(visits);
    if (costs === undefined) {
      costs = this.#of({ visits, rows: 1, columns: 1 });
      this.#byVisits.set(visits, costs);
    }
    return costs;
  }

  /** `rows` and `columns` of filters in the tile of one instance of the innermost level. */
  ofRows(rows: number, columns: number): StyledCosts {
    let byRows = this.#byTile.get(columns);
    if (byRows === undefined) {
      byRows = new Map();
      this.#byTile.set(columns, byRows);
    }
    let costs = byRows.get(rows);
    if (costs === undefined) {
      costs = this.#of({ visits: this.operations, rows, columns });
      byRows.set(rows, costs);
    }
    return costs;
  }

  /** Of one instance of the innermost level, by its tile: no larger than the layer. */
  ofTile(tile: readonly number[]): StyledCosts {
    const { nest } = this.#input;
    const size = (name: string): number => {
      const d = nest.dimensionNames.indexOf(name);
      return d < 0 ? 1 : Math.min(tile[d]!, this.sizes[d]!);
    };
    return this.ofRows(size('M') * size('R'), size('S'));
  }

  /** Of any mapping. */
  mostIdleWeights(): number {
    return Math.max(this.ofVisits(this.operations).idleWeights, this.ofRows(1, 0).idleWeights);
  }

  /** The least there can be: products of more rows are never formed more often. */
  leastOperationsPerStep(): number {
    if (this.by !== 'rows') return this.ofVisits(this.operations).operationsPerStep;
    const { nest, hardware } = this.#input;
    const size = (name: string): number => nest.sizes[nest.dimensionNames.indexOf(name)] ?? 1;
    const rows = size('M') * size('R');
    const each = [rows, Math.min(rows, hardware.mac.bins!.entries)].map((most) => this.ofRows(most, size('S')));
    return Math.min(...[...each, this.ofRows(rows, 0)].map(({ operationsPerStep }) => operationsPerStep));
  }

  #of(shape: StyleShape): StyledCosts {
    const { layer, hardware, prices } = this.#input;
    const work = styledWork(this.#input, shape);
    const spares = (role: OperandRole): number =>
      work.zeroInputs?.spares.includes(role) === true ? work.zeroInputs.share : 0;
    return {
      energyPj: work.actions.reduce((sum, action) => sum + action.count * actionEnergyPj(prices, action), 0),
      operationsPerStep: (layer.operationsPerPoint * work.cycleShare) / hardware.mac.macsPerCycle,
      lookups: work.lookups,
      inputs: (1 - work.zeroShare) * (1 - spares('I')) * (work.inputShare ?? 1),
      visits: work.visits ?? Number.POSITIVE_INFINITY,
      idle: 1 - (1 - work.zeroShare) * (1 - spares('O')),
      idleShare: work.idleShare,
      idleWeights: spares('W'),
    };
  }
}
