import type { RowColumn } from './row-table.ts';

/** Forms rows can be written in, beside CSV. */
export const rowFormats = ['jsonl', 'parquet', 'arrow'] as const;
export type RowFormat = (typeof rowFormats)[number];

interface RowFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** The rows in each of the forms, with `rows.schema.json`, which says what columns mean; nothing where no form is asked for. */
export async function rowFiles(
  columns: readonly RowColumn[],
  formats: readonly RowFormat[],
): Promise<readonly RowFile[]> {
  if (formats.length === 0) return [];
  const files: RowFile[] = [{ name: 'rows.schema.json', content: rowSchema(columns.map(described), 'kjoule rows') }];
  if (formats.includes('jsonl')) files.push({ name: 'rows.jsonl', content: jsonLines(columns) });
  if (formats.includes('parquet')) files.push({ name: 'rows.parquet', content: await parquet(columns) });
  if (formats.includes('arrow')) files.push({ name: 'rows.arrow', content: await arrow(columns) });
  return files;
}

type DescribedColumn = Omit<RowColumn, 'values'> & { readonly nullable: boolean };

function described({ values, ...column }: RowColumn): DescribedColumn {
  return { ...column, nullable: values.some((value) => value === null) };
}

/** A JSON Schema of one row; `unit` says what a number counts. */
export function rowSchema(columns: readonly DescribedColumn[], title: string): string {
  const properties = columns.map(({ name, type, description, unit, nullable }) => {
    const own = type === 'text' ? 'string' : 'number';
    return [name, { type: nullable ? [own, 'null'] : own, description, ...(unit !== undefined && { unit }) }] as const;
  });
  const schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title,
    type: 'object',
    properties: Object.fromEntries(properties),
    required: columns.map(({ name }) => name),
    additionalProperties: false,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function jsonLines(columns: readonly RowColumn[]): string {
  const count = columns[0]!.values.length;
  const line = (index: number) =>
    JSON.stringify(Object.fromEntries(columns.map(({ name, values }) => [name, values[index]])));
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
}

async function parquet(columns: readonly RowColumn[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map(({ name, type, values }) => ({
    name,
    data: [...values],
    type: type === 'text' ? ('STRING' as const) : ('DOUBLE' as const),
    nullable: values.some((value) => value === null),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** The Arrow file format (Feather version 2); text is stored once for all rows that have it. */
async function arrow(columns: readonly RowColumn[]): Promise<Uint8Array> {
  const { Dictionary, Float64, Int32, Table, tableToIPC, Utf8, vectorFromArray } = await import('apache-arrow');
  const vectors = columns.map(({ name, type, values }, id) => {
    const kind = type === 'text' ? new Dictionary(new Utf8(), new Int32(), id) : new Float64();
    return [name, vectorFromArray([...values], kind)] as const;
  });
  return tableToIPC(new Table(Object.fromEntries(vectors)), 'file');
}
