import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from '../compression/artefact/checksum.ts';
import { InputError } from '../shared/issue.ts';
import type { PointLog } from '../training/retraining/points.ts';
import { makeFolder } from './make-folder.ts';

/** Where finished points of a re-training stand until all are. */
export const pointFileName = 'points.jsonl';

const kind = 'kjoule retrain points';

/** A log of points in a file: what was added survives the process. */
export interface PointFile {
  readonly log: PointLog;
  /** Entries found; null: the file was of another task, and is begun anew. */
  readonly found: number | null;
  close(): Promise<void>;
  /** For when all points are in the report. */
  remove(): Promise<void>;
}

/**
 * Opens the points of a task, or begins the file. One JSON document a line, each with a checksum; the first line says which task they
 * belong to. What follows a line that was not written whole is dropped. A file of another kind is an `InputError`.
 */
export async function openPointFile(folder: string, shown: string, identity: string): Promise<PointFile> {
  const path = join(folder, pointFileName);
  const text = await readFile(path, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return undefined;
    throw fault;
  });
  if (text !== undefined && !isOurs(text)) throw inTheWay(join(shown, pointFileName));
  const { known, bytes } = wholeLines(text ?? '', identity);
  await makeFolder(folder);
  const handle = await open(path, 'a');
  await handle.truncate(bytes);
  if (bytes === 0) await append(handle, { kind, identity });
  return {
    log: {
      find: (key) => known.get(key),
      add: async (key, value) => {
        known.set(key, value);
        await append(handle, { key, value });
      },
    },
    found: text !== undefined && text !== '' && bytes === 0 ? null : known.size,
    close: () => handle.close(),
    remove: () => rm(path, { force: true }),
  };
}

/** Perhaps cut off in its first words. */
function isOurs(text: string): boolean {
  const start = `{"kind":"${kind}"`;
  return text.startsWith(start) || start.startsWith(text);
}

/** The lines that were written whole, up to the first that was not; none of a file of another task. */
function wholeLines(text: string, identity: string) {
  const known = new Map<string, unknown>();
  let bytes = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const entry = checked(line);
    if (entry === undefined || (bytes === 0 && entry.identity !== identity)) break;
    if (typeof entry.key === 'string') known.set(entry.key, entry.value);
    bytes += Buffer.byteLength(line) + 1;
  }
  return { known, bytes };
}

interface Entry {
  readonly identity?: string;
  readonly key?: string;
  readonly value?: unknown;
}

/** On the disk before it resolves. */
async function append(handle: FileHandle, entry: object): Promise<void> {
  const text = JSON.stringify(entry);
  await handle.appendFile(`${text.slice(0, -1)},"crc32":${sumOf(text)}}\n`);
  await handle.sync();
}

function checked(line: string): Entry | undefined {
  const [, text, sum] = /^(.*),"crc32":(\d+)\}$/.exec(line) ?? [];
  return text !== undefined && Number(sum) === sumOf(`${text}}`) ? (JSON.parse(`${text}}`) as Entry) : undefined;
}

function sumOf(text: string): number {
  return crc32(new TextEncoder().encode(text));
}

function inTheWay(shown: string): InputError {
  const message = `${shown} was not written by kjoule and would be overwritten`;
  const accepted = 'an empty folder, or one kjoule wrote its report to before';
  const hint = 'choose another folder or move the file away';
  return new InputError([{ code: 'report-in-the-way', severity: 'error', message, accepted, hint }]);
}
