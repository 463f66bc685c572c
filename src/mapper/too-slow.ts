import type { Issue } from '../shared/issue.ts';
import type { MappingProblem } from './mapper.ts';
import { cyclesOf } from './objective.ts';

/** What is known of how fast a layer can be. */
export interface Pace {
  /** Cycles of the fastest mapping found. */
  readonly fastest: number;
  /** None takes fewer; absent: not proven. */
  readonly fewest?: number;
}

/** True where the objective caps latency and this is above it. */
export function exceedsCap(
  { objective, hardware }: Pick<MappingProblem, 'objective' | 'hardware'>,
  cycles: number,
): boolean {
  if (typeof objective === 'string' || objective.kind === 'sum') return false;
  return cycles > cyclesOf(objective.ns, hardware.clockMhz) * (1 + 1e-12);
}

/** No mapping was found that is as fast as the objective asks. */
export function tooSlow(problem: MappingProblem, pace: Pace): Issue {
  const { layer, hardware } = problem;
  const message = `no mapping of ${layer.name} on ${hardware.name} takes ${capText(problem)} or less: ${paceText(problem, pace)}`;
  return { code: 'too-slow', severity: 'error', message, path: layer.name, hint: 'allow more time' };
}

export function capText({ objective }: Pick<MappingProblem, 'objective'>): string {
  return typeof objective === 'object' ? `${objective.ns} ns` : '';
}

/** What is known of how fast it can be. */
export function paceText({ hardware }: Pick<MappingProblem, 'hardware'>, { fastest, fewest = 0 }: Pace): string {
  const ns = (cycles: number): string => Number(((cycles / hardware.clockMhz) * 1000).toPrecision(6)).toString();
  const time = (cycles: number): string => `${Math.ceil(cycles)} cycles, ${ns(cycles)} ns`;
  const least = fewest <= 0 || fewest * (1 + 1e-11) >= fastest ? '' : `, and none takes fewer than ${time(fewest)}`;
  const known = least === '' && fewest > 0 ? 'the fastest takes' : 'the fastest found takes';
  return `${known} ${time(fastest)}${least}`;
}
