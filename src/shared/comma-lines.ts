import type { SourceText } from './located.ts';

/** A field of a line, without the spaces around it, and where it stands. */
export interface Cell {
  readonly text: string;
  readonly offset: number;
}

/** Lines of fields separated by commas; empty lines and those that begin with # are left out. */
export function commaLines({ text, lineStarts }: SourceText): readonly (readonly Cell[])[] {
  return lineStarts.flatMap((start, index) => {
    const line = text.slice(start, lineStarts[index + 1]).replace(/\r?\n$/, '');
    return line.trim() === '' || line.trimStart().startsWith('#') ? [] : [cells(line, start)];
  });
}

function cells(line: string, start: number): Cell[] {
  let at = start;
  return line.split(',').map((part) => {
    const cell = { text: part.trim(), offset: at + part.length - part.trimStart().length };
    at += part.length + 1;
    return cell;
  });
}
