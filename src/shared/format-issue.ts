import type { Issue } from './issue.ts';

/** Columns of a source line shown around the caret; longer lines are cut. */
const shownColumns = 100;

/** All issues as text: where, what, the line with a caret, and what would be accepted. Sorted by file and line. */
export function formatIssues(issues: readonly Issue[], options: { readonly colour?: boolean } = {}): string {
  const paint = options.colour === true ? coloured : plain;
  const sorted = [...issues].sort(byPlace);
  return [...sorted.map((issue) => formatOne(issue, paint)), `${countText(issues)}\n`].join('\n');
}

type Paint = (style: 'red' | 'yellow' | 'bold' | 'dim' | 'cyan', text: string) => string;

const codes = { red: 31, yellow: 33, bold: 1, dim: 2, cyan: 36 } as const;
const coloured: Paint = (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m`;
const plain: Paint = (_style, text) => text;

function byPlace(a: Issue, b: Issue): number {
  const files = compareText(a.file ?? '', b.file ?? '');
  return files || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

/** Code-unit order: the same on every machine, unlike a locale's. */
function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function formatOne(issue: Issue, paint: Paint): string {
  const place = [issue.file, issue.line, issue.column].filter((part) => part !== undefined).join(':');
  const tone = issue.severity === 'error' ? 'red' : 'yellow';
  const head = [
    place && paint('bold', printable(place)),
    `${paint(tone, issue.severity)} ${issue.code}`,
    issue.path && paint('cyan', printable(issue.path)),
  ];
  const lines = [head.filter(Boolean).join('  '), `  ${printable(issue.message)}`, ...caretLines(issue, paint)];
  if (issue.found !== undefined) lines.push(`  found: ${printable(issue.found)}`);
  if (issue.accepted !== undefined) lines.push(`  accepted: ${printable(issue.accepted)}`);
  if (issue.hint !== undefined) lines.push(`  ${paint('bold', printable(issue.hint))}`);
  return `${lines.join('\n')}\n`;
}

function caretLines(issue: Issue, paint: Paint): string[] {
  const { sourceLine, line, column = 1 } = issue;
  if (sourceLine === undefined || sourceLine.trim() === '' || line === undefined) return [];
  const start = column <= shownColumns ? 0 : column - shownColumns / 2;
  const shown = printable(sourceLine.slice(start, start + shownColumns));
  const before = shown.slice(0, column - 1 - start).replace(/[^\t]/g, ' ');
  const number = String(line);
  const gutter = ' '.repeat(number.length);
  return [
    `  ${paint('dim', `${number} | `)}${shown}`,
    `  ${paint('dim', `${gutter} | `)}${before}${paint('red', '^')}`,
  ];
}

/** Input must not be able to drive the terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  return text.replace(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F]/g, '\uFFFD');
}

function countText(issues: readonly Issue[]): string {
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const warnings = issues.length - errors;
  const parts: string[] = [];
  if (errors > 0 || warnings === 0) parts.push(`${errors} ${errors === 1 ? 'error' : 'errors'}`);
  if (warnings > 0) parts.push(`${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`);
  return `${parts.join(', ')}.`;
}
