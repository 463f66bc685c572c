import type { ComponentLibrary } from '../components/library.ts';
import type { PriceTable } from '../components/price.ts';
import { priceHardware } from '../components/price-hardware.ts';
import { actionEnergyPj } from '../cost/energy.ts';
import { estimateLayer } from '../cost/estimate.ts';
import { peakPerCycle } from '../cost/layer-hardware.ts';
import { plain } from '../dataflow/arithmetic.ts';
import { elementBits, memoryBits } from '../dataflow/element-bits.ts';
import { capacityIssues, memoryFor } from '../dataflow/fit.ts';
import { buildNest } from '../dataflow/nest.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { mapLayer } from '../mapper/map-layer.ts';
import type { MapperChoice, MappingProblem } from '../mapper/mapper.ts';
import { staticPjPerCycle } from '../mapper/mapping-score.ts';
import { objectiveValue } from '../mapper/objective.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { validateMapping } from '../mapping/validate.ts';
import { primeFactors } from '../shared/factors.ts';
import { iterationCount, operandElements } from '../workload/problem.ts';

/** Why a mapping is as it is. Energies with leakage and clock power, pJ. */
export interface MappingExplanation {
  readonly bounds: MappingBounds;
  readonly neighbours: readonly Neighbour[];
  readonly doubled: readonly DoubledMemory[];
}

/** What no mapping can go below. */
export interface MappingBounds {
  /** Arithmetic alone. */
  readonly computePj: number;
  /** Every element once from, or into, the outermost memory. */
  readonly compulsoryPj: number;
  /** Every unit busy in every cycle. */
  readonly cycles: number;
}

/** A larger tile: a prime factor of a loop in time moved one level inwards. */
export interface Neighbour {
  readonly dimension: string;
  readonly factor: number;
  readonly from: string;
  readonly to: string;
  /** What the tile is too large for; null: it fits. */
  readonly tooLargeFor: readonly string[] | null;
  /** Share by which the value of the objective changes where it fits, with the loop where it costs least; null: takes too long. */
  readonly change: number | null;
}

/** The same layer mapped anew with one memory twice as large, at the price of a memory of that size; `change` of the objective's value. */
export interface DoubledMemory {
  readonly memory: string;
  readonly energyPj: number;
  readonly change: number;
}

export interface ExplainInput {
  readonly problem: MappingProblem;
  readonly choice: MapperChoice;
  readonly mapping: Mapping;
  readonly library: ComponentLibrary;
}

