import { beforeAll, describe, expect, it } from 'vitest';
import type { ComponentLibrary } from '../../src/components/library.ts';
import { priceHardware } from '../../src/components/price-hardware.ts';
import { estimateLayer, type LayerEstimate } from '../../src/cost/estimate.ts';
import { port } from '../../src/dataflow/conventions/port.ts';
import type { Dataflow } from '../../src/hardware/constraint-rule.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import type { MappingProblem, Objective } from '../../src/mapper/mapper.ts';
import { dataflows, mapByTemplates } from '../../src/mapper/strategies/templates.ts';
import type { Loop, Mapping } from '../../src/mapping/mapping.ts';
import { printMapping } from '../../src/mapping/print.ts';
import { shippedLibrary, shippedSpec } from '../components/shipped.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';
import { pricesOf } from '../support/prices.ts';

/** AlexNet CONV3 and a small one with primes for bounds. */
const conv3 = convolution({ M: 384, C: 256, P: 13, Q: 13, R: 3, S: 3 }, 'conv3');
const odd = convolution({ N: 3, M: 23, C: 7, P: 11, Q: 11, R: 5, S: 5, stride: 2 }, 'odd');
const fc = convolution({ N: 4, M: 1000, C: 512 }, 'fc');

let library: ComponentLibrary;
let eyeriss: HardwareSpec;
beforeAll(async () => {
  library = await shippedLibrary();
  eyeriss = await shippedSpec('eyeriss-65nm');
});

const problemOf = (layer: MappingProblem['layer'], objective: Objective = 'energy'): MappingProblem => ({
  layer,
  hardware: eyeriss,
  prices: priceHardware(eyeriss, library),
  convention: port,
  objective,
});

function found(problem: MappingProblem, dataflow: Dataflow | 'best', steps: number): Mapping {
  const outcome = mapByTemplates(problem, dataflow, steps);
  if (!outcome.found) throw new Error(JSON.stringify(outcome.issues));
  return outcome.mapping;
}

const cost = (problem: MappingProblem, mapping: Mapping): LayerEstimate => estimateLayer({ ...problem, mapping });

/** What the search minimises: dynamic energy and what flows whatever is done. */
function joules(problem: MappingProblem, mapping: Mapping): number {
  const { energyPj, cycles } = cost(problem, mapping);
  let powerMw = problem.hardware.clockPowerMw;
  for (const price of problem.prices.values()) powerMw += price.leakageMw * price.instances;
  return energyPj + (powerMw / problem.hardware.clockMhz) * 1000 * cycles;
}

describe('the search', () => {
  it.each([conv3, odd, fc].map((layer) => [layer.name, layer] as const))(
    '%s: finds the same mapping every time',
    (_, layer) => {
      const once = found(problemOf(layer), 'row-stationary', 1000);
      expect(printMapping(found(problemOf(layer), 'row-stationary', 1000))).toBe(printMapping(once));
    },
  );

  const afterSteps = (layer: MappingProblem['layer'], ...steps: number[]): number[] =>
    steps.map((each) => joules(problemOf(layer), found(problemOf(layer), 'row-stationary', each)));

  it.each([conv3, odd, fc].map((layer) => [layer.name, layer] as const))(
    '%s: 80 times the steps find none worse',
    (_, layer) => {
      const [few, many] = afterSteps(layer, 150, 12_000);
      expect(many!).toBeLessThanOrEqual(few!);
    },
  );

  // Annealing is not monotone: a longer search takes another path.
  it('a longer search does not end more than 5 % above a shorter one', () => {
    for (const layer of [conv3, fc, odd]) {
      const [some, many] = afterSteps(layer, 1000, 12_000);
      expect(many! / some!).toBeLessThanOrEqual(1.05);
    }
  });

  it('finds something better than the loops as they stand in DRAM', () => {
    const problem = problemOf(conv3);
    const untouched: Mapping = {
      levels: eyeriss.levels.map(({ name }, index) => ({
        level: name,
        keep: index === 1 ? ['I', 'O'] : ['W', 'I', 'O'],
        temporal: index === 0 ? conv3.problem.dimensions.map((d) => ({ dimension: d.name, factor: d.size })) : [],
        x: [],
        y: [],
      })),
    };
    expect(joules(problem, found(problem, 'row-stationary', 1000))).toBeLessThan(joules(problem, untouched) / 10);
  });

  it('`best` is the best of the four templates', () => {
    const problem = problemOf(odd);
    const each = dataflows.map((dataflow) => joules(problem, found(problem, dataflow, 500)));
    expect(joules(problem, found(problem, 'best', 500))).toBeCloseTo(Math.min(...each), 0);
  });

  it('asked for latency it finds a faster mapping than asked for energy, and the other way round a cheaper one', () => {
    const [cheap, fast] = (['energy', 'latency'] as const).map((objective) =>
      cost(problemOf(fc, objective), found(problemOf(fc, objective), 'weight-stationary', 4000)),
    );
    expect(fast!.cycles).toBeLessThanOrEqual(cheap!.cycles);
    expect(cheap!.energyPj).toBeLessThanOrEqual(fast!.energyPj);
  });

  it('asked for energy times delay the product is no larger than either finds alone', () => {
    const product = (objective: Objective): number => {
      const problem = problemOf(conv3, objective);
      const mapping = found(problem, 'row-stationary', 20_000);
      return joules(problem, mapping) * cost(problem, mapping).cycles;
    };
    expect(product('energy-delay')).toBeLessThanOrEqual(Math.min(product('energy'), product('latency')) * 1.02);
  });

  it('a layer larger than any memory at a tile of one fits nowhere, and that is a result', () => {
    const tiny = sketchHardware([{ name: 'DRAM' }, { name: 'RF', words: 2 }]);
    const outcome = mapByTemplates(
      { layer: odd, hardware: tiny, prices: pricesOf(tiny), convention: port, objective: 'energy' },
      'best',
      50,
    );
    expect(outcome).toMatchObject({ found: false, issues: [{ code: 'nothing-fits', path: 'odd' }] });
  });

  it('three words are enough for one weight, one input and one sum', () => {
    const tiny = sketchHardware([{ name: 'DRAM' }, { name: 'RF', words: 3 }]);
    const outcome = mapByTemplates(
      { layer: odd, hardware: tiny, prices: pricesOf(tiny), convention: port, objective: 'energy' },
      'best',
      50,
    );
    expect(outcome.found).toBe(true);
  });

  it('a layer of one point needs no loops', () => {
    const { levels } = found(problemOf(convolution({})), 'row-stationary', 20);
    expect(levels.flatMap((level) => [...level.temporal, ...level.x, ...level.y])).toEqual([]);
  });
});

