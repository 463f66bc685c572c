import { type BoxStep, unionVolumes } from './box-union.ts';
import { type Nest, type NestLoop, type NestOperand, tileSizes } from './nest.ts';
import { pieceWords } from './pieces.ts';
import { groupBoxes, type RankGroup, rankGroups } from './rank-groups.ts';
import { type StepLoops, type TileClass, tileClasses } from './tile-classes.ts';
import { type BoundaryCounts, type Transfer, transfersOf } from './transfer.ts';

/**
 * `element`: exactly the elements absent before move, and copies of one element are merged (the physical reading).
 * `tile`: as timeloop-model counts: a tile that moved along more than one rank is fetched anew, and copies are merged only
 * between instances that ask for identical pieces.
 */
export type DeltaRule = 'element' | 'tile';

/** Counts every transfer of a nest. Exact for perfect and imperfect factors; equal to test/reference/walker.ts. */
export function countTransfers(nest: Nest, rule: DeltaRule = 'element'): Transfer[] {
  return boundariesOf(nest).flatMap((boundary) =>
    transfersOf(boundary.operand, boundaryCounts({ nest, rule, ...boundary })),
  );
}

/** Consecutive keepers of every operand; the last keeper feeds the arithmetic. */
export function boundariesOf(nest: Nest): { operand: NestOperand; parent: number; child: number }[] {
  return nest.operands.flatMap((operand) =>
    operand.keepers.map((parent, index) => ({ operand, parent, child: operand.keepers[index + 1] ?? nest.levelCount })),
  );
}

interface Boundary {
  readonly nest: Nest;
  readonly operand: NestOperand;
  readonly parent: number;
  readonly child: number;
  readonly rule: DeltaRule;
}

function boundaryCounts(boundary: Boundary): BoundaryCounts {
  const { nest, operand, parent, child } = boundary;
  const between = nest.loops.filter((loop) => loop.spatial && loop.level >= parent && loop.level < child);
  const mergingBelow = (level: number): NestLoop[] =>
    between.filter((loop) => loop.level > level && operand.merges[loop.level]);
  const below: number[] = [];
  for (let level = parent; level < child; level += 1) {
    below.push(countArrivals(level === child - 1 ? boundary : { ...boundary, rule: 'element' }, mergingBelow(level)));
  }
  return {
    parent,
    child,
    arriving: countArrivals(boundary, mergingBelow(parent - 1)),
    below,
    distinctAtParent: operand.isOutput ? countDistinct(boundary, between) : 0,
    distinctAtChildren: operand.isOutput ? countDistinct(boundary, []) : 0,
  };
}

/** Σ over all steps of the words that enter the children, copies over `merged` loops counted once. */
function countArrivals(boundary: Boundary, merged: readonly NestLoop[]): number {
  const { nest, child } = boundary;
  const temporal = nest.loops.filter((loop) => !loop.spatial && loop.level < child);
  const separate = nest.loops.filter((loop) => loop.spatial && loop.level < child && !merged.includes(loop));
  const atArithmetic = child === nest.levelCount;
  const still = { fixed: [...temporal, ...separate], advancing: undefined, wrapping: [], merged, holds: false };
  if (atArithmetic) return stepWords(boundary, still);
  let words = stepWords(boundary, { ...still, fixed: separate });
  temporal.forEach((advancing, index) => {
    words += stepWords(boundary, {
      fixed: [...temporal.slice(0, index), ...separate],
      advancing,
      wrapping: temporal.slice(index + 1),
      merged,
      holds: true,
    });
  });
  return words;
}

/** Distinct elements each parent (or, with no `merged` loops, each child) ever sees, summed over those instances. */
function countDistinct(boundary: Boundary, merged: readonly NestLoop[]): number {
  const { nest, child } = boundary;
  const visited = nest.loops.filter((loop) => loop.level < child && (!loop.spatial || merged.includes(loop)));
  const separate = nest.loops.filter((loop) => loop.level < child && loop.spatial && !merged.includes(loop));
  return stepWords(
    { ...boundary, rule: 'element' },
    { fixed: separate, advancing: undefined, wrapping: [], merged: visited, holds: false },
  );
}

interface Step {
  readonly fixed: readonly NestLoop[];
  readonly advancing: NestLoop | undefined;
  readonly wrapping: readonly NestLoop[];
  readonly merged: readonly NestLoop[];
  readonly holds: boolean;
}

/**
 * Words one kind of step moves, summed over every time it is taken. Dimensions are independent, so sums over their
 * positions multiply: Π Σ(all) − Π Σ(held), group by group of dimensions that share a rank (docs/decisions/0002).
 */
