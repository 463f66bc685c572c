import { type Cell, commaLines } from '../../../shared/comma-lines.ts';
import { InputError, type Issue } from '../../../shared/issue.ts';
import type { SourceText } from '../../../shared/located.ts';
import { nearest } from '../../../shared/nearest.ts';
import { issuePosition, sourceText } from '../../../shared/source-text.ts';

/** Shares of zeros in the maps of a network, measured somewhere. */
export interface Activity {
  readonly file: string;
  /** What the comment line `# source:` says. */
  readonly source: string;
  /** By layer name, with the line that says so. */
  readonly layers: ReadonlyMap<string, LayerActivity>;
}

export interface LayerActivity {
  readonly inputZeros: number;
  /** Whether the padding counts among the zeros of the input. */
  readonly padded: boolean;
  readonly outputZeros: number;
  /** Bits of the map over its bits as coded, where they were measured. */
  readonly inputRatio?: number;
  readonly outputRatio?: number;
  /** Position of its name in the file, for faults. */
  readonly place: Pick<Issue, 'file' | 'line' | 'column' | 'sourceLine'>;
}

const inputColumns = ['input_zeros', 'padded_input_zeros'];
const ratioColumns = ['input_ratio', 'output_ratio'];
const columns = ['layer', ...inputColumns, 'output_zeros', ...ratioColumns];

interface Reading {
  readonly source: SourceText;
  readonly issues: Issue[];
}

/**
 * Reads a table `layer,input_zeros,output_zeros` (or `padded_input_zeros`), shares between 0 and 1, with `input_ratio` and
 * `output_ratio` where the size of coded maps was measured. Throws `InputError`.
 */
export function readActivity(file: string, text: string): Activity {
  const reading: Reading = { source: sourceText(file, text), issues: [] };
  const { issues } = reading;
  const origin = /^#\s*source:\s*(.+?)\s*$/m.exec(reading.source.text)?.[1];
  if (origin === undefined) {
    const hint = 'begin with a line "# source: …"';
    issues.push({ code: 'missing-source', severity: 'error', message: 'the figures have no source', file, hint });
  }
  const [head, ...rows] = commaLines(reading.source);
  if (head === undefined || rows.length === 0) {
    issues.push({ code: 'empty-file', severity: 'error', message: 'the file holds no figures', file });
    throw new InputError(issues);
  }
  const names = readHead(reading, head);
  const layers = new Map<string, LayerActivity>();
  for (const row of rows) readRow(reading, row, { names, layers });
  if (issues.length > 0) throw new InputError(issues);
  return { file, source: origin!, layers };
}

function fault({ source, issues }: Reading, cell: Cell, words: Pick<Issue, 'code' | 'message'> & Partial<Issue>): void {
  issues.push({ severity: 'error', ...issuePosition(source, cell.offset), found: cell.text, ...words });
}

function readHead(reading: Reading, head: readonly Cell[]): readonly string[] {
  const names = head.map(({ text }) => text);
  for (const [index, cell] of head.entries()) {
    if (!columns.includes(cell.text)) {
      const meant = nearest(cell.text, columns);
      const hint = meant === undefined ? {} : { hint: `did you mean "${meant}"?` };
      const message = `there is no column "${cell.text}"`;
      fault(reading, cell, { code: 'unknown-key', message, accepted: columns.join(', '), ...hint });
    } else if (names.indexOf(cell.text) < index) {
      fault(reading, cell, { code: 'duplicate-key', message: 'this column is there already' });
    }
  }
  const given = inputColumns.filter((name) => names.includes(name));
  const missing = ['layer', 'output_zeros'].filter((name) => !names.includes(name));
  if (given.length === 0) missing.push(inputColumns.join(' or '));
  for (const name of missing) {
    fault(reading, head[0]!, { code: 'missing-key', message: `there is no column ${name}`, found: names.join(',') });
  }
  if (given.length > 1) {
    const message = 'zeros of the input are given with and without padding';
    fault(reading, head[0]!, { code: 'conflicting-keys', message, found: names.join(',') });
  }
  return names;
}

interface Table {
  readonly names: readonly string[];
  readonly layers: Map<string, LayerActivity>;
}

function readRow(reading: Reading, row: readonly Cell[], { names, layers }: Table): void {
  const first = row[0]!;
  if (row.length !== names.length) {
    const message = `the row has ${row.length} fields, the table ${names.length} columns`;
    fault(reading, first, { code: 'wrong-field-count', message, found: String(row.length), accepted: names.join(',') });
    return;
  }
  const at = (name: string): Cell | undefined => row[names.indexOf(name)];
  const [name, input, output] = [at('layer'), inputColumns.map(at).find((each) => each), at('output_zeros')];
  if (name === undefined || input === undefined || output === undefined) return;
  if (name.text === '' || layers.has(name.text)) {
    const message = name.text === '' ? 'a layer has no name' : `"${name.text}" is there already`;
    fault(reading, name, { code: name.text === '' ? 'wrong-value' : 'duplicate-name', message });
    return;
  }
  layers.set(name.text, {
    inputZeros: share(reading, input),
    padded: names.includes('padded_input_zeros'),
    outputZeros: share(reading, output),
    ...ratios(reading, at),
    place: issuePosition(reading.source, name.offset),
  });
}

/** Measured ratios; an empty field: not measured. */
function ratios(reading: Reading, at: (name: string) => Cell | undefined) {
  const [input, output] = ratioColumns.map((name) => {
    const cell = at(name);
    if (cell === undefined || cell.text === '') return undefined;
    const value = Number(cell.text);
    if (value > 0 && Number.isFinite(value)) return value;
    fault(reading, cell, {
      code: 'wrong-value',
      message: 'this is no ratio',
      accepted: 'a number above 0, or nothing',
    });
    return undefined;
  });
  return { ...(input !== undefined && { inputRatio: input }), ...(output !== undefined && { outputRatio: output }) };
}

function share(reading: Reading, cell: Cell): number {
  const value = Number(cell.text);
  if (cell.text !== '' && value >= 0 && value <= 1) return value;
  fault(reading, cell, { code: 'wrong-value', message: 'this is not a share', accepted: 'a number from 0 to 1' });
  return 0;
}
