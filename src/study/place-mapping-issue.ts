import type { Issue } from '../shared/issue.ts';

/**
 * Moves a fault found in a mapping's text to the line of the scenario it is written on. `where` is the place of the whole
 * value; a line the scenario writes differently (escapes, folding) stays there.
 */
export function placeMappingIssue(issue: Issue, where: Issue, scenarioText: string): Issue {
  if (issue.file !== undefined && issue.file !== '') return issue;
  const { line: _line, column: _column, sourceLine: mappingLine = '', path: inner, file: _file, ...words } = issue;
  const { file, line = 1, column, sourceLine, path } = where;
  const whole = { file, line, column, sourceLine, path: inner === undefined ? path : `${path} (${inner})` };
  const placed = exactPlace(issue, { firstLine: line, mappingLine, scenarioText });
  return { ...words, ...dropUndefined({ ...whole, ...placed }) };
}

interface Search {
  readonly firstLine: number;
  readonly mappingLine: string;
  readonly scenarioText: string;
}

function exactPlace(issue: Issue, { firstLine, mappingLine, scenarioText }: Search): Partial<Issue> {
  if (issue.line === undefined || mappingLine.trim() === '') return {};
  const lines = scenarioText.replace(/^\uFEFF/, '').split(/\r?\n/);
  // A block scalar starts on the line after its `|`.
  for (const line of [firstLine + issue.line, firstLine + issue.line - 1]) {
    const sourceLine = lines[line - 1];
    const at = sourceLine?.indexOf(mappingLine) ?? -1;
    if (sourceLine !== undefined && at >= 0) return { line, column: at + (issue.column ?? 1), sourceLine };
  }
  return {};
}

function dropUndefined(issue: Readonly<Record<string, unknown>>): Partial<Issue> {
  return Object.fromEntries(Object.entries(issue).filter(([, value]) => value !== undefined));
}
