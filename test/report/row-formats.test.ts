import { Ajv } from 'ajv';
import { tableFromIPC } from 'apache-arrow';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import type { CostRow } from '../../src/cost/result.ts';
import { rowFiles, rowFormats } from '../../src/report/rows/row-formats.ts';
import { type RowColumn, rowTable, sweepRowTable } from '../../src/report/rows/row-table.ts';
import type { SweepResult } from '../../src/study/run-sweep.ts';
import { alexNet, hostile } from './fixture.ts';

type Row = Readonly<Record<string, unknown>>;

const wanted = (row: CostRow): Row => ({
  layer: row.layer,
  kind: row.kind,
  component: row.component,
  component_class: row.componentClass,
  action: row.action,
  operand: row.operand,
  count: row.count,
  bits_per_action: row.bitsPerAction,
  energy_pj: row.energyPj,
});

async function written(columns: readonly RowColumn[]) {
  const files = new Map((await rowFiles(columns, rowFormats)).map(({ name, content }) => [name, content]));
  const bytes = files.get('rows.parquet') as Uint8Array<ArrayBuffer>;
  const lines = (files.get('rows.jsonl') as string).split('\n').slice(0, -1);
  const table = tableFromIPC(files.get('rows.arrow') as Uint8Array);
  return {
    schema: JSON.parse(files.get('rows.schema.json') as string),
    metadata: parquetMetadata(bytes.buffer),
    table,
    rows: {
      jsonl: lines.map((line) => JSON.parse(line) as Row),
      parquet: (await parquetReadObjects({ file: bytes.buffer })) as Row[],
      arrow: table.toArray().map((row) => row.toJSON() as Row),
    },
  };
}

const thirds = alexNet.rows.map((row) => ({ ...row, energyPj: row.energyPj / 3, count: row.count + 2 ** 52 }));

describe.each([
  ['plain names', alexNet.rows],
  ['hostile names', hostile().rows],
  ['figures with all digits', thirds],
  ['no rows', []],
])('rows with %s', (_, rows) => {
  let found: Awaited<ReturnType<typeof written>>;
  beforeAll(async () => {
    found = await written(rowTable(rows));
  });

  test.each(rowFormats)('are what they were after the trip through %s', (format) => {
    expect(found.rows[format]).toEqual(rows.map(wanted));
  });

  test('fit the schema that lies beside them', () => {
    const validate = new Ajv({ strict: false }).compile(found.schema);
    expect(found.rows.jsonl.filter((row) => !validate(row))).toEqual([]);
    expect(validate({ ...wanted(alexNet.rows[0]!), energy_pj: '1' })).toBe(false);
    expect(found.schema.properties.energy_pj.unit).toBe('pJ');
  });
});

describe('rows of a sweep', () => {
  const result = { ...alexNet, rows: alexNet.rows.slice(0, 2) };
  const sweep = {
    axes: [{ path: 'compression.options.k' }, { path: 'hardware' }],
    cases: [
      { values: { 'compression.options.k': 4, hardware: 'a' }, result },
      { values: { 'compression.options.k': 16, hardware: 'b' }, result: null },
      { values: { hardware: 2 }, result },
    ],
  } as unknown as SweepResult;

  test('have the values of their case in front; a case without an answer has none, and an absent value is null', async () => {
    const { rows, table } = await written(sweepRowTable(sweep));
    const expected = [
      { 'compression.options.k': 4, hardware: 'a' },
      { 'compression.options.k': null, hardware: '2' },
    ].flatMap((values) => result.rows.map((row) => ({ ...values, ...wanted(row) })));
    for (const format of rowFormats) expect(rows[format], format).toEqual(expected);
    expect(table.schema.fields.map(({ type }) => String(type)).slice(0, 2)).toEqual([
      'Float64',
      'Dictionary<Int32, Utf8>',
    ]);
  });
});
