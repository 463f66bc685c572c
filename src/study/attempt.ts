import { InputError, type Issue } from '../shared/issue.ts';

/** The result of a step, or undefined with its faults added to `issues`: the other steps can still be tried. */
export async function attempt<T>(
  issues: Issue[],
  step: () => T | Promise<T>,
  place: (issue: Issue) => Issue = (issue) => issue,
): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    issues.push(...error.issues.map(place));
    return undefined;
  }
}
