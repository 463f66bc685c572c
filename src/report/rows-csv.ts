import type { CostRow } from '../cost/result.ts';

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
  const lines = rows.map((row) => [
    row.layer,
    row.kind,
    row.component,
    row.componentClass,
    row.action,
    row.operand,
    String(row.count),
    String(row.bitsPerAction),
    String(row.energyPj),
  ]);
  return [HEADER, ...lines].map((fields) => `${fields.map(quoted).join(',')}\n`).join('');
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
