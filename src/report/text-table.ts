import { shorten } from './safe-text.ts';

/** A column of a text table; figures are set right. */
export interface TextColumn {
  readonly title: string;
  readonly figure: boolean;
  /** Where space is short, columns with the highest number go first; 0 stays. */
  readonly dispensable: number;
}

const GAP = 2;
const NARROWEST_NAME = 14;

/** Aligned lines without frame, the titles first. The first column holds names: it is cut, and the least needed columns go, to fit. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const natural = columns.map((column, index) =>
    Math.max(...[column.title, ...rows.map((row) => row[index]!)].map(cells)),
  );
  const beside = (kept: readonly number[]) => kept.slice(1).reduce((sum, index) => sum + natural[index]! + GAP, 0);
  let kept: readonly number[] = columns.map((_, index) => index);
  while (width - beside(kept) < Math.min(natural[0]!, NARROWEST_NAME)) {
    const next = kept.reduce((worst, index) =>
      columns[index]!.dispensable > columns[worst]!.dispensable ? index : worst,
    );
    if (columns[next]!.dispensable === 0) break;
    kept = kept.filter((index) => index !== next);
  }
  const longest = Math.max(1, width - beside(kept));
  const lines = [columns.map((column) => column.title), ...rows].map((row) => [cut(row[0]!, longest), ...row.slice(1)]);
  const widths = lines.reduce((most, line) => line.map((text, index) => Math.max(most[index] ?? 0, cells(text))), [0]);
  const aligned = (line: readonly string[], index: number) => {
    const space = ' '.repeat(widths[index]! - cells(line[index]!));
    return columns[index]!.figure ? `${space}${line[index]}` : `${line[index]}${space}`;
  };
  return lines.map((line) =>
    kept
      .map((index) => aligned(line, index))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

/** Character cells a terminal draws a text in: two for East Asian wide characters, none for combining marks. */
function cells(text: string): number {
  let sum = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|\p{Cf}/u.test(character)) continue;
    sum +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        character,
      )
        ? 2
        : 1;
  }
  return sum;
}

function cut(text: string, longest: number): string {
  let length = Math.min([...text].length, longest);
  while (length > 1 && cells(shorten(text, length)) > longest) length -= 1;
  return shorten(text, length);
}
