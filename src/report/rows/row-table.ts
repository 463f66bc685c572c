import type { CostRow } from '../../cost/result.ts';
import type { SweepResult } from '../../study/run-sweep.ts';

/** One column of the tidy rows: text, or numbers of 64 bit. null only where a case has no value. */
export interface RowColumn {
  readonly name: string;
  readonly type: 'text' | 'number';
  readonly description: string;
  readonly unit?: string;
  readonly values: readonly (string | number | null)[];
}

type Field = Omit<RowColumn, 'values'> & { readonly of: (row: CostRow) => string | number };

const fields: readonly Field[] = [
  { name: 'layer', type: 'text', description: 'name of the layer', of: (row) => row.layer },
  { name: 'kind', type: 'text', description: 'family of the layer', of: (row) => row.kind },
  { name: 'component', type: 'text', description: 'memory, network, array or unit', of: (row) => row.component },
  {
    name: 'component_class',
    type: 'text',
    description: 'dram, memory, network, compute or static',
    of: (row) => row.componentClass,
  },
  { name: 'action', type: 'text', description: 'what the component does', of: (row) => row.action },
  {
    name: 'operand',
    type: 'text',
    description: 'operand that is moved; - where there is none',
    of: (row) => row.operand,
  },
  {
    name: 'count',
    type: 'number',
    description: 'how often: words for memories and networks, operations for compute, cycles for static power',
    unit: 'words, operations or cycles',
    of: (row) => row.count,
  },
  {
    name: 'bits_per_action',
    type: 'number',
    description: 'bits one action moves or computes on',
    unit: 'bit',
    of: (row) => row.bitsPerAction,
  },
  { name: 'energy_pj', type: 'number', description: 'energy of all of them', unit: 'pJ', of: (row) => row.energyPj },
];

/** The rows of a run, column by column. */
export function rowTable(rows: readonly CostRow[]): readonly RowColumn[] {
  return fields.map(({ of, ...column }) => ({ ...column, values: rows.map(of) }));
}

/** The rows of every case of a sweep, its values in front: numbers where all of them are, else text. */
export function sweepRowTable(sweep: SweepResult): readonly RowColumn[] {
  const cases = sweep.cases.flatMap(({ values, result }) => (result === null ? [] : [{ values, rows: result.rows }]));
  const front = sweep.axes.map(({ path }): RowColumn => {
    const given = cases.map(({ values }) => values[path] ?? null);
    const type = given.every((value) => value === null || typeof value === 'number') ? 'number' : 'text';
    const plain = given.map((value) => (value === null || typeof value === 'number' ? value : String(value)));
    const told = plain.map((value) => (type === 'text' && value !== null ? String(value) : value));
    const values = cases.flatMap(({ rows }, index) => rows.map(() => told[index]!));
    return { name: path, type, description: 'value of this key of the scenario in the case', values };
  });
  return [...front, ...rowTable(cases.flatMap(({ rows }) => rows))];
}
