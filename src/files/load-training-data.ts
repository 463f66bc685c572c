import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '../shared/issue.ts';
import { badImageFile } from '../training/data/bad-image-file.ts';
import type { TrainingData } from '../training/data/image-set.ts';
import { type FoundImages, type Split, splitImages } from '../training/data/split.ts';
import { syntheticDigits } from '../training/data/synthetic-digits.ts';
import { findImages, type OpenFile } from './find-images.ts';
import { type Place, shownPath } from './place.ts';
import { readInputBytes } from './read-input.ts';

/** The name that stands for digits kjoule draws itself. */
export const syntheticName = 'synthetic-digits';

export interface DataRequest extends Split {
  /** `synthetic-digits`, a folder, or a .npz file. */
  readonly from: string;
  /** SHA-256 of files by name, in hexadecimal; each is checked. */
  readonly sha256?: Readonly<Record<string, string>>;
  /** Channels the network takes: pictures are turned into grey or colour. */
  readonly channels: number;
}

/** Images to train on: drawn, or from the files of a folder whose kind their names tell. */
export async function loadTrainingData(request: DataRequest, place: Place): Promise<TrainingData> {
  if (request.from === syntheticName) {
    const { training = 2000, test = 1000, seed } = request;
    return syntheticDigits({ training, test, seed });
  }
  const path = resolve(place.folder, request.from);
  const shown = shownPath(path, place.cwd);
  const facts = await stat(path).catch(() => undefined);
  const folder = facts?.isDirectory() === true;
  const sums = new Map<string, string>();
  const open: OpenFile = async (name) => {
    const file = folder ? join(shown, name) : shown;
    const bytes = await readInputBytes(folder ? join(path, name) : path, file);
    sums.set(name, checked(file, bytes, request.sha256?.[basename(name)]));
    return name.endsWith('.gz') ? unpacked(file, bytes) : bytes;
  };
  const names = folder ? await allFiles(path) : [basename(path)];
  if (!folder) await open(names[0]!);
  const { kind, ...found }: FoundImages & { kind: string } = await findImages({
    shown,
    names,
    open,
    channels: request.channels,
  });
  refuseUnusedSums(request, sums);
  return { name: `${basename(path)} (${kind})`, source: describe(sums, request), ...splitImages(found, request) };
}

async function allFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(path.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}

function unpacked(file: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw badImageFile(file, `the archive cannot be unpacked: ${(error as Error).message}`);
  }
}

function checked(file: string, bytes: Uint8Array, wanted: string | undefined): string {
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (wanted === undefined || wanted.toLowerCase() === sum) return sum;
  const words = { severity: 'error', file, found: sum, accepted: wanted.toLowerCase() } as const;
  throw new InputError([{ code: 'wrong-checksum', message: 'the file is another than was meant', ...words }]);
}

function refuseUnusedSums({ sha256 = {} }: DataRequest, sums: ReadonlyMap<string, string>): void {
  const read = [...sums.keys()].map((name) => basename(name));
  const unused = Object.keys(sha256).filter((name) => !read.includes(name));
  if (unused.length === 0) return;
  const accepted = read.slice(0, 10).join(', ');
  throw new InputError(
    unused.map((found) => ({
      code: 'wrong-checksum',
      severity: 'error',
      message: 'no such file is read',
      found,
      accepted,
    })),
  );
}

/** Names and checksums of a few files; of many their number and one checksum over all. */
function describe(sums: ReadonlyMap<string, string>, { seed, training, test }: Split): string {
  const all = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sum]) => `${name} sha256 ${sum}`);
  const whole = createHash('sha256').update(all.join('\n')).digest('hex');
  const files = all.length <= 8 ? all.join(', ') : `${all.length} files, sha256 of their names and sums ${whole}`;
  return training === undefined && test === undefined ? files : `${files}; drawn with seed ${seed}`;
}
