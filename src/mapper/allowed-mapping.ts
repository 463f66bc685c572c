import { quickPlan } from '../cost/quick-plan.ts';
import { constraintRules, mapspaceLimits } from '../mapping/constraints/mapspace-limits.ts';
import { keepChoices } from './keep-choices.ts';
import type { MappingProblem } from './mapper.ts';
import { mapspaceWitness, type Witness } from './optimal/mapspace-witness.ts';
import { roundedSizes } from './optimal/rounded-sizes.ts';

/** Which mappings there are. */
export interface Mapspace {
  /** Levels may pass operands on that they have a memory for. */
  readonly bypass: boolean;
  /**
   * `perfect`: factors divide their dimension. `imperfect`: or what `roundedSizes` makes of it. `any`: or what is longer by as
   * much as fixed factors want, as `templates` takes them.
   */
  readonly factors: 'perfect' | 'imperfect' | 'any';
}

export interface KeepingWitness extends Witness {
  readonly keep: readonly (readonly string[])[];
}

/** A mapping that fits and keeps to all constraints; null: there is none. Dimensions of size 1 left out. */
export function allowedMapping(problem: MappingProblem, { bypass, factors }: Mapspace): KeepingWitness | null {
  const { layer, hardware } = problem;
  const limits = mapspaceLimits(layer.problem, hardware, constraintRules(hardware));
  // What keeps least fits wherever anything fits: it stands last.
  const keep = keepChoices(layer.problem, hardware, { bypass, limits }).at(-1);
  if (keep === undefined) return null;
  const plan = quickPlan({ ...problem, keep });
  const own = plan.nest.sizes;
  for (const sizes of judgedSizes(problem, factors)) {
    const witness = mapspaceWitness({ ...plan, nest: { ...plan.nest, sizes } }, hardware, own);
    if (witness !== null) return { ...witness, keep };
  }
  return null;
}

/** The sizes that factors may divide, the layer's own first. */
export function judgedSizes(problem: MappingProblem, factors: Mapspace['factors']): readonly (readonly number[])[] {
  const { layer, hardware } = problem;
  const own = layer.problem.dimensions.map(({ size }) => size);
  if (factors === 'perfect') return [own];
  const rounded = roundedSizes(own, hardware);
  return factors === 'imperfect' ? rounded : [...rounded, largerSizes(problem)];
}

/** As long as fixed factors want it in every dimension that they do not divide. */
function largerSizes({ layer, hardware }: MappingProblem): number[] {
  const { levels } = mapspaceLimits(layer.problem, hardware, constraintRules(hardware));
  return layer.problem.dimensions.map(({ size }, d) => {
    const fixed = levels.flatMap(({ least }) => least.map((own) => own[d]!)).reduce((all, factor) => all * factor, 1);
    return Math.ceil(size / fixed) * fixed;
  });
}
