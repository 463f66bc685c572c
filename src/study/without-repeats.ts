import type { Issue } from '../shared/issue.ts';

/** A fault of what all cases share is told once. */
export function withoutRepeats(issues: readonly Issue[]): Issue[] {
  const seen = new Map(issues.map((issue) => [JSON.stringify(issue), issue]));
  return [...seen.values()];
}
