import type { ComponentLibrary } from '../components/library.ts';
import { priceHardware } from '../components/price-hardware.ts';
import { estimateLayer } from '../cost/estimate.ts';
import type { StallCause } from '../cost/result.ts';
import { elementBits } from '../dataflow/element-bits.ts';
import { capacityIssues } from '../dataflow/fit.ts';
import { buildNest } from '../dataflow/nest.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { MappingOutcome, MappingProblem } from '../mapper/mapper.ts';
import { staticPjPerCycle } from '../mapper/mapping-score.ts';
import { objectiveValue } from '../mapper/objective.ts';
import type { Loop, Mapping } from '../mapping/mapping.ts';
import { validateMapping } from '../mapping/validate.ts';
import { primeFactors } from '../shared/factors.ts';
import { boundsOf, type MappingBounds } from './mapping-bounds.ts';
import {
  type LoopPlace,
  withFactorInTime,
  withFactorOnAxis,
  withoutEmptyTiles,
  withoutFactor,
} from './mapping-moves.ts';

/** Why a mapping is as it is. Energies with leakage and clock power, pJ. */
export interface MappingExplanation {
  readonly bounds: MappingBounds;
  /** What the cycles go to. */
  readonly stalls: readonly StallCause[];
  readonly neighbours: readonly Neighbour[];
  /** Each limited memory. */
  readonly doubled: readonly DoubledMemory[];
  /** Those for which no mapping was found, as when the search was interrupted. */
  readonly notMapped: readonly string[];
}

/** A prime factor of a loop moved: from time one level inwards or outwards, or onto an axis of its level's fan-out, and from there back into time. */
export interface Neighbour {
  readonly dimension: string;
  readonly factor: number;
  /** A level, or one and an axis. */
  readonly from: string;
  readonly to: string;
  /** Why the accelerator or a constraint does not let it; null: it does. */
  readonly refused: string | null;
  /** What the tile is too large for; null: it fits, or was refused. */
  readonly tooLargeFor: readonly string[] | null;
  /** Share by which the value of the objective changes where it fits, with the loop where it costs least; null: takes too long, or does not fit. */
  readonly change: number | null;
}

/**
 * The same layer mapped anew with one memory twice as large, at the price of a memory of that size, or as it was where nothing better
 * was found; `change` of the objective's value.
 */
export interface DoubledMemory {
  readonly memory: string;
  readonly energyPj: number;
  readonly change: number;
  /** By how much this may be above what is possible with that memory; null: nothing is proven. */
  readonly gap: number | null;
}

/** Explains a mapping that fits: bounds, where its cycles go, what stands in the way of its neighbours. */
export function explainMapping(
  problem: MappingProblem,
  mapping: Mapping,
): Omit<MappingExplanation, 'doubled' | 'notMapped'> {
  const { stalls } = estimateLayer({ ...problem, mapping });
  return { bounds: boundsOf(problem, mapping), stalls, neighbours: neighboursOf(problem, mapping) };
}

/** The question of each limited memory twice as large, `whole` the accelerator of which the layer takes a part. */
export function withDoubledMemories(
  problem: MappingProblem,
  { whole, library }: { readonly whole: HardwareSpec; readonly library: ComponentLibrary },
): { readonly memory: string; readonly problem: MappingProblem }[] {
  const names = problem.hardware.levels.flatMap(({ memories }) =>
    memories.filter(({ capacityBits }) => Number.isFinite(capacityBits)).map(({ name }) => name),
  );
  return names.map((memory) => {
    const hardware = withDouble(problem.hardware, memory);
    // What the layer does not use has its prices, and leaks, all the same.
    const prices = priceHardware(withDouble(whole, memory), library);
    return { memory, problem: { ...problem, hardware, prices } };
  });
}

/** What one of them gave, beside the mapping of `own`. */
export function doubledMemory(
  memory: string,
  larger: MappingProblem,
  found: Extract<MappingOutcome, { readonly found: true }>,
  own: { readonly problem: MappingProblem; readonly mapping: Mapping },
): DoubledMemory {
  const [anew, kept] = [costOf(larger, found.mapping), costOf(larger, own.mapping)];
  const { energyPj } = wholeCost(larger, kept < anew ? own.mapping : found.mapping);
  const least = Math.min(anew, kept);
  const change = changeOf(least, costOf(own.problem, own.mapping));
  const gap = found.proof && Math.max(0, (1 + found.proof.gap) * (1 + changeOf(least, anew)) - 1);
  return { memory, energyPj, change, gap: gap ?? null };
}

