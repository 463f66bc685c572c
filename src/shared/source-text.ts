import type { Issue } from './issue.ts';
import type { SourceText } from './located.ts';

/** A file's text, indexed by line. A byte order mark is not text. */
export function sourceText(file: string, raw: string): SourceText {
  const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
  const lineStarts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lineStarts.push(at + 1);
  return { file, text, lineStarts };
}

/** The part of an issue that says where: file, line, column and the line itself. */
export function issuePosition(
  source: SourceText,
  offset: number,
): Required<Pick<Issue, 'file' | 'line' | 'column' | 'sourceLine'>> {
  const { file, text, lineStarts } = source;
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  const start = lineStarts[low]!;
  const end = lineStarts[low + 1] ?? text.length;
  const sourceLine = text.slice(start, end).replace(/\r?\n$/, '');
  return { file, line: low + 1, column: Math.max(0, offset - start) + 1, sourceLine };
}