function stepWords(boundary: Boundary, step: Step): number {
  const { nest, operand, child, rule } = boundary;
  const tiles = tileSizes(nest, child);
  const classes = nest.sizes.map((size, dimension) => {
    const own = (loop: NestLoop): boolean => loop.dimension === dimension;
    const loops: StepLoops = {
      size,
      tile: tiles[dimension] as number,
      fixed: step.fixed.filter(own),
      advancing: step.advancing !== undefined && own(step.advancing) ? step.advancing : undefined,
      wrapping: step.wrapping.filter(own),
      merged: step.merged.filter(own),
      holds: step.holds,
      letsGo: rule === 'element' && letsGo(operand, dimension),
    };
    return rule === 'tile' ? tileClasses(loops) : elementClasses(loops, operand);
  });
  const groups = rankGroups(nest, operand);
  const imperfect = nest.sizes.some((size, dimension) => size !== coveredSize(nest, dimension));
  if (rule === 'tile' && imperfect)
    return pieceWords(
      groups.map((group) => [...groupBoxes(group, classes)]),
      step.holds,
    );
  let all = 1;
  let unmoved = 1;
  let movedOnce = 0;
  for (const group of groups) {
    const sums = groupSums(group, classes, rule);
    all *= sums.all;
    movedOnce = movedOnce * sums.unmoved + unmoved * sums.movedOnce;
    unmoved *= sums.unmoved;
    if (rule === 'element') {
      unmoved += movedOnce;
      movedOnce = 0;
    }
  }
  return step.holds ? all - unmoved - movedOnce : all;
}

/** Outputs an instance has no more work on are handed over; what else it holds it keeps. */
export function letsGo(operand: NestOperand, dimension: number): boolean {
  return operand.isOutput && operand.ranks.flat().some((term) => term.dimension === dimension);
}

/** The ways a step looks along one dimension, under the `element` rule. */
export function elementClasses(loops: StepLoops, operand: NestOperand): TileClass[] {
  if (loops.holds) return tileClasses(loops);
  const joined = joinTiles(loops, operand);
  return tileClasses(joined, joined.merged.length > 0 && standsAlone(operand, joined.merged[0]!.dimension));
}

/** One element for each point of the dimension, whatever points others are at. */
function standsAlone({ ranks }: NestOperand, dimension: number): boolean {
  const own = ranks.filter((rank) => rank.some((term) => term.dimension === dimension));
  return own.length === 0 || (own.length === 1 && own[0]!.length === 1 && Math.abs(own[0]![0]!.coefficient) === 1);
}

function coveredSize(nest: Nest, dimension: number): number {
  return nest.loops.reduce((product, loop) => (loop.dimension === dimension ? product * loop.factor : product), 1);
}

/** Neighbouring tiles that merge into one longer tile need not be listed one by one. */
function joinTiles(loops: StepLoops, operand: NestOperand): StepLoops {
  if (loops.merged.length === 0) return loops;
  const [dimension] = loops.merged.map((loop) => loop.dimension);
  const terms = operand.ranks.flat().filter((term) => term.dimension === dimension);
  if (terms.some((term) => Math.abs(term.coefficient) !== 1)) return loops;
  let tile = loops.tile;
  const apart: NestLoop[] = [];
  for (const loop of [...loops.merged].sort((a, b) => a.step - b.step)) {
    if (loop.step <= tile) tile += (loop.factor - 1) * loop.step;
    else apart.push(loop);
  }
  const { size, fixed, advancing, wrapping, holds, letsGo } = loops;
  return { size, tile, fixed, advancing, wrapping, merged: apart, holds, letsGo };
}

export interface GroupSums {
  /** Σ of all elements the merged instances need. */
  all: number;
  /** Σ of elements held already: of tiles that stayed (any number, under the `element` rule). */
  unmoved: number;
  /** Σ of elements held already by tiles that moved along one rank (`tile` rule). */
  movedOnce: number;
}

/** What a step moves along the dimensions of a group. */
export function groupSums(group: RankGroup, classes: readonly TileClass[][], rule: DeltaRule): GroupSums {
  const sums: GroupSums = { all: 0, unmoved: 0, movedOnce: 0 };
  for (const [weight, boxes] of groupBoxes(group, classes)) addBoxes(sums, weight, boxes, rule);
  return sums;
}

function addBoxes(sums: GroupSums, weight: number, boxes: readonly BoxStep[], rule: DeltaRule): void {
  if (rule === 'element') {
    const { all, fresh } = unionVolumes(boxes);
    sums.all += weight * all;
    sums.unmoved += weight * (all - fresh);
    return;
  }
  const seen = new Set<string>();
  for (const box of boxes) {
    const key = [...box.start, ...box.end, ...box.oldStart, ...box.oldEnd].join();
    if (seen.has(key)) continue;
    seen.add(key);
    const { all, fresh } = unionVolumes([box]);
    const moved = box.start.filter((start, r) => start !== box.oldStart[r] || box.end[r] !== box.oldEnd[r]).length;
    sums.all += weight * all;
    if (moved === 0) sums.unmoved += weight * all;
    else if (moved === 1) sums.movedOnce += weight * (all - fresh);
  }
}
