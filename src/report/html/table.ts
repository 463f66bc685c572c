import { html, type Markup } from './escape.ts';

/** A column; figures are set right, in digits of one width. */
export interface Column<Row> {
  readonly title: string;
  readonly figure?: boolean;
  readonly cell: (row: Row) => string | Markup;
}

export interface TableOptions<Row> {
  /** The last line, cell by cell. */
  readonly total?: readonly string[];
  /** What links find a row by. */
  readonly idOf?: (row: Row) => string;
}

/** A table that scrolls sideways in itself where the page is narrow. */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  { total, idOf }: TableOptions<Row> = {},
): Markup {
  const kind = (column: Column<Row> | undefined) => (column?.figure ? html` class="figure"` : html``);
  const head = columns.map((column) => html`<th scope="col"${kind(column)}>${column.title}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr${idOf === undefined ? html`` : html` id="${idOf(row)}"`}>${columns.map((column) => html`<td${kind(column)}>${column.cell(row)}</td>`)}</tr>\n`,
  );
  const foot =
    total === undefined
      ? html``
      : html`<tfoot><tr>${total.map((cell, index) => html`<td${kind(columns[index])}>${cell}</td>`)}</tr></tfoot>`;
  return html`<div class="scroll" tabindex="0"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body}</tbody>
${foot}</table></div>
`;
}
