import type { Issue } from '../shared/issue.ts';

/**
 * The place in a mapping's text that a fault of the whole mapping speaks of: the first loop over its dimension, or the line of
 * its level; what the mapping says nothing of stands at its first line.
 */
export function placeInMapping(issue: Issue, text: string, file: string): Issue {
  const [subject = ''] = (issue.path ?? '').split(' ');
  const lines = text.split(/\r?\n/);
  const find = (pattern: RegExp) => lines.findIndex((line) => pattern.test(line));
  const loop = new RegExp(`^[^#]*?[\\s:]${subject}=?\\d+(?=[\\s,|]|$)`);
  const level = new RegExp(`^\\s*${subject}[\\s:]`);
  const found = [loop, level, /^\s*[^\s#]/].find((pattern) => find(pattern) >= 0) ?? /^/;
  const line = find(found);
  const sourceLine = lines[line]!;
  const matched = found.exec(sourceLine)![0];
  const column = found === loop ? matched.search(/[A-Za-z_][\w=]*$/) + 1 : matched.search(/\S|$/) + 1;
  return { ...issue, file, line: line + 1, column, sourceLine: sourceLine.slice(0, 400) };
}
