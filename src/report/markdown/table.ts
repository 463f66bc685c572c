import { plainText } from './escape.ts';

/** A column; figures are set right. */
export interface MarkdownColumn<Row> {
  readonly title: string;
  readonly figure?: boolean;
  readonly cell: (row: Row) => string;
}

/** A table as GitHub and Pandoc read it. */
export function markdownTable<Row>(columns: readonly MarkdownColumn<Row>[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(({ title }) => plainText(title))),
    line(columns.map(({ figure }) => (figure ? '--:' : '---'))),
    ...rows.map((row) => line(columns.map(({ cell }) => plainText(cell(row))))),
  ].join('\n');
}