/** Energy of a mapping with leakage and clock power over its cycles, and those. */
export function wholeCost(problem: MappingProblem, mapping: Mapping): { energyPj: number; cycles: number } {
  const { energyPj, cycles } = estimateLayer({ ...problem, mapping });
  return { energyPj: energyPj + staticPjPerCycle(problem) * cycles, cycles };
}

/** Of the objective, for one run of the layer. */
function wholeValue(problem: MappingProblem, mapping: Mapping): number {
  const { energyPj, cycles } = wholeCost(problem, mapping);
  const { repeat } = problem.layer;
  return objectiveValue(problem.objective, problem.hardware.clockMhz)(energyPj / repeat, cycles / repeat);
}

/** The same whether or not it is within a cap. */
function costOf(problem: MappingProblem, mapping: Mapping): number {
  const value = wholeValue(problem, mapping);
  return Number.isFinite(value) ? value : wholeCost(problem, mapping).energyPj / problem.layer.repeat;
}

function neighboursOf(problem: MappingProblem, mapping: Mapping): Neighbour[] {
  const own = costOf(problem, mapping);
  const places = mapping.levels.flatMap((_, index) => loopPlaces.map((place) => ({ index, place })));
  return places.flatMap(({ index, place }) =>
    mapping.levels[index]![place].flatMap(({ dimension, factor }): Neighbour[] => {
      const [prime] = primeFactors(factor);
      if (prime === undefined) return [];
      const { size } = problem.layer.problem.dimensions.find(({ name }) => name === dimension)!;
      const from = { index, place, loop: { dimension, factor: prime } };
      return movesOf(problem, mapping, from).map(({ to, mappings }) => {
        const tight = mappings.map((each) => withoutEmptyTiles(each, dimension, size));
        const named = { dimension, factor: prime, from: placeName(mapping.levels[index]!.level, place), to };
        return { ...named, ...outcomeOf(problem, tight, own) };
      });
    }),
  );
}

const loopPlaces: readonly LoopPlace[] = ['temporal', 'x', 'y'];

function placeName(level: string, place: LoopPlace): string {
  return place === 'temporal' ? level : `${level} ${place.toUpperCase()}`;
}

/** Of a loop in time: inwards, onto an axis, outwards; of one on an axis: back into time. */
function movesOf(
  { hardware }: MappingProblem,
  mapping: Mapping,
  from: { readonly index: number; readonly place: LoopPlace; readonly loop: Loop },
): { readonly to: string; readonly mappings: readonly Mapping[] }[] {
  const { index, place, loop } = from;
  const rest = withoutFactor(mapping, from);
  const inTime = (at: number) => {
    const to = mapping.levels[at]?.level;
    return to === undefined ? [] : [{ to, mappings: withFactorInTime(rest, at, loop) }];
  };
  if (place !== 'temporal') return inTime(index);
  const axes = (['x', 'y'] as const).filter((axis) => hardware.levels[index]!.fanout[axis] > 1);
  const laidOut = axes.map((axis) => ({
    to: placeName(mapping.levels[index]!.level, axis),
    mappings: [withFactorOnAxis(rest, index, axis, loop)],
  }));
  return [...inTime(index + 1), ...laidOut, ...inTime(index - 1)];
}

/** Of the best of some mappings that differ in the order of loops only. */
function outcomeOf(
  problem: MappingProblem,
  mappings: readonly Mapping[],
  own: number,
): Pick<Neighbour, 'refused' | 'tooLargeFor' | 'change'> {
  const faults = mappings.map((each) => validateMapping(problem.layer.problem, problem.hardware, each));
  const sound = mappings.filter((_, at) => faults[at]!.length === 0);
  if (sound.length === 0) return { refused: faults[0]![0]!.message, tooLargeFor: null, change: null };
  const tight = misfits(problem, sound[0]!);
  if (tight.length > 0) return { refused: null, tooLargeFor: tight, change: null };
  const least = Math.min(...sound.map((each) => wholeValue(problem, each)));
  return { refused: null, tooLargeFor: null, change: Number.isFinite(least) ? changeOf(least, own) : null };
}

/** As a share of what it was; of nothing, nothing. */
function changeOf(value: number, before: number): number {
  return value === before ? 0 : value / before - 1;
}

function misfits({ layer, hardware, compressed }: MappingProblem, mapping: Mapping): string[] {
  const nest = buildNest(layer.problem, hardware, mapping);
  return capacityIssues(nest, hardware, elementBits(layer, hardware, compressed)).map(({ path }) => path!);
}

function withDouble(hardware: HardwareSpec, name: string): HardwareSpec {
  const levels = hardware.levels.map((level) => ({
    ...level,
    memories: level.memories.map((memory) =>
      memory.name === name ? { ...memory, capacityBits: memory.capacityBits * 2 } : memory,
    ),
  }));
  return { ...hardware, levels };
}
