import type { Issue } from '../shared/issue.ts';
import type { MappingProblem } from './mapper.ts';
import type { Stopped } from './search-watch.ts';
import { capText, type Pace, paceText } from './too-slow.ts';

const ends: Readonly<Record<Stopped, string>> = {
  tiles: 'before the search gave up',
  time: 'before the time was over',
  cancelled: 'before the search was cancelled',
};

/** A search that was ended has found nothing, and cannot say that there is nothing. With a cap on latency: what was too slow. */
export function nothingFound(
  problem: MappingProblem,
  { stopped, ...pace }: { readonly stopped: Stopped } & Partial<Pace>,
): Issue {
  const { layer, hardware } = problem;
  const { fastest } = pace;
  const [what, known] =
    fastest === undefined
      ? ['no mapping', 'whether one fits is not known']
      : [`no mapping that takes ${capText(problem)} or less`, paceText(problem, { ...pace, fastest })];
  const message = `${what} of ${layer.name} on ${hardware.name} was found ${ends[stopped]}: ${known}`;
  const hint =
    stopped === 'cancelled'
      ? {}
      : { hint: stopped === 'time' ? 'give it more time' : 'give it a time limit: until then it goes on' };
  return { code: 'nothing-found', severity: 'error', message, path: layer.name, ...hint };
}
