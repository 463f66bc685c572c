import type { CostRow } from '../cost/result.ts';
import type { SweepResult } from '../study/run-sweep.ts';
import { csv } from './csv.ts';

const HEADER: readonly string[] = [
  'layer',
  'kind',
  'component',
  'component_class',
  'action',
  'operand',
  'count [words, operations or cycles]',
  'bits_per_action [bit]',
  'energy [pJ]',
];

/**
 * The tidy rows as CSV: RFC 4180 quoting, UTF-8, line feeds. Numbers are printed with every digit needed to read back
 * the same value. Names are written as they are, so a name that starts with `=` is a formula to a spreadsheet.
 */
export function rowsCsv(rows: readonly CostRow[]): string {
  return csv([HEADER, ...rows.map(fieldsOf)]);
}

/** The rows of every case of a sweep, its values in front; empty where a case has none. */
export function sweepRowsCsv(sweep: SweepResult): string {
  const paths = sweep.axes.map(({ path }) => path);
  const lines = sweep.cases.flatMap(({ values, result }) => {
    const front = paths.map((path) => String(values[path] ?? ''));
    return (result?.rows ?? []).map((row) => [...front, ...fieldsOf(row)]);
  });
  return csv([[...paths, ...HEADER], ...lines]);
}

function fieldsOf(row: CostRow): readonly string[] {
  return [
    row.layer,
    row.kind,
    row.component,
    row.componentClass,
    row.action,
    row.operand,
    String(row.count),
    String(row.bitsPerAction),
    String(row.energyPj),
  ];
}
