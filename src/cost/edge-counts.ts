import type { Nest, NestLoop, NestOperand } from '../dataflow/nest.ts';
import { rankGroups } from '../dataflow/rank-groups.ts';
import type { StepLoops } from '../dataflow/tile-classes.ts';
import { elementClasses, groupSums, letsGo } from '../dataflow/transfers.ts';
import { type Chain, ChainMemo } from './dimension-chain.ts';
import { GroupMemo } from './group-memo.ts';

interface Boundary {
  readonly operand: NestOperand;
  readonly parent: number;
  readonly child: number;
}

/** How one dimension takes part in a step: numbers below `steps` by name, then by how many levels' loops stand outside. */
const first = 0;
const everywhere = 1;
const merging = 2;
const steps = 3;

/** All dimensions, where no loop advances. */
const stillCodes = { arrivals: first, arithmetic: everywhere, distinct: merging };

interface Count {
  readonly kind: 'arrivals' | 'arithmetic' | 'distinct';
  readonly child: number;
  /** By level: copies its network makes are one. */
  readonly merges: readonly boolean[];
  readonly parts: OperandParts;
  /** Of the operand's. */
  readonly index: number;
}

/** An operand's groups of dimensions, and its counts. */
interface OperandParts {
  readonly operand: NestOperand;
  readonly groups: readonly GroupMemo[];
  /** By dimension. */
  readonly letsGo: readonly boolean[];
  counts: number;
}

/**
 * Words of one mapping after the other, by `countTransfers` under the `element` rule. Sums of a group of dimensions depend on how
 * those are cut, and on which of their loops stand outside the one that advances: they are kept (docs/decisions/0010).
 */
export class EdgeCounts {
  readonly #nest: Nest;
  readonly #levels: number;
  readonly #chains: readonly ChainMemo[];
  readonly #parts = new Map<NestOperand, OperandParts>();
  readonly #counts: Count[] = [];
  readonly #own: Chain[];
  #order: Int32Array;
  #factors: Int32Array = new Int32Array(0);
  /** Count after count: words of the loops of each level, last words of all loops or of none. NaN: not counted since those changed. */
  #words: Float64Array = new Float64Array(0);
  /** By dimension: its part in the step counted now. */
  readonly #codes: Int32Array;
  /** By dimension, while they are counted. */
  readonly #points: Float64Array;

  constructor(nest: Nest) {
    this.#nest = nest;
    this.#levels = nest.levelCount;
    this.#chains = nest.problem.dimensions.map(({ size }, d) => new ChainMemo(d, size, nest.levelCount));
    this.#own = this.#chains.map((memo) => memo.uncut);
    this.#order = new Int32Array(nest.levelCount * nest.sizes.length);
    this.#codes = new Int32Array(nest.sizes.length);
    this.#points = new Float64Array(nest.sizes.length);
  }

  /** Words below the network of a level, all instances together; `parent - 1`: of the parents. Which count it is: ask before any is read. */
  arrivals({ operand, parent, child }: Boundary, level: number): number {
    const merges = this.#levelFlags((each) => each > level && each >= parent && each < child && operand.merges[each]!);
    return this.#count({ kind: child === this.#levels ? 'arithmetic' : 'arrivals', operand, child, merges });
  }

  /** Distinct elements each parent, or each child, ever sees. */
  distinct({ operand, parent, child }: Boundary, atParent: boolean): number {
    const merges = this.#levelFlags((each) => atParent && each >= parent && each < child);
    return this.#count({ kind: 'distinct', operand, child, merges });
  }

