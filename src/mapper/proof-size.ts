import { constraintRules, mapspaceLimits } from '../mapping/constraints/mapspace-limits.ts';
import { primeFactors } from '../shared/factors.ts';
import { keepChoices } from './keep-choices.ts';
import type { MapperChoice, MappingProblem } from './mapper.ts';
import { roundedSizes } from './optimal/rounded-sizes.ts';
import { withoutUnits } from './without-units.ts';

/**
 * How much there is to prove, before anything is searched: tiles of all spaces a proven search looks through. 0 for other searches.
 * Time grows about as this does.
 */
export function proofSize({ layer, hardware }: MappingProblem, choice: MapperChoice): number {
  if (choice.strategy !== 'optimal') return 0;
  const problem = withoutUnits(layer.problem);
  const own = problem.dimensions.map(({ size }) => size);
  const limits = mapspaceLimits(problem, hardware, constraintRules(hardware));
  const keeps = keepChoices(problem, hardware, { bypass: choice.bypass, limits });
  const spaces = choice.imperfect === true ? roundedSizes(own, hardware) : [own];
  return keeps.length * spaces.reduce((sum, sizes) => sum + tilesOf(sizes), 0);
}

/** Tiles with sizes that divide. */
function tilesOf(sizes: readonly number[]): number {
  return sizes.reduce((tiles, size) => {
    const primes = primeFactors(size);
    const exponents = [...new Set(primes)].map((prime) => primes.filter((each) => each === prime).length);
    return exponents.reduce((product, exponent) => product * (exponent + 1), tiles);
  }, 1);
}
