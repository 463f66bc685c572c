import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PointLog } from '../training/retraining/points.ts';
import { openRecordFile } from './record-file.ts';

/** Where finished points of a re-training stand until all are. */
export const pointFileName = 'points.jsonl';

/** A log of points in a file: what was added survives the process. */
export interface PointFile {
  readonly log: PointLog;
  /** Entries found; null: the file was of another task, and is begun anew. */
  readonly found: number | null;
  close(): Promise<void>;
  /** For when all points are in the report. */
  remove(): Promise<void>;
}

/** Opens the points of a task, or begins the file. A file of another kind is an `InputError`. */
export async function openPointFile(folder: string, shown: string, identity: string): Promise<PointFile> {
  const known = new Map<string, unknown>();
  const kind = 'kjoule retrain points';
  const onRecord = (record: unknown) => {
    const { key, value } = record as { readonly key: string; readonly value: unknown };
    known.set(key, value);
  };
  const file = await openRecordFile({ folder, shown, name: pointFileName, kind, identity, onRecord });
  return {
    log: {
      find: (key) => known.get(key),
      add: async (key, value) => {
        known.set(key, value);
        await file.add([JSON.stringify({ key, value })]);
      },
    },
    found: file.replaced ? null : known.size,
    close: () => file.close(),
    remove: () => rm(join(folder, pointFileName), { force: true }),
  };
}