/** Explains a mapping that fits: bounds, what stands in the way of larger tiles, what more memory would give. */
export function explainMapping(input: ExplainInput): MappingExplanation {
  return { bounds: boundsOf(input.problem), neighbours: neighboursOf(input), doubled: doubledOf(input) };
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

function boundsOf(problem: MappingProblem): MappingBounds {
  const { layer, hardware, prices, compressed } = problem;
  const bits = elementBits(layer, hardware, compressed);
  const { actions } = plain({ layer, hardware, bits, compressed });
  const compute = actions.reduce((sum, action) => sum + action.count * actionEnergyPj(prices, action), 0);
  const compulsory = layer.problem.operands.reduce((sum, operand) => {
    const memory = memoryFor(hardware, 0, operand.role);
    if (memory === undefined) return sum;
    const isOutput = operand.role === 'O';
    const action = isOutput ? (problem.convention.name === 'timeloop' ? 'update' : 'write') : 'read';
    const bitsPerAction = isOutput ? bits.final : memoryBits(bits, operand.role, 0);
    const count = elementsTouched(problem, operand);
    return (
      sum +
      count * actionEnergyPj(prices, { component: memory.name, action, operand: operand.name, count, bitsPerAction })
    );
  }, 0);
  const operations = iterationCount(layer.problem) * layer.operationsPerPoint;
  return { computePj: compute, compulsoryPj: compulsory, cycles: Math.ceil(operations / peakPerCycle(hardware)) };
}

/** Of a window with a stride larger than itself not every element of the box is touched; the points are a bound as well. */
function elementsTouched({ layer }: MappingProblem, operand: Parameters<typeof operandElements>[1]): number {
  const product = operand.ranks.reduce((all, rank) => {
    const points = rank.reduce((count, { dimension }) => {
      return count * (layer.problem.dimensions.find(({ name }) => name === dimension)?.size ?? 1);
    }, 1);
    return all * points;
  }, 1);
  return Math.min(product, operandElements(layer.problem, operand));
}

/** The same whether or not it is within a cap. */
function costOf(problem: MappingProblem, mapping: Mapping): number {
  const value = wholeValue(problem, mapping);
  return Number.isFinite(value) ? value : wholeCost(problem, mapping).energyPj / problem.layer.repeat;
}

function neighboursOf({ problem, mapping }: ExplainInput): Neighbour[] {
  const own = costOf(problem, mapping);
  return mapping.levels.slice(0, -1).flatMap((level, index) =>
    level.temporal.flatMap(({ dimension, factor }): Neighbour[] => {
      const [prime] = primeFactors(factor);
      if (prime === undefined) return [];
      const moved = movedInwards(mapping, { index, dimension, prime });
      const to = mapping.levels[index + 1]!.level;
      const sound = moved.filter((each) => validateMapping(problem.layer.problem, problem.hardware, each).length === 0);
      if (sound.length === 0) return [];
      const tight = misfits(problem, sound[0]!);
      const common = { dimension, factor: prime, from: level.level, to };
      if (tight.length > 0) return [{ ...common, tooLargeFor: tight, change: null }];
      const least = Math.min(...sound.map((each) => wholeValue(problem, each)));
      return [{ ...common, tooLargeFor: null, change: Number.isFinite(least) ? least / own - 1 : null }];
    }),
  );
}

interface Move {
  readonly index: number;
  readonly dimension: string;
  readonly prime: number;
}

/** The loop at every place among those of the next level. */
function movedInwards({ levels }: Mapping, { index, dimension, prime }: Move): Mapping[] {
  const outer = levels[index]!;
  const inner = levels[index + 1]!;
  const left = outer.temporal.flatMap((loop) => {
    if (loop.dimension !== dimension) return [loop];
    return loop.factor === prime ? [] : [{ ...loop, factor: loop.factor / prime }];
  });
  const known = inner.temporal.find((loop) => loop.dimension === dimension);
  const places =
    known === undefined
      ? Array.from({ length: inner.temporal.length + 1 }, (_, at) => [
          ...inner.temporal.slice(0, at),
          { dimension, factor: prime },
          ...inner.temporal.slice(at),
        ])
      : [inner.temporal.map((loop) => (loop === known ? { ...loop, factor: loop.factor * prime } : loop))];
  return places.map((temporal) => ({
    levels: levels.map((level, at) =>
      at === index ? { ...outer, temporal: left } : at === index + 1 ? { ...inner, temporal } : level,
    ),
  }));
}

function misfits({ layer, hardware, compressed }: MappingProblem, mapping: Mapping): string[] {
  const nest = buildNest(layer.problem, hardware, mapping);
  return capacityIssues(nest, hardware, elementBits(layer, hardware, compressed)).map(({ path }) => path!);
}

function doubledOf({ problem, choice, mapping, library }: ExplainInput): DoubledMemory[] {
  const own = costOf(problem, mapping);
  const names = problem.hardware.levels.flatMap(({ memories }) =>
    memories.filter(({ capacityBits }) => Number.isFinite(capacityBits)).map(({ name }) => name),
  );
  return names.flatMap((memory): DoubledMemory[] => {
    const hardware = withDouble(problem.hardware, memory);
    const prices: PriceTable = priceHardware(hardware, library);
    const larger = { ...problem, hardware, prices };
    const outcome = mapLayer(larger, choice);
    if (!outcome.found) return [];
    const { energyPj } = wholeCost(larger, outcome.mapping);
    return [{ memory, energyPj, change: costOf(larger, outcome.mapping) / own - 1 }];
  });
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
