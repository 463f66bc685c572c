import { QuickEstimate } from '../../cost/quick-estimate.ts';
import { quickPlan } from '../../cost/quick-plan.ts';
import type { Dataflow } from '../../hardware/constraint-rule.ts';
import { keepsToLimits } from '../../mapping/constraints/keeps-to-limits.ts';
import { constraintRules, mapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import { printMapping } from '../../mapping/print.ts';
import { anneal } from '../anneal.ts';
import { constraintConflict } from '../constraint-conflict.ts';
import { innerOrders } from '../inner-orders.ts';
import { limitTemplate } from '../limited-template.ts';
import type { MappingOutcome, MappingProblem } from '../mapper.ts';
import { fullScore, mappingScore } from '../mapping-score.ts';
import { nothingFits } from '../nothing-fits.ts';
import { buildTemplate, type Template } from '../template.ts';
import { toMapping } from '../to-mapping.ts';
import { exceedsCap, tooSlow } from '../too-slow.ts';
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
 * inside the innermost memory are dropped. Under constraints only mappings that keep to them are looked at.
 */
export function mapByTemplates(
  given: MappingProblem,
  dataflow: Dataflow | 'best',
  stepsPerRestart = 5000,
): MappingOutcome {
  const problem = { ...given, layer: { ...given.layer, problem: withoutUnits(given.layer.problem) } };
  const isLimited = (problem.hardware.constraints.rules ?? []).length > 0;
  let best: Ranked | null = null;
  let evaluated = 0;
  const isMac = problem.layer.operation === 'mac';
  for (const each of dataflow === 'best' && isMac
    ? dataflows
    : [dataflow === 'best' ? 'output-stationary' : dataflow]) {
    // The vector unit has no array whose dataflow a template could describe.
    for (const relaxed of isMac ? [false, true] : [true]) {
      const whole = buildTemplate(problem.layer.problem, problem.hardware, each, relaxed);
      const template = isLimited ? limitTemplate(problem, whole, relaxed) : whole;
      if (template === null) continue;
      const { found, steps } = search(problem, template, stepsPerRestart);
      evaluated += steps;
      if (found === null) continue;
      if (best === null || found.score < best.score) best = found;
      break;
    }
  }
  if (best === null) {
    const conflict = constraintConflict(problem, { bypass: false, factors: 'any' });
    return { found: false, issues: [conflict ?? nothingFits(problem)] };
  }
  if (exceedsCap(problem, best.cycles)) return { found: false, issues: [tooSlow(problem, { fastest: best.cycles })] };
  const mapper = isMac ? `templates: ${best.dataflow}` : 'tile sizes searched';
  return { found: true, mapping: best.mapping, mapper, evaluated };
}

/** A mapping with its score by the full estimate. */
interface Ranked {
  readonly mapping: Mapping;
  readonly dataflow: Dataflow;
  readonly score: number;
  readonly cycles: number;
}

/** Starting temperatures of the restarts: hot ones wander, cold ones descend. */
const temperatures = [0.5, 0.3, 0.2, 0.1, 0.3, 0.2, 0.1, 0.05, 0.5, 0.3, 0.2, 0.1, 0.3, 0.2, 0.1, 0.05];

/** The best end of all restarts, by the full estimate: the quick one sees dimensions as rounded up. */
function search(problem: MappingProblem, template: Template, steps: number): { found: Ranked | null; steps: number } {
  const { layer, hardware, prices, convention, compressed } = problem;
  const estimate = new QuickEstimate(
    quickPlan({ layer, hardware, prices, convention, keep: template.keep, compressed }),
  );
  const score = mappingScore(problem);
  const sizes = layer.problem.dimensions.map((dimension) => dimension.size);
  const limits = mapspaceLimits(layer.problem, hardware, constraintRules(hardware));
  const ends = new Map<string, Mapping>();
  for (const [index, temperature] of temperatures.entries()) {
    const end = anneal({ estimate, template, hardware, sizes, score, seed: index + 1, steps, temperature });
    if (end === null) continue;
    const mapping = toMapping(end, { keep: template.keep, problem: layer.problem, hardware });
    const variants = hardware.mac.style === 'mac' ? [mapping] : innerOrders(mapping, layer.problem);
    for (const each of variants) {
      // Factors rounded up may break what the search saw kept.
      if (template.limited === undefined || keepsToLimits(each, layer.problem, limits))
        ends.set(printMapping(each), each);
    }
  }
  let found: Ranked | null = null;
  for (const mapping of ends.values()) {
    const full = fullScore(problem, mapping);
    if (found === null || full.score < found.score) found = { mapping, dataflow: template.dataflow, ...full };
  }
  return { found, steps: steps * temperatures.length };
}
