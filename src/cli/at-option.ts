import type { Issue } from '../shared/issue.ts';

/** An issue about a name given on the command line stands at its option. */
export function atOption(flag: string): (issue: Issue) => Issue {
  return (issue) => (issue.file === undefined && issue.path === undefined ? { ...issue, path: flag } : issue);
}
