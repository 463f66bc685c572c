import { openRecordFile, type RecordFile, type RecordPlace, readRecords } from '../../files/record-file.ts';

/** What became of the cases of a sweep, in a file: of each only its place is in memory. */
export interface CaseRecords {
  /** Cases found in the file. */
  readonly found: number;
  /** The file was of another scenario, and is begun anew. */
  readonly replaced: boolean;
  has(index: number): boolean;
  /** On the disk before it resolves. */
  add(records: readonly string[]): Promise<void>;
  /** As it was added, parsed. */
  read(index: number): Promise<unknown>;
  close(): Promise<void>;
}

export interface CaseRecordsTask {
  readonly folder: string;
  readonly shown: string;
  readonly name: string;
  readonly identity: string;
  /** Cases of the whole sweep. */
  readonly count: number;
}

/** Where cases that are done stand. */
export const caseFileName = 'cases.jsonl';

const kind = 'kjoule sweep cases';

/** Opens the records of a sweep, or begins them. Of a case that stands there twice, the first counts. */
export async function openCaseRecords({ count, ...task }: CaseRecordsTask): Promise<CaseRecords> {
  const places = placesOf(count);
  const file = await openRecordFile({ ...task, kind, onRecord: (record, place) => places.set(caseOf(record), place) });
  return { found: places.size(), replaced: file.replaced, ...recordsOf(file, places) };
}

/** The records of a file, which stays as it is; none where they are of another scenario, or there is no file. */
export async function readCaseRecords(
  path: string,
  identity: string,
  onCase: (index: number, record: unknown) => void,
): Promise<void> {
  await readRecords(path, kind, identity, (record) => onCase(caseOf(record), record));
}

function recordsOf(file: RecordFile, places: Places): Omit<CaseRecords, 'found' | 'replaced'> {
  return {
    has: (index) => places.get(index) !== undefined,
    add: async (records) => {
      const added = await file.add(records);
      for (const [at, record] of records.entries()) places.set(caseOf(JSON.parse(record)), added[at]!);
    },
    read: async (index) => JSON.parse(await file.read(places.get(index)!)) as unknown,
    close: () => file.close(),
  };
}

function caseOf(record: unknown): number {
  return (record as { readonly case: number }).case;
}

interface Places {
  get(index: number): RecordPlace | undefined;
  set(index: number, place: RecordPlace): void;
  size(): number;
}

/** Twelve bytes a case. */
function placesOf(count: number): Places {
  const offsets = new Float64Array(count);
  const bytes = new Uint32Array(count);
  let size = 0;
  return {
    get: (index) => (bytes[index] ? { offset: offsets[index]!, bytes: bytes[index]! } : undefined),
    set: (index, place) => {
      if (bytes[index] !== 0) return;
      size += 1;
      offsets[index] = place.offset;
      bytes[index] = place.bytes;
    },
    size: () => size,
  };
}
