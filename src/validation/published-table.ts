import { type Cell, commaLines } from '../shared/comma-lines.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { issuePosition, sourceText } from '../shared/source-text.ts';

/** Figures of one published table or drawing. */
export interface PublishedTable {
  readonly source: string;
  /** How the figures were had from there. */
  readonly confidence: string;
  /** By row name (a layer, or `total`), then by column. */
  readonly rows: ReadonlyMap<string, Readonly<Record<string, number>>>;
}

/**
 * Reads a table `layer,<column>,…` of numbers with its lines `# source:` and `# confidence:`. Throws `InputError` for what is
 * missing, and for fields that are no numbers.
 */
export function readPublishedTable(file: string, text: string): PublishedTable {
  const source = sourceText(file, text);
  const issues: Issue[] = [];
  const comment = (name: string): string => {
    const found = new RegExp(`^#\\s*${name}:\\s*(.+?)\\s*$`, 'm').exec(source.text)?.[1];
    if (found === undefined) {
      const hint = `write a line "# ${name}: …"`;
      issues.push({ code: 'missing-source', severity: 'error', message: `there is no ${name}`, file, hint });
    }
    return found ?? '';
  };
  const origin = { source: comment('source'), confidence: comment('confidence') };
  const [head = [], ...lines] = commaLines(source);
  const fault = (cell: Cell, code: string, message: string) =>
    issues.push({ code, severity: 'error', message, found: cell.text, ...issuePosition(source, cell.offset) });
  const rows = lines.map((line): [string, Record<string, number>] => {
    const [name, ...cells] = line;
    if (line.length !== head.length) fault(name!, 'wrong-field-count', `the table has ${head.length} columns`);
    const entries = cells.map((cell, at): [string, number] => {
      const value = Number(cell.text);
      if (cell.text === '' || !Number.isFinite(value)) fault(cell, 'not-a-number', 'this is not a number');
      return [head[at + 1]?.text ?? '', value];
    });
    return [name!.text, Object.fromEntries(entries)];
  });
  if (issues.length > 0) throw new InputError(issues);
  return { ...origin, rows: new Map(rows) };
}

/** A figure of a table. Throws `InputError` when there is none: it is named by other data. */
export function figureOf(table: PublishedTable, row: string, column: string): number {
  const figure = table.rows.get(row)?.[column];
  if (figure !== undefined) return figure;
  const message = `"${table.source}" has no figure ${column} of ${row}`;
  throw new InputError([{ code: 'missing-key', severity: 'error', message, found: column }]);
}
