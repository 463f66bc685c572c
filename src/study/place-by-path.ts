import Type from 'typebox';
import { openDocument } from '../shared/document.ts';
import type { Issue } from '../shared/issue.ts';
import type { ParsedYaml } from '../shared/parse-yaml.ts';
import { parsePath } from '../shared/path-text.ts';

/** Gives issues that only know their path (`levels[1].component`) the file, line and column of that path. */
export function placeByPath(issues: readonly Issue[], parsed: ParsedYaml): readonly Issue[] {
  const document = openDocument({ ...parsed, faults: [] }, Type.Unknown());
  return issues.map((issue) => {
    if (issue.path === undefined || issue.file !== undefined) return issue;
    const path = parsePath(issue.path);
    // The row's name is what is wrong, not the map around it.
    const row = document.issue([...path, 'use'], issue);
    const isRow = issue.found !== undefined && row.sourceLine?.slice((row.column ?? 1) - 1).includes(issue.found);
    return { ...(isRow ? row : document.issue(path, issue)), path: issue.path };
  });
}
