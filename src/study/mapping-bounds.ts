import { distinctElements } from '../cost/distinct-elements.ts';
import { type QuickBoundary, type QuickPlan, quickPlan, type WordCost } from '../cost/quick-plan.ts';
import { quickStyle } from '../cost/quick-style.ts';
import { wholeCycles } from '../cost/whole-cycles.ts';
import type { MappingProblem } from '../mapper/mapper.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { iterationCount } from '../workload/problem.ts';

/** What no mapping can go below, however often the layer is repeated. */
export interface MappingBounds {
  /** Arithmetic alone, pJ. */
  readonly computePj: number;
  /** Every element once from, or into, the outermost memory, as it is stored there, pJ. */
  readonly compulsoryPj: number;
  /** Every unit busy in every cycle. */
  readonly cycles: number;
  /** The outermost memory moving every element once, if it limits anything. */
  readonly compulsoryCycles: number;
}

/** `mapping` says what each level keeps. */
export function boundsOf(problem: MappingProblem, { levels }: Mapping): MappingBounds {
  const { layer, hardware } = problem;
  const plan = quickPlan({ ...problem, keep: levels.map(({ keep }) => keep), styled: true, ramp: true });
  const ofWords = (price: (cost: WordCost) => number): number => {
    return plan.boundaries.reduce((sum, boundary) => sum + wordsOnce(plan.nest.sizes, boundary, price), 0);
  };
  const units = hardware.levels.reduce((product, { fanout: { x, y } }) => product * x * y, 1);
  const portCycles = plan.ports.map(({ level, rate, sharedBy }, port) => {
    if (level > 0 || sharedBy > 1) return 0;
    return ofWords(({ ports }) => ports.find((each) => each.port === port)?.bits ?? 0) / rate;
  });
  const { repeat } = layer;
  return {
    computePj: repeat * leastArithmeticPj(plan),
    compulsoryPj: repeat * ofWords(({ energyPj }) => energyPj),
    cycles: repeat * wholeCycles((plan.operationsPerStep * iterationCount(layer.problem)) / units),
    compulsoryCycles: repeat * wholeCycles(Math.max(0, ...portCycles)),
  };
}

/** Of any mapping, whether factors divide or not. */
function leastArithmeticPj({ style: styled, nest, fixedEnergyPj }: QuickPlan): number {
  if (styled === null) return fixedEnergyPj;
  const style = quickStyle(styled);
  const points = iterationCount(nest.problem);
  const size = (name: string): number => nest.sizes[nest.dimensionNames.indexOf(name)] ?? 1;
  if (style.by === 'rows') {
    // A row that is spread over several MACs is multiplied weight by weight.
    const shared = style.ofRows(1, 0).energyPj;
    return leastOf(size('M') * size('R'), (rows) => Math.min(shared, style.ofRows(rows, size('S')).energyPj));
  }
  const { ranks } = nest.operands.find(({ isOutput }) => isOutput)!;
  const outputs = ranks.flat().reduce((product, { dimension }) => product * nest.sizes[dimension]!, 1);
  return leastOf(points / outputs, (run) => style.ofVisits(points / run).energyPj);
}

/** Of whole numbers from 1. */
function leastOf(most: number, cost: (number: number) => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let number = 1; number <= most; number += 1) least = Math.min(least, cost(number));
  return least;
}

/** At the outermost memory, each element once; of those that zeros or a style may spare none, where the arithmetic stands right below. */
function wordsOnce(
  sizes: readonly number[],
  { operand, parent, cuts, distinctParent }: QuickBoundary,
  price: (cost: WordCost) => number,
): number {
  if (parent > 0) return 0;
  const elements = distinctElements(operand.ranks, sizes);
  const word = cuts.find(({ level }) => level === parent - 1);
  const once = (word === undefined ? 0 : price(word)) + (operand.isOutput ? price(distinctParent) : 0);
  return elements * Math.max(0, once);
}
