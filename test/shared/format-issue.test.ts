import { describe, expect, test } from 'vitest';
import { formatIssues } from '../../src/shared/format-issue.ts';
import type { Issue } from '../../src/shared/issue.ts';

const issue: Issue = {
  code: 'unknown-key',
  severity: 'error',
  message: 'there is no key "capcity" here',
  file: 'arch.yaml',
  line: 12,
  column: 5,
  path: 'levels[1].capcity',
  found: 'capcity',
  accepted: 'capacity, word',
  hint: 'did you mean "capacity"?',
  sourceLine: '    capcity: 3',
};

describe('issues as text', () => {
  test('where, what, the line with a caret under the column, what was found and would be accepted', () => {
    expect(formatIssues([issue])).toBe(`arch.yaml:12:5  error unknown-key  levels[1].capcity
  there is no key "capcity" here
  12 |     capcity: 3
     |     ^
  found: capcity
  accepted: capacity, word
  did you mean "capacity"?

1 error.
`);
  });

  test('sorted by file, line and column, counted by severity', () => {
    const at = (file: string, line: number, column: number): Issue => ({ ...issue, file, line, column });
    const issues = [at('b', 1, 1), at('a', 10, 1), at('a', 9, 7), at('a', 9, 1)];
    const text = formatIssues([...issues, { ...at('c', 1, 1), severity: 'warning' }]);
    expect(text.match(/^\w:\d+:\d+/gm)).toEqual(['a:9:1', 'a:9:7', 'a:10:1', 'b:1:1', 'c:1:1']);
    expect(text).toContain('c:1:1  warning unknown-key');
    expect(text.endsWith('\n4 errors, 1 warning.\n')).toBe(true);
  });

  test('an issue without a place has no line and no caret', () => {
    expect(formatIssues([{ code: 'x', severity: 'warning', message: 'm' }])).toBe('warning x\n  m\n\n1 warning.\n');
  });

  test('the caret stays under its column behind tabs and in long lines', () => {
    const tabbed = formatIssues([{ ...issue, sourceLine: '\tkey: 3', column: 2 }]);
    expect(tabbed).toContain('12 | \tkey: 3\n     | \t^');
    const long = formatIssues([{ ...issue, sourceLine: `${'x'.repeat(500)}HERE${'x'.repeat(500)}`, column: 501 }]);
    const [line, caret] = long.split('\n').slice(2, 4);
    expect(line!.length).toBeLessThan(120);
    expect(line!.slice(caret!.indexOf('^'))).toMatch(/^HERE/);
  });

  test('plain unless colour is asked for', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    const colour = /\u001b\[\d+m/;
    expect(formatIssues([issue])).not.toMatch(colour);
    expect(formatIssues([issue], { colour: true })).toMatch(colour);
  });

  test('control characters of the input do not reach the terminal', () => {
    const text = formatIssues([{ ...issue, found: '\u001b[2J', sourceLine: 'a\u0007: \u001b]0;x' }]);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u0007');
  });
});
