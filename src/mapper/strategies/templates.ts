import { QuickEstimate } from '../../cost/quick-estimate.ts';
import { quickPlan } from '../../cost/quick-plan.ts';
import type { Dataflow, HardwareSpec } from '../../hardware/hardware.ts';
import type { LevelMapping, Loop, Mapping } from '../../mapping/mapping.ts';
import { primeFactors } from '../../shared/factors.ts';
import type { Problem } from '../../workload/problem.ts';
import { anneal, type Candidate } from '../anneal.ts';
import type { MappingOutcome, MappingProblem, Objective } from '../mapper.ts';
import { buildTemplate, type Template } from '../template.ts';
import { withoutUnits } from '../without-units.ts';

/** Dataflow templates a scenario may name. */
export const dataflows: readonly Dataflow[] = [
  'row-stationary',
  'weight-stationary',
  'output-stationary',
  'no-local-reuse',
];

/**
 * Searches the tile sizes of one dataflow template, or of all four (`best`). A good mapping, not a proven best one: the
 * search is simulated annealing from fixed seeds. Where nothing fits the strict template its limits on what may stand
 * inside the innermost memory are dropped.
 */
export function mapByTemplates(
  given: MappingProblem,
  dataflow: Dataflow | 'best',
  stepsPerRestart = 20_000,
): MappingOutcome {
  const problem = { ...given, layer: { ...given.layer, problem: withoutUnits(given.layer.problem) } };
  let best: { candidate: Candidate; template: Template } | null = null;
  let evaluated = 0;
  const isMac = problem.layer.operation === 'mac';
  for (const each of dataflow === 'best' && isMac
    ? dataflows
    : [dataflow === 'best' ? 'output-stationary' : dataflow]) {
    // The vector unit has no array whose dataflow a template could describe.
    for (const relaxed of isMac ? [false, true] : [true]) {
      const template = buildTemplate(problem.layer.problem, problem.hardware, each, relaxed);
      const { candidate, steps } = search(problem, template, stepsPerRestart);
      evaluated += steps;
      if (candidate === null) continue;
      if (best === null || candidate.score < best.candidate.score) best = { candidate, template };
      break;
    }
  }
  if (best === null) {
    const message = `no tile of ${problem.layer.name} is small enough for the memories of ${problem.hardware.name}`;
    return { found: false, issues: [{ code: 'nothing-fits', severity: 'error', message, path: problem.layer.name }] };
  }
  return {
    found: true,
    mapping: toMapping(best.candidate, best.template, problem.layer.problem, problem.hardware),
    mapper: isMac ? `templates: ${best.template.dataflow}` : 'tile sizes searched',
    evaluated,
  };
}

const restarts = 4;

function search(
  problem: MappingProblem,
  template: Template,
  most: number,
): { candidate: Candidate | null; steps: number } {
  const { layer, hardware, prices, convention } = problem;
  const estimate = new QuickEstimate(quickPlan({ layer, hardware, prices, convention, keep: template.keep }));
  const staticPj = staticPjPerCycle(problem);
  const score = (energyPj: number, cycles: number): number =>
    scoreOf(problem.objective, energyPj + staticPj * cycles, cycles);
  const sizes = layer.problem.dimensions.map((dimension) => roundedSizes(dimension.size, hardware));
  const movable = template.slots.filter((slots, d) => slots.length > 1 && (sizes[d]?.[0] ?? 1) > 1).length;
  const steps = movable < 2 ? Math.ceil(most / 8) : most;
  let candidate: Candidate | null = null;
  for (let seed = 1; seed <= restarts; seed += 1) {
    const found = anneal({ estimate, template, hardware, sizes, score, seed, steps });
    if (found !== null && (candidate === null || found.score < candidate.score)) candidate = found;
  }
  return { candidate, steps: steps * restarts };
}

/** Ties go to the faster mapping. */
function scoreOf(objective: Objective, energyPj: number, cycles: number): number {
  if (objective === 'latency') return cycles * (1 + 1e-6 * Math.log(energyPj));
  if (objective === 'energy-delay') return energyPj * cycles;
  return energyPj * (1 + 1e-6 * Math.log(cycles));
}

function staticPjPerCycle({ hardware, prices }: MappingProblem): number {
  let powerMw = hardware.clockPowerMw;
  for (const price of prices.values()) powerMw += price.leakageMw * price.instances;
  return (powerMw / hardware.clockMhz) * 1000;
}

/** A dimension may be rounded up a little where that lets it split over an array, or at all (13 → 14, 55 → 56). */
function roundedSizes(size: number, hardware: HardwareSpec): number[] {
  const sizes = new Set([size]);
  for (const { fanout } of hardware.levels) {
    for (const extent of [fanout.x, fanout.y]) {
      for (let factor = extent; factor > 1 && factor > extent / 2; factor -= 1) {
        const rounded = Math.ceil(size / factor) * factor;
        if (rounded <= size * 1.2) sizes.add(rounded);
      }
    }
  }
  for (let rounded = size; rounded <= size * 1.1 && sizes.size < 12; rounded += 1) {
    if (primeFactors(rounded).every((prime) => prime <= 5)) sizes.add(rounded);
  }
  return [...sizes].slice(0, 12);
}

/** Rounded sizes become imperfect factors: the outermost factor is cut to what the dimension needs. */
function toMapping(candidate: Candidate, template: Template, problem: Problem, hardware: HardwareSpec): Mapping {
  const dimensions = problem.dimensions.length;
  const factors = candidate.factors.slice();
  problem.dimensions.forEach(({ size }, d) => {
    let inner = 1;
    for (let slot = hardware.levels.length * 3 - 1; slot >= 0; slot -= 1) {
      const at = slot * dimensions + d;
      factors[at] = Math.min(factors[at] as number, Math.ceil(size / inner));
      inner *= factors[at] as number;
    }
  });
  const loops = (slot: number, order: readonly number[]): Loop[] =>
    order
      .map((d) => ({
        dimension: problem.dimensions[d]?.name as string,
        factor: factors[slot * dimensions + d] as number,
      }))
      .filter((loop) => loop.factor > 1);
  const all = problem.dimensions.map((_, d) => d);
  return {
    levels: hardware.levels.map((level, index): LevelMapping => {
      const order = [...candidate.order.subarray(index * dimensions, (index + 1) * dimensions)];
      return {
        level: level.name,
        keep: template.keep[index] as string[],
        temporal: loops(index * 3, order),
        x: loops(index * 3 + 1, all),
        y: loops(index * 3 + 2, all),
      };
    }),
  };
}
