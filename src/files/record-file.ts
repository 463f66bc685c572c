import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from '../compression/artefact/checksum.ts';
import { InputError } from '../shared/issue.ts';
import { makeFolder } from './make-folder.ts';

/** Where a record stands in its file. */
export interface RecordPlace {
  readonly offset: number;
  readonly bytes: number;
}

/** A file that grows by whole records: what was added survives the process. */
export interface RecordFile {
  /** The file was of another task, and is begun anew. */
  readonly replaced: boolean;
  /** On the disk before it resolves, all or the first of them. Texts are JSON objects. */
  add(records: readonly string[]): Promise<readonly RecordPlace[]>;
  /** The text of a record that was added, now or before. */
  read(place: RecordPlace): Promise<string>;
  close(): Promise<void>;
}

export interface RecordTask {
  readonly folder: string;
  /** The folder, as the user wrote it. */
  readonly shown: string;
  readonly name: string;
  /** What the file holds, in words: tells our files from others. */
  readonly kind: string;
  /** A checksum of what decides the records. */
  readonly identity: string;
  /** Every record found, in the order they were added; its text is parsed JSON. */
  readonly onRecord: (record: unknown, place: RecordPlace) => void;
}

/**
 * Opens a file of records, or begins it. One JSON object a line, each with a checksum; the first line says what they are and which
 * task they belong to. What follows a line that was not written whole is dropped. A file of another kind is an `InputError`.
 */
export async function openRecordFile(task: RecordTask): Promise<RecordFile> {
  await makeFolder(task.folder);
  const path = join(task.folder, task.name);
  const handle = await open(path, 'a+');
  try {
    if (!(await isOurs(handle, task.kind))) throw inTheWay(join(task.shown, task.name));
    const { bytes, replaced } = await wholeRecords(handle, task);
    await handle.truncate(bytes);
    let end = bytes;
    const add = async (records: readonly string[]) => {
      const places: RecordPlace[] = [];
      const lines = records.map((record) => {
        const line = Buffer.from(withSum(record));
        places.push({ offset: end, bytes: line.length });
        end += line.length;
        return line;
      });
      await handle.appendFile(Buffer.concat(lines));
      await handle.datasync();
      return places;
    };
    const { kind, identity } = task;
    if (bytes === 0) await add([JSON.stringify({ kind, identity })]);
    return {
      replaced,
      add,
      read: async ({ offset, bytes }) => checked((await readAt(handle, offset, bytes)).toString('utf8').trimEnd())!,
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The records of a file as it is, without a change to it; none where it is not there, of another kind or of another task. */
export async function readRecords(
  path: string,
  kind: string,
  identity: string,
  onRecord: RecordTask['onRecord'],
): Promise<void> {
  const handle = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (handle === undefined) return;
  try {
    if (await isOurs(handle, kind)) await wholeRecords(handle, { identity, onRecord });
  } finally {
    await handle.close();
  }
}

/** Empty, or begins with our words, perhaps cut off among them. */
async function isOurs(handle: FileHandle, kind: string): Promise<boolean> {
  const start = `{"kind":${JSON.stringify(kind)},`;
  const text = (await readAt(handle, 0, Buffer.byteLength(start))).toString('utf8');
  return start.startsWith(text);
}

/** Bytes of the records that were written whole, up to the first that was not; 0 for those of another task. */
async function wholeRecords(handle: FileHandle, { identity, onRecord }: Pick<RecordTask, 'identity' | 'onRecord'>) {
  let end = 0;
  for await (const line of linesOf(handle)) {
    const text = checked(line.toString('utf8'));
    if (text === undefined) break;
    const record = JSON.parse(text) as { readonly identity?: unknown };
    const bytes = line.length + 1;
    if (end === 0 && record.identity !== identity) return { bytes: 0, replaced: true };
    if (end > 0) onRecord(record, { offset: end, bytes });
    end += bytes;
  }
  return { bytes: end, replaced: false };
}

const blockBytes = 1 << 20;

/** Without their line feeds; a last line that lacks it is left out. */
async function* linesOf(handle: FileHandle): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (let offset = 0; ; offset += blockBytes) {
    const block = await readAt(handle, offset, blockBytes);
    if (block.length === 0) return;
    rest = Buffer.concat([rest, block]);
    let start = 0;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10, start)) {
      yield rest.subarray(start, end);
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
}

async function readAt(handle: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const block = Buffer.alloc(bytes);
  let read = 0;
  while (read < bytes) {
    const { bytesRead } = await handle.read(block, read, bytes - read, offset + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return block.subarray(0, read);
}

function withSum(text: string): string {
  return `${text.slice(0, -1)},"crc32":${sumOf(text)}}\n`;
}

/** The text without its checksum; undefined when it does not have its own. */
function checked(line: string): string | undefined {
  const [, text, sum] = /^(.*),"crc32":(\d+)\}$/.exec(line) ?? [];
  return text !== undefined && Number(sum) === sumOf(`${text}}`) ? `${text}}` : undefined;
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
