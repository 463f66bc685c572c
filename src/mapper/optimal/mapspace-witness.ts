import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { LevelLimits, MapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';
import { fits, tileElements } from './capacity.ts';
import { indexSpace, product } from './index-space.ts';
import { Lattice, NodeStack } from './lattice.ts';
import { LevelWalk } from './level-walk.ts';
import { neededSplit } from './needed-split.ts';
import { OrderClasses } from './order-classes.ts';
import { planLimits } from './plan-limits.ts';
import { eachSplit, type Split, type SpreadLimits, splitOf, spreadLimits } from './spreads.ts';

/** One mapping, as `QuickEstimate` takes it. */
export interface Witness {
  readonly factors: Int32Array;
  readonly order: Int32Array;
}

/** Ways to lay tiles out below a level that make the same product of factors, and its node. */
interface LayOut {
  readonly node: number;
  readonly both: readonly number[];
  readonly splits: readonly Split[];
}

interface Stage {
  readonly layOuts: readonly LayOut[];
  readonly walk: LevelWalk;
  /** Sets of dimensions whose loops can stand in an order that all constraints allow; none larger. */
  readonly walkable: readonly (readonly number[])[];
  /** Per node, less the most instances in use further in: laid out below the level, and with its loops. Infinity: none. */
  readonly laidOut: Float64Array;
  readonly done: Float64Array;
}

/**
 * A mapping that fits and keeps to all constraints, with as many units in use as any; null: there is none with factors that
 * divide the plan's sizes. By dynamic programming over tiles, as the bounds of the proven search, without energies. `own`: the
 * layer's sizes where those of the plan are rounded up; no factor is then larger than these need (`isNeeded`).
 */
export function mapspaceWitness(plan: QuickPlan, hardware: HardwareSpec, own = plan.nest.sizes): Witness | null {
  return new WitnessSearch(plan, hardware, own).find();
}

class WitnessSearch {
  readonly #plan: QuickPlan;
  readonly #lattice: Lattice;
  readonly #elements = new Map<number, Float64Array>();
  readonly #sizes: readonly number[];
  readonly #own: readonly number[];
  readonly #limits: MapspaceLimits;
  /** Outermost first. */
  readonly #stages: Stage[] = [];

  constructor(plan: QuickPlan, hardware: HardwareSpec, own: readonly number[]) {
    this.#plan = plan;
    this.#own = own;
    this.#sizes = plan.nest.sizes;
    this.#lattice = new Lattice(this.#sizes);
    this.#limits = planLimits(plan, hardware, own);
    let inner = unreached(this.#lattice.nodes);
    inner[0] = -1;
    for (let level = hardware.levels.length - 1; level >= 0; level -= 1) {
      const stage = this.#stage(inner, level, hardware);
      this.#stages.unshift(stage);
      inner = stage.done;
    }
  }

  find(): Witness | null {
    const last = this.#lattice.nodes - 1;
    const most = -this.#stages[0]!.done[last]!;
    return most >= this.#limits.leastInstances ? this.#trace(last) : null;
  }

  #stage(inner: Float64Array, level: number, { levels }: HardwareSpec): Stage {
    const limits = this.#limits.levels[level]!;
    const layOuts = this.#layOuts(spreadLimits(levels[level]!.fanout, limits));
    const walk = new LevelWalk(this.#lattice, this.#sizes, limits, this.#own);
    const walkable = walkableSets(this.#sizes.length, limits);
    const laidOut = this.#layOut(inner, layOuts);
    const all = [...this.#sizes.keys()];
    const done = unreached(inner.length);
    for (const dimensions of walkable) {
      if (!walk.mayRest(all.filter((d) => !dimensions.includes(d)))) continue;
      const looped = walk.loops(laidOut, { dimensions, first: [], also: [], whole: true });
      for (let node = 0; node < done.length; node += 1) done[node] = Math.min(done[node]!, looped[node]!);
    }
    const fitting = new Uint8Array(this.#lattice.nodes);
    fits(this.#plan, level, { elements: (operand) => this.#elementsOf(operand), fitting });
    for (let node = 0; node < done.length; node += 1) if (fitting[node] === 0) done[node] = Number.POSITIVE_INFINITY;
    return { layOuts, walk, walkable, laidOut, done };
  }

  #elementsOf(operand: number): Float64Array {
    const known = this.#elements.get(operand);
    if (known !== undefined) return known;
    const into = new Float64Array(this.#lattice.nodes);
    tileElements(this.#plan, this.#lattice, { operand, into });
    this.#elements.set(operand, into);
    return into;
  }

  /** Splits of one product are told apart only where sizes are rounded up: some may have more than a dimension needs. */
  #layOuts(limits: SpreadLimits): LayOut[] {
    const found = new Map<number, LayOut & { readonly splits: Split[] }>();
    const isRounded = this.#own.some((size, d) => size !== this.#sizes[d]);
    eachSplit(this.#sizes, limits, {
      visit: (x, y) => {
        const split = splitOf(x, y);
        const node = this.#lattice.nodeOf(split.both);
        const known = found.get(node);
        if (known === undefined) found.set(node, { node, both: split.both, splits: [split] });
        else if (isRounded) known.splits.push(split);
      },
    });
    return [...found.values()];
  }

  #needed({ splits, both }: LayOut, from: number): Split | undefined {
    const { values } = this.#lattice;
    const isFree = both.every((factor, d) => values[d]![from]! * factor <= this.#own[d]!);
    if (isFree) return splits[0];
    return neededSplit(
      splits,
      values.map((sizes) => sizes[from]!),
      this.#own,
    );
  }

  #layOut(inner: Float64Array, layOuts: readonly LayOut[]): Float64Array {
    const { values, nodes } = this.#lattice;
    const laidOut = unreached(nodes);
    const reached = Int32Array.from(Array.from(inner.keys()).filter((node) => inner[node]! < 0));
    for (const layOut of layOuts) {
      const { both, node } = layOut;
      const instances = product(both);
      const spreading = [...both.keys()].filter((d) => both[d]! > 1);
      next: for (let r = 0; r < reached.length; r += 1) {
        const from = reached[r]!;
        for (let i = 0; i < spreading.length; i += 1) {
          const d = spreading[i]!;
          if ((this.#sizes[d]! / values[d]![from]!) % both[d]! !== 0) continue next;
        }
        const used = inner[from]! * instances;
        if (used < laidOut[from + node]! && this.#needed(layOut, from) !== undefined) laidOut[from + node] = used;
      }
    }
    return laidOut;
  }

  /** The way back through the tables. */
  #trace(last: number): Witness {
    const dimensions = this.#sizes.length;
    const { values } = this.#lattice;
    const factors = new Int32Array(this.#stages.length * 3 * dimensions);
    const order = new Int32Array(this.#stages.length * dimensions);
    const { operands } = indexSpace(this.#plan);
    let node = last;
    this.#stages.forEach(({ layOuts, laidOut, done, walk, walkable }, level) => {
      const from = nodesBelow(this.#lattice, node).find((each) => {
        const moved = [...values.keys()].filter((d) => values[d]![each] !== values[d]![node]);
        const inOrder = walkable.some((set) => moved.every((d) => set.includes(d)));
        return laidOut[each] === done[node] && walk.allows(each, node) && inOrder;
      })!;
      const inner = this.#stages[level + 1]?.done;
      const layOut = layOuts.find((each) => {
        const below = from - each.node;
        if (!each.both.every((factor, d) => values[d]![from]! % factor === 0)) return false;
        const used = inner === undefined ? (below === 0 ? -1 : Number.POSITIVE_INFINITY) : inner[below]!;
        return used * product(each.both) === laidOut[from] && this.#needed(each, below) !== undefined;
      })!;
      const split = this.#needed(layOut, from - layOut.node)!;
      let walked = 0;
      for (let d = 0; d < dimensions; d += 1) {
        const at = level * 3 * dimensions + d;
        factors[at] = values[d]![node]! / values[d]![from]!;
        factors[at + dimensions] = split.x[d]!;
        factors[at + 2 * dimensions] = split.y[d]!;
        if (factors[at]! > 1) walked |= 1 << d;
      }
      const orders = new OrderClasses(operands, dimensions, this.#limits.levels[level]!.ranks);
      order.set(orders.of(walked, 2 ** dimensions - 1)[0]!, level * dimensions);
      node = from - layOut.node;
    });
    return { factors, order };
  }
}

/** Where orders contradict each other not every dimension can have a loop. */
function walkableSets(dimensions: number, { ranks }: LevelLimits): number[][] {
  const all = [...Array(dimensions).keys()];
  if (ranks.length < 2) return [all];
  const sets = Array.from({ length: 2 ** dimensions }, (_, bits) => all.filter((d) => (bits >> d) & 1))
    .filter((set) => hasOrder(set, ranks))
    .sort((a, b) => b.length - a.length);
  return sets.filter((set, i) => !sets.slice(0, i).some((larger) => set.every((d) => larger.includes(d))));
}

function hasOrder(dimensions: readonly number[], ranks: readonly Int32Array[]): boolean {
  let left = dimensions;
  while (left.length > 0) {
    const inside = left.find((d) => ranks.every((rank) => left.every((other) => rank[other]! <= rank[d]!)));
    if (inside === undefined) return false;
    left = left.filter((d) => d !== inside);
  }
  return true;
}

function unreached(nodes: number): Float64Array {
  return new Float64Array(nodes).fill(Number.POSITIVE_INFINITY);
}

function nodesBelow(lattice: Lattice, node: number): number[] {
  const stack = new NodeStack();
  lattice.addBelow(
    node,
    lattice.values.map((_, d) => d),
    stack,
  );
  return Array.from({ length: stack.length }, (_, at) => stack.at(at));
}
