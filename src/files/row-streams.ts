import { type FileHandle, open } from 'node:fs/promises';
import { csv } from '../report/csv.ts';
import type { TableColumn } from '../report/rows/case-table.ts';

/** A table that is written some rows at a time. */
export interface RowStream<Row> {
  write(rows: readonly Row[]): Promise<void>;
  close(): Promise<void>;
}

export type StreamForm = 'csv' | 'jsonl' | 'parquet';

/** Opens a table in one of the forms. What is written is on its way to the disk; nothing but the rows at hand is held. */
export async function openRowStream<Row>(
  path: string,
  form: StreamForm,
  columns: readonly TableColumn<Row>[],
): Promise<RowStream<Row>> {
  if (form === 'parquet') return parquetStream(path, columns);
  const handle = await open(path, 'w');
  if (form === 'csv') await handle.appendFile(csv([columns.map(({ name }) => name)]));
  return textStream(handle, form === 'csv' ? csvLines(columns) : jsonLines(columns));
}

function textStream<Row>(handle: FileHandle, linesOf: (rows: readonly Row[]) => string): RowStream<Row> {
  return { write: async (rows) => handle.appendFile(linesOf(rows)), close: () => handle.close() };
}

function csvLines<Row>(columns: readonly TableColumn<Row>[]) {
  return (rows: readonly Row[]): string => csv(rows.map((row) => columns.map(({ of }) => String(of(row) ?? ''))));
}

function jsonLines<Row>(columns: readonly TableColumn<Row>[]) {
  return (rows: readonly Row[]): string =>
    rows
      .map((row) => `${JSON.stringify(Object.fromEntries(columns.map(({ name, of }) => [name, of(row)])))}\n`)
      .join('');
}

/** A row group for each call of `write`. */
async function parquetStream<Row>(path: string, columns: readonly TableColumn<Row>[]): Promise<RowStream<Row>> {
  const { ParquetWriter, fileWriter, schemaFromColumnData } = await import('hyparquet-writer');
  const types = columns.map(({ name, type, nullable }) => {
    return { name, data: [], type: type === 'text' ? ('STRING' as const) : ('DOUBLE' as const), nullable };
  });
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: types }),
  });
  return {
    write: async (rows) => {
      if (rows.length === 0) return;
      const columnData = columns.map(({ name, of }) => ({ name, data: rows.map(of) }));
      await writer.write({ columnData, rowGroupSize: rows.length });
    },
    close: async () => writer.finish(),
  };
}
