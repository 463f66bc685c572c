import { QuickEstimate } from '../cost/quick-estimate.ts';
import { quickPlan } from '../cost/quick-plan.ts';
import { constraintRules, mapspaceLimits } from '../mapping/constraints/mapspace-limits.ts';
import { allowedMapping } from './allowed-mapping.ts';
import { anneal, type Candidate } from './anneal.ts';
import { templateFrom } from './limited-template.ts';
import type { MappingProblem } from './mapper.ts';
import { mappingScore, staticPjPerCycle } from './mapping-score.ts';
import { withNeededDimensions } from './needed-dimensions.ts';
import type { Evaluated } from './optimal/front.ts';
import type { Witness } from './optimal/mapspace-witness.ts';
import { dataflows } from './strategies/templates.ts';
import { buildTemplate, type Template } from './template.ts';

/** Restarts for each template, at what temperature; and steps of each: a fraction of a second. */
const temperatures = [0.5, 0.2, 0.1, 0.05];
const steps = 4000;

/**
 * A good mapping with dividing factors that keeps to all constraints, found at once however many there are: for a search that was
 * ended before it could prove its own. `keep`: operands, by level. null: none is known; with a cap on latency it may be too slow.
 */
export function firstMapping(problem: MappingProblem, keep: readonly (readonly string[])[]): Evaluated | null {
  const start = startOf(problem);
  if (start === null) return null;
  const { layer, hardware } = problem;
  const estimate = new QuickEstimate(quickPlan({ ...problem, keep, styled: true, ramp: true }));
  const score = mappingScore(problem);
  const sizes = layer.problem.dimensions.map(({ size }) => size);
  let best: Candidate | null = null;
  for (const dataflow of dataflows) {
    const template = dividing(
      templateFrom(start, problem, buildTemplate(layer.problem, hardware, dataflow, true)),
      sizes,
    );
    for (const [index, temperature] of temperatures.entries()) {
      const end = anneal({ estimate, template, hardware, sizes, score, seed: index + 1, steps, temperature });
      if (end !== null && (best === null || end.score < best.score)) best = end;
    }
  }
  if (best === null || !estimate.evaluate(best.factors, best.order)) return null;
  const { factors, order } = best;
  const { cycles } = estimate;
  return { factors, order, cycles, energyPj: estimate.energyPj + staticPjPerCycle(problem) * cycles };
}

/** What decides whether anything is allowed as it has to be, the other dimensions walked outermost. */
function startOf(problem: MappingProblem): Witness | null {
  const needed = withNeededDimensions(problem);
  const found = allowedMapping(needed, { bypass: false, factors: 'perfect' });
  if (found === null || needed === problem) return found;
  const { layer, hardware } = problem;
  const { dimensions } = layer.problem;
  const own = needed.layer.problem.dimensions;
  const places = dimensions.map(({ name }) => own.findIndex((each) => each.name === name));
  const limits = mapspaceLimits(layer.problem, hardware, constraintRules(hardware));
  const levels = hardware.levels.length;
  const factors = new Int32Array(levels * 3 * dimensions.length);
  for (let slot = 0; slot < levels * 3; slot += 1) {
    dimensions.forEach(({ size }, d) => {
      const walked = slot === 0 ? size : 1;
      factors[slot * dimensions.length + d] = places[d]! < 0 ? walked : found.factors[slot * own.length + places[d]!]!;
    });
  }
  const order = limits.levels.flatMap(({ ranks }, level) => {
    const depth = (d: number): number => (places[d]! < 0 ? -1 : found.order.indexOf(places[d]!, level * own.length));
    const rank = (d: number): number => ranks[0]?.[d] ?? 0;
    return [...dimensions.keys()].sort((a, b) => rank(a) - rank(b) || depth(a) - depth(b));
  });
  return { factors, order: Int32Array.from(order) };
}

/** A template held to factors that divide. */
function dividing(template: Template, sizes: readonly number[]): Template {
  const { start, check } = template.limited!;
  const allows = (factors: Int32Array, order: Int32Array): boolean =>
    divide(factors, sizes) && check.allows(factors, order);
  return { ...template, limited: { start, check: { allows } } };
}

function divide(factors: Int32Array, sizes: readonly number[]): boolean {
  for (let d = 0; d < sizes.length; d += 1) {
    let product = 1;
    for (let at = d; at < factors.length; at += sizes.length) product *= factors[at]!;
    if (product !== sizes[d]) return false;
  }
  return true;
}
