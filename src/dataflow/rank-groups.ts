import type { BoxStep } from './box-union.ts';
import type { Nest, NestOperand, NestRank } from './nest.ts';
import type { Span, TileClass } from './tile-classes.ts';

/** Dimensions of an operand that cannot be looked at one by one, because a rank joins them. */
export interface RankGroup {
  readonly dimensions: readonly number[];
  readonly ranks: readonly NestRank[];
}

/** Dimensions that meet in a rank form a group; a dimension the operand does not use is a group without ranks. */
export function rankGroups(nest: Nest, operand: NestOperand): RankGroup[] {
  const groups: { dimensions: number[]; ranks: NestRank[] }[] = nest.sizes.map((_, dimension) => ({
    dimensions: [dimension],
    ranks: [],
  }));
  for (const rank of operand.ranks) {
    const used = rank.map((term) => term.dimension);
    const meeting = groups.filter((group) => group.dimensions.some((dimension) => used.includes(dimension)));
    const [first, ...others] = meeting;
    if (first === undefined) continue;
    first.ranks.push(rank);
    for (const other of others) {
      first.dimensions.push(...other.dimensions);
      first.ranks.push(...other.ranks);
      groups.splice(groups.indexOf(other), 1);
    }
  }
  return groups;
}

/** Every choice of one tile class per dimension of the group, with its weight and the boxes of its merged instances. */
export function* groupBoxes(group: RankGroup, classes: readonly TileClass[][]): Generator<[number, BoxStep[]]> {
  let choices: { weight: number; chosen: TileClass[] }[] = [{ weight: 1, chosen: [] }];
  for (const dimension of group.dimensions) {
    choices = choices.flatMap(({ weight, chosen }) =>
      (classes[dimension] as TileClass[]).map((each) => ({ weight: weight * each.weight, chosen: [...chosen, each] })),
    );
  }
  for (const { weight, chosen } of choices) yield [weight, boxesOf(group, chosen)];
}

/** One box per merged instance: the product of the chosen classes' spans, ranks as affine intervals. */
function boxesOf(group: RankGroup, chosen: readonly TileClass[]): BoxStep[] {
  const boxes: BoxStep[] = [];
  const spans: Span[] = [];
  const visit = (index: number): void => {
    if (index === group.dimensions.length) {
      boxes.push(boxOf(group, spans));
      return;
    }
    for (const span of (chosen[index] as TileClass).spans) {
      spans[index] = span;
      visit(index + 1);
    }
  };
  visit(0);
  return boxes;
}

function boxOf(group: RankGroup, spans: readonly Span[]): BoxStep {
  const box = { start: [] as number[], end: [] as number[], oldStart: [] as number[], oldEnd: [] as number[] };
  for (const rank of group.ranks) {
    let [start, end, oldStart, oldEnd] = [0, 1, 0, 1];
    let held = true;
    for (const term of rank) {
      const span = spans[group.dimensions.indexOf(term.dimension)] as Span;
      const last = term.coefficient * (span.length - 1);
      const oldLast = term.coefficient * (span.oldLength - 1);
      start += term.coefficient * span.start + Math.min(0, last);
      end += term.coefficient * span.start + Math.max(0, last);
      oldStart += term.coefficient * span.oldStart + Math.min(0, oldLast);
      oldEnd += term.coefficient * span.oldStart + Math.max(0, oldLast);
      held &&= span.oldLength > 0;
    }
    box.start.push(start);
    box.end.push(end);
    box.oldStart.push(held ? oldStart : 0);
    box.oldEnd.push(held ? oldEnd : 0);
  }
  return box;
}