describe('what a template means', () => {
  const inside = (mapping: Mapping): readonly Loop[] => mapping.levels.at(-1)!.temporal;
  const across = (mapping: Mapping): string[] =>
    mapping.levels.flatMap((level) => [...level.x, ...level.y]).map((loop) => loop.dimension);

  it('row stationary: a whole filter row in each PE, filter rows on the rows of the array', () => {
    const mapping = found(problemOf(conv3), 'row-stationary', 500);
    expect(inside(mapping)).toContainEqual({ dimension: 'S', factor: 3 });
    expect(mapping.levels[1]!.y).toContainEqual({ dimension: 'R', factor: 3 });
  });

  it('weight stationary: weights stay in the PE while all outputs pass', () => {
    const array = sketchHardware([
      { name: 'DRAM' },
      { name: 'GLB', words: 8192, x: 8, y: 8 },
      { name: 'RF', words: 32 },
    ]);
    const problem: MappingProblem = { ...problemOf(conv3), hardware: array, prices: pricesOf(array) };
    const mapping = found(problem, 'weight-stationary', 500);
    expect(inside(mapping).filter(({ dimension }) => ['N', 'P', 'Q'].includes(dimension))).toEqual([]);
    expect(new Set(across(mapping))).not.toContain('P');
    // Innermost above the PEs stand the outputs.
    expect(['P', 'Q']).toContain(mapping.levels[1]!.temporal.at(-1)?.dimension ?? 'Q');
  });

  it('output stationary: each PE finishes its own outputs, no sum is shared out', () => {
    const array = sketchHardware([
      { name: 'DRAM' },
      { name: 'GLB', words: 8192, x: 8, y: 8 },
      { name: 'RF', words: 32 },
    ]);
    const problem: MappingProblem = { ...problemOf(conv3), hardware: array, prices: pricesOf(array) };
    const mapping = found(problem, 'output-stationary', 500);
    expect(across(mapping).filter((name) => ['C', 'R', 'S'].includes(name))).toEqual([]);
    expect(inside(mapping).filter(({ dimension }) => ['N', 'P', 'Q', 'M'].includes(dimension))).toEqual([]);
  });

  it('no local reuse: the PEs keep nothing', () => {
    const mapping = found(problemOf(conv3), 'no-local-reuse', 500);
    expect(mapping.levels.at(-1)!.keep).toEqual([]);
  });

  it('what the spec says an axis carries holds over the template', () => {
    const mapping = found(problemOf(conv3), 'weight-stationary', 500);
    const allowed = eyeriss.constraints.spatial.find((each) => each.level === 'GLB')!;
    expect(allowed.x).toEqual(expect.arrayContaining(mapping.levels[1]!.x.map((loop) => loop.dimension)));
    expect(allowed.y).toEqual(expect.arrayContaining(mapping.levels[1]!.y.map((loop) => loop.dimension)));
  });
});