  #levelFlags(flag: (level: number) => boolean): boolean[] {
    return Array.from({ length: this.#levels }, (_, level) => flag(level));
  }

  #count({ operand, ...count }: Pick<Count, 'kind' | 'child' | 'merges'> & { operand: NestOperand }): number {
    const known = this.#counts.findIndex(
      ({ kind, child, merges, parts }) =>
        parts.operand === operand &&
        kind === count.kind &&
        child === count.child &&
        merges.every((merge, level) => merge === count.merges[level]),
    );
    if (known >= 0) return known;
    const parts = this.#parts.get(operand) ?? this.#partsOf(operand);
    this.#parts.set(operand, parts);
    this.#counts.push({ ...count, parts, index: parts.counts });
    parts.counts += 1;
    return this.#counts.length - 1;
  }

  #partsOf(operand: NestOperand): OperandParts {
    const groups = rankGroups(this.#nest, operand).map((group) => new GroupMemo(group, steps + 2 * this.#levels + 1));
    return { operand, groups, letsGo: this.#chains.map((_, d) => letsGo(operand, d)), counts: 0 };
  }

  read(factors: Int32Array, order: Int32Array): void {
    const isCutAnew = this.#cutsAnew(factors);
    this.#orderAnew(order, isCutAnew);
    if (!isCutAnew) return;
    for (let d = 0; d < this.#own.length; d += 1) this.#own[d] = this.#chains[d]!.of(factors);
    for (const { groups, counts } of this.#parts.values()) {
      for (let g = 0; g < groups.length; g += 1) groups[g]!.choose(this.#own, counts);
    }
  }

  #cutsAnew(factors: Int32Array): boolean {
    const last = this.#factors;
    let same = last.length === factors.length;
    for (let at = 0; same && at < factors.length; at += 1) same = last[at] === factors[at];
    if (same) return false;
    if (last.length === factors.length) last.set(factors);
    else this.#factors = factors.slice();
    return true;
  }

  /** Takes over the order; what hangs on what is new is counted anew. */
  #orderAnew(order: Int32Array, isCutAnew: boolean): void {
    const last = this.#order;
    const kept = this.#levels + 1;
    const dimensions = this.#own.length;
    if (isCutAnew) {
      if (this.#words.length === this.#counts.length * kept) this.#words.fill(Number.NaN);
      else this.#words = new Float64Array(this.#counts.length * kept).fill(Number.NaN);
    }
    for (let level = 0; level < this.#levels; level += 1) {
      let isNew = false;
      for (let at = level * dimensions; at < (level + 1) * dimensions; at += 1) {
        if (last[at] === order[at]) continue;
        last[at] = order[at]!;
        isNew = true;
      }
      if (isNew && !isCutAnew) for (let at = level; at < this.#words.length; at += kept) this.#words[at] = Number.NaN;
    }
  }

  /** Steps the array takes. */
  steps(): number {
    let product = 1;
    for (let d = 0; d < this.#own.length; d += 1) product *= this.#own[d]!.steps;
    return product;
  }

  /** In use. */
  instances(level: number): number {
    let product = 1;
    for (let d = 0; d < this.#own.length; d += 1) product *= this.#own[d]!.instances[level]!;
    return product;
  }

  /** By dimension: the largest tile one instance of a level holds. */
  tiles(level: number): number[] {
    return this.#own.map(({ tiles }) => tiles[level]!);
  }

  /** Points that loops in time go through, innermost first, before one comes over a dimension of those; of each dimension no more than the layer has. */
  pointsBefore(these: readonly boolean[]): number {
    const dimensions = this.#own.length;
    const points = this.#points.fill(1);
    for (let at = this.#levels * dimensions - 1; at >= 0; at -= 1) {
      const d = this.#order[at]!;
      const steps = this.#own[d]!.inTime[Math.floor(at / dimensions)]!;
      if (steps === 1) continue;
      if (these[d]!) break;
      points[d] = points[d]! * steps;
    }
    let all = 1;
    for (let d = 0; d < dimensions; d += 1) all *= Math.min(points[d]!, this.#own[d]!.size);
    return all;
  }

  /** Of the largest tile one instance of a level holds. */
  tileElements({ ranks }: NestOperand, level: number): number {
    return elementsOf(ranks, (dimension) => this.#own[dimension]!.tiles[level]!);
  }

  /** Of the tiles that the children of one parent hold together, those at the edge as large as the others. */
  laidOutElements({ ranks }: NestOperand, { parent, child }: Pick<Boundary, 'parent' | 'child'>): number {
    const size = (d: number): number => {
      const { tiles, instances, size: whole } = this.#own[d]!;
      return Math.min(whole, (tiles[child]! * instances[child]!) / instances[parent]!);
    };
    return elementsOf(ranks, size);
  }

  words(which: number): number {
    const count = this.#counts[which]!;
    const kept = this.#words;
    const at = which * (this.#levels + 1);
    const still = at + this.#levels;
    if (Number.isNaN(kept[still]!)) this.#putStill(count, still);
    let words = kept[still]!;
    if (count.kind !== 'arrivals') return words;
    for (let level = 0; level < count.child; level += 1) {
      if (Number.isNaN(kept[at + level]!)) this.#putLevel(count, level, at + level);
      words += kept[at + level]!;
    }
    return words;
  }

  /** Words that come when loops of a level advance. */
  #putLevel(count: Count, level: number, at: number): void {
    const dimensions = this.#own.length;
    let words = 0;
    this.#codes.fill(steps + level);
    for (let i = 0; i < dimensions; i += 1) {
      const d = this.#order[level * dimensions + i]!;
      if (this.#own[d]!.inTime[level] === 1) continue;
      this.#codes[d] = steps + this.#levels + 1 + level;
      words += this.#step(count);
      this.#codes[d] = steps + level + 1;
    }
    this.#words[at] = words;
  }

  #putStill(count: Count, put: number): void {
    this.#codes.fill(stillCodes[count.kind]);
    const { groups } = count.parts;
    let all = 1;
    for (let g = 0; g < groups.length; g += 1) {
      const at = this.#at(groups[g]!, count);
      all *= groups[g]!.chosen.all[at]!;
    }
    this.#words[put] = all;
  }

  #step(count: Count): number {
    const { groups } = count.parts;
    let all = 1;
    let unmoved = 1;
    for (let g = 0; g < groups.length; g += 1) {
      const group = groups[g]!;
      const at = this.#at(group, count);
      all *= group.chosen.all[at]!;
      unmoved *= group.chosen.unmoved[at]!;
    }
    return all - unmoved;
  }

  /** Where a group's sums stand, counted now if they are not known. */
  #at(group: GroupMemo, count: Count): number {
    const at = group.indexOf(count.index, this.#codes);
    if (Number.isNaN(group.chosen.all[at]!)) this.#putSums(group, count, at);
    return at;
  }

  /** On its own, as what it captures is allocated wherever it stands. */
  #putSums(group: GroupMemo, count: Count, at: number): void {
    const classes = this.#own.map((chain, d) => {
      return group.dimensions.includes(d) ? elementClasses(this.#loops(chain, d, count), count.parts.operand) : [];
    });
    const sums = groupSums(group, classes, 'element');
    group.chosen.all[at] = sums.all;
    group.chosen.unmoved[at] = sums.unmoved;
  }

  #loops(chain: Chain, d: number, { child, merges, parts }: Count): StepLoops {
    const code = this.#codes[d]!;
    const holds = code >= steps;
    const advances = code > steps + this.#levels;
    const outside = advances ? code - steps - this.#levels - 1 : code - steps;
    const fixed: NestLoop[] = [];
    const wrapping: NestLoop[] = [];
    const merged: NestLoop[] = [];
    let advancing: NestLoop | undefined;
    for (const loop of chain.loops) {
      const { level, spatial } = loop;
      if (level >= child) break;
      if (spatial) (merges[level] ? merged : fixed).push(loop);
      else if (code === everywhere || (holds && level < outside)) fixed.push(loop);
      else if (code === merging) merged.push(loop);
      else if (advances && level === outside) advancing = loop;
      else if (holds) wrapping.push(loop);
    }
    const { size, tiles } = chain;
    return { size, tile: tiles[child]!, fixed, advancing, wrapping, merged, holds, letsGo: parts.letsGo[d]! };
  }
}

function elementsOf(ranks: NestOperand['ranks'], size: (dimension: number) => number): number {
  const extent = (rank: NestOperand['ranks'][number]): number =>
    rank.reduce((sum, { dimension, coefficient }) => sum + Math.abs(coefficient) * (size(dimension) - 1), 1);
  return ranks.reduce((product, rank) => product * extent(rank), 1);
}
