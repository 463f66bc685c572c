import type { QuickPlan, Share } from '../../cost/quick-plan.ts';
import { idleRun, type QuickStyle, quickStyle, type StyledCosts } from '../../cost/quick-style.ts';
import { iterationCount } from '../../workload/problem.ts';
import type { IndexSpace } from './index-space.ts';
import type { Rates } from './rates.ts';
import { divisors } from './spreads.ts';

/** What bounds charge for arithmetic in another style than `mac`, and for the words beside it whose share varies. */
export interface StyleCharges {
  readonly fixedPj: number;
  /** For each visit of a MAC to an output: 0 or more. */
  readonly visitPj: number;
  /** For each output and MAC that works on it: 0 or less. */
  readonly firstPj: number;
  /** By tile of the innermost level; null: nothing. */
  readonly donePj: Float64Array | null;
}

/** Numbers of visits that are bounded by one line, fewest first. */
export type VisitPiece = readonly number[];

/** How far the line may lie below what visits cost. */
const mostBelow = 0.1;

/**
 * Visits there can be, in pieces. What they cost is no straight line, and bounds are sums: in each piece a line stands for it. A
 * mapping is of one piece, so what is proven of all pieces is proven. Null: the style does not ask for visits.
 */
export function visitPieces(plan: QuickPlan): readonly VisitPiece[] | null {
  const style = plan.style && quickStyle(plan.style);
  if (style === null || style.by !== 'visits') return null;
  const energyPj = (count: number): number => style.ofVisits(count).energyPj;
  const pieces: number[][] = [];
  for (const count of visitsThereCanBe(plan)) {
    const piece = pieces.at(-1);
    if (piece !== undefined && isNearLine([...piece, count], energyPj)) piece.push(count);
    else pieces.push([count]);
  }
  return pieces;
}

/** Fewest first. */
function visitsThereCanBe({ nest }: QuickPlan): number[] {
  const output = nest.operands.find(({ isOutput }) => isOutput)!;
  const still = [...nest.sizes.keys()].filter((d) =>
    output.ranks.every((rank) => rank.every((term) => term.dimension !== d)),
  );
  const points = iterationCount(nest.problem);
  let runs = [1];
  for (const d of still) runs = runs.flatMap((run) => tilesAlong(nest, d).map((length) => run * length));
  return [...new Set(runs)].map((run) => points / run).sort((a, b) => a - b);
}

/** Points that factors of a dimension may cover: no more than the layer has. */
function tilesAlong({ sizes, problem }: QuickPlan['nest'], d: number): number[] {
  return divisors(sizes[d]!).map((factor) => Math.min(factor, problem.dimensions[d]!.size));
}

/** Of every mapping there may be. */
export function allStyledCosts(style: QuickStyle, plan: QuickPlan): StyledCosts[] {
  if (style.by !== 'rows') return visitsThereCanBe(plan).map((visits) => style.ofVisits(visits));
  const { nest } = plan;
  const along = (name: string): number[] => {
    const d = nest.dimensionNames.indexOf(name);
    return d < 0 ? [1] : tilesAlong(nest, d);
  };
  return along('M').flatMap((m) => along('R').flatMap((r) => along('S').map((s) => style.ofRows(m * r, s))));
}

function isNearLine(piece: VisitPiece, cost: (visits: number) => number): boolean {
  const { slope, start } = lineBelow(piece, cost);
  return piece.every((visits) => start + slope * visits >= (1 - mostBelow) * cost(visits));
}

/** A line that is nowhere above what visits of a piece cost, and does not fall. */
function lineBelow(piece: VisitPiece, cost: (visits: number) => number): { slope: number; start: number } {
  const [fewest, most] = [piece[0]!, piece.at(-1)!];
  const slope = most === fewest ? 0 : Math.max(0, (cost(most) - cost(fewest)) / (most - fewest));
  return { slope, start: Math.min(...piece.map((visits) => cost(visits) - slope * visits)) };
}

interface StyleChargesInput {
  readonly style: QuickStyle;
  readonly piece: VisitPiece | null;
  readonly space: IndexSpace;
  readonly rates: Rates;
  /** Of a word that moves whatever the mapping: what it costs at least. */
  readonly wordPj: Readonly<Record<Exclude<Share, 'weights' | 'stops'>, number>>;
  /** The plan's, and the most instances of the arithmetic. */
  readonly operationsPerStep: number;
  readonly instances: number;
}

/**
 * A lower bound of `QuickShares`. Sums that move again are at least `(visits − firsts)` times the least price of one, as
 * (words − first words) of every network are a whole share of those of the arithmetic.
 */
export function styleCharges(input: StyleChargesInput): StyleCharges {
  const { style, space, rates, wordPj, piece } = input;
  const { points } = space;
  const moving = (costs: StyledCosts, visits: number): number => 1 - idleRun(costs, points / visits);
  const own = (costs: StyledCosts): number =>
    rates.energy * costs.energyPj + points * (wordPj.inputs * costs.inputs + wordPj.lookups * costs.lookups);
  if (style.by === 'nothing') return { fixedPj: own(style.ofVisits(points)), visitPj: 0, firstPj: 0, donePj: null };
  if (piece !== null) {
    const sumPj = wordPj.sums * moving(style.ofVisits(points), points);
    const { slope, start } = lineBelow(piece, (visits) => own(style.ofVisits(visits)) + sumPj * visits);
    return { fixedPj: start, visitPj: slope, firstPj: -sumPj, donePj: null };
  }
  const { nodes, values } = space.lattice;
  const ofNode = Array.from({ length: nodes }, (_, node) => style.ofTile(values.map((sizes) => sizes[node]!)));
  const visitsOf = (costs: StyledCosts): number => Math.min(points, costs.visits);
  const mostMoving = ofNode.reduce((most, costs) => Math.max(most, moving(costs, visitsOf(costs))), 0);
  const idlePj = (rates.arithmeticPj * points) / input.instances;
  const donePj = Float64Array.from(ofNode, (costs) => {
    const visits = visitsOf(costs);
    const slower = costs.operationsPerStep - input.operationsPerStep;
    return own(costs) + wordPj.sums * moving(costs, visits) * visits + idlePj * slower;
  });
  return { fixedPj: 0, visitPj: 0, firstPj: -wordPj.sums * mostMoving, donePj };
}
