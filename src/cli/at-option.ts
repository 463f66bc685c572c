import type { Issue } from '../shared/issue.ts';

/** An issue about the shape of an input stands at `--input-shape`. */
export function atInputShape(issue: Issue): Issue {
  const isShape = issue.file === undefined && issue.path?.startsWith('inputShapes');
  return isShape ? { ...issue, path: '--input-shape' } : issue;
}

/** An issue about a name given on the command line stands at its option. */
export function atOption(flag: string): (issue: Issue) => Issue {
  return (issue) =>
    issue.file === undefined && issue.path === undefined ? { ...issue, path: flag } : atInputShape(issue);
}
