/**
 * The judge of what travels over networks: it walks the nest step by step and follows every single word from the parent
 * through each network to the instance that asked for it. Nothing here knows a formula.
 *
 * A word travels as one packet for as long as only merging networks part its receivers: two receivers of the same element
 * share the packet above level L if their paths differ only below networks that merge.
 */
import type { Nest, NestLoop, NestOperand } from '../../src/dataflow/nest.ts';

export interface WalkedCrossings {
  readonly operand: string;
  readonly parent: number;
  readonly child: number;
  readonly kind: 'fill' | 'reload' | 'writeback';
  readonly crossings: readonly { readonly level: number; readonly delivered: number; readonly reduced: number }[];
}

export function walkCrossings(nest: Nest): WalkedCrossings[] {
  return nest.operands.flatMap((operand) =>
    operand.keepers.flatMap((parent, index) =>
      walkBoundary(nest, operand, parent, operand.keepers[index + 1] ?? nest.levelCount),
    ),
  );
}

function walkBoundary(nest: Nest, operand: NestOperand, parent: number, child: number): WalkedCrossings[] {
  const networks = Array.from({ length: child - parent }, (_, index) => parent + index);
  const merges = (level: number): boolean => operand.merges[level]!;
  /** Packets on the network below each level; below `parent - 1` stands for the parent's own port. */
  const packets = new Map<number, number>([parent - 1, ...networks].map((level) => [level, 0]));
  let returning = 0;
  const everSeen = new Set<string>();
  for (const arrivals of steps(nest, operand, child)) {
    for (const level of packets.keys()) {
      const distinct = new Set(
        arrivals.map(({ element, path }) => {
          const kept = path.filter((_, i) => {
            const network = spatialLoops(nest, child)[i]!.level;
            return network <= level || network < parent || !merges(network);
          });
          return `${element}@${kept.join()}`;
        }),
      );
      packets.set(level, packets.get(level)! + distinct.size);
      if (level === parent - 1) returning += distinct.size;
    }
    for (const { element, path } of arrivals) {
      const owner = path.filter((_, i) => spatialLoops(nest, child)[i]!.level < parent);
      const name = `${element}@${owner.join()}`;
      if (!everSeen.has(name)) returning -= 1;
      everSeen.add(name);
    }
  }
  const common = { operand: operand.operand.name, parent, child };
  const carried = networks.map((level) => ({ level, delivered: packets.get(level)!, reduced: 0 }));
  if (!operand.isOutput) return [{ ...common, kind: 'fill', crossings: carried }];
  // Where some network cannot add, the parent adds up what each child started from nothing.
  const down = networks.every(merges) ? returning : 0;
  return [
    { ...common, kind: 'reload', crossings: networks.map((level) => ({ level, delivered: down, reduced: 0 })) },
    {
      ...common,
      kind: 'writeback',
      crossings: carried.map(({ level, delivered }) => ({
        level,
        delivered,
        reduced: merges(level) ? delivered - packets.get(level - 1)! : 0,
      })),
    },
  ];
}

interface Arrival {
  readonly element: string;
  /** Coordinates of the receiving instance, one per spatial loop above it. */
  readonly path: readonly number[];
}

const spatialLoops = (nest: Nest, child: number): NestLoop[] =>
  nest.loops.filter((loop) => loop.spatial && loop.level < child);

/** Step by step, the elements that come to each instance of `child` and were not there the step before. */
function* steps(nest: Nest, operand: NestOperand, child: number): Generator<Arrival[]> {
  const time = nest.loops.filter((loop) => !loop.spatial && loop.level < child);
  const space = spatialLoops(nest, child);
  const inside = nest.loops.filter((loop) => loop.level >= child);
  const held = new Map<string, Set<string>>();
  const outputs = new Set(operand.ranks.flat().map((term) => term.dimension));
  for (const now of positions(time)) {
    // A step that the instance at the origin does not take is not a step.
    if (pointAt(nest, time, now).some((value, dimension) => value >= nest.sizes[dimension]!)) continue;
    const arrivals: Arrival[] = [];
    for (const path of positions(space)) {
      const start = pointAt(nest, [...time, ...space], [...now, ...path]);
      const tile = boxOf(nest, operand, start, inside);
      if (tile.size === 0) {
        // Sums of an instance that has no outputs of its own to work on have left it.
        if (operand.isOutput && start.some((value, d) => outputs.has(d) && value >= nest.sizes[d]!)) {
          held.delete(path.join());
        }
        continue;
      }
      const before = child === nest.levelCount ? undefined : held.get(path.join());
      for (const element of tile) if (!before?.has(element)) arrivals.push({ element, path });
      held.set(path.join(), tile);
    }
    yield arrivals;
  }
}

function pointAt(nest: Nest, loops: readonly NestLoop[], position: readonly number[]): number[] {
  const point = nest.sizes.map(() => 0);
  loops.forEach((loop, i) => {
    point[loop.dimension]! += position[i]! * loop.step;
  });
  return point;
}

/** The smallest box around all elements that the loops inside touch from `start`; empty when all of it lies outside. */
function boxOf(nest: Nest, operand: NestOperand, start: readonly number[], inside: readonly NestLoop[]): Set<string> {
  const touched: number[][] = [];
  for (const position of positions(inside)) {
    const point = pointAt(nest, inside, position).map((value, dimension) => value + start[dimension]!);
    if (point.some((value, dimension) => value >= nest.sizes[dimension]!)) continue;
    touched.push(
      operand.ranks.map((rank) => rank.reduce((sum, term) => sum + term.coefficient * point[term.dimension]!, 0)),
    );
  }
  if (touched.length === 0) return new Set();
  let box: number[][] = [[]];
  operand.ranks.forEach((_, r) => {
    const values = touched.map((index) => index[r]!);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const range = Array.from({ length: high - low + 1 }, (__, i) => low + i);
    box = box.flatMap((prefix) => range.map((value) => [...prefix, value]));
  });
  return new Set(box.map((index) => index.join()));
}

/** Every position of these loops, the last turning fastest. */
function* positions(loops: readonly NestLoop[], at = 0): Generator<number[]> {
  const loop = loops[at];
  if (loop === undefined) {
    yield [];
    return;
  }
  for (let i = 0; i < loop.factor; i += 1) for (const rest of positions(loops, at + 1)) yield [i, ...rest];
}
