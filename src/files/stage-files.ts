import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from './make-folder.ts';

/** A file by what stands in it, or by what writes it where it is told: large ones are not held in memory. */
export interface StagedFile {
  /** A plain file name. */
  readonly name: string;
  readonly content: string | Uint8Array | ((path: string) => Promise<void>);
}

/** What is to happen in a folder. */
export interface FolderChange {
  readonly target: string;
  /** What stands there; undefined when the folder does not exist. */
  readonly present: readonly string[] | undefined;
  readonly files: readonly StagedFile[];
  /** Files there that go: those replaced, and others. */
  readonly outgoing: readonly string[];
}

/** The names in a folder; undefined when there is none. */
export async function folderEntries(folder: string): Promise<readonly string[] | undefined> {
  try {
    return await readdir(folder);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fault;
  }
}

/** Makes the change whole or not at all. A new folder appears by one rename. */
export async function stageFiles({ target, present, files, outgoing }: FolderChange): Promise<void> {
  await makeFolder(dirname(target));
  // Beside a folder that is to appear, inside one that exists: a rename must not cross file systems.
  const stage = present ? join(target, `.kjoule-${randomUUID()}`) : `${target}.${randomUUID()}.part`;
  try {
    await mkdir(stage);
    for (const { name, content } of files) {
      const path = join(stage, name);
      await (typeof content === 'function' ? content(path) : writeFile(path, content));
    }
    const incoming = files.map(({ name }) => name);
    if (present) await exchange({ target, stage }, incoming, outgoing);
    else await rename(stage, target);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

/** Moves the old files aside and the new ones in; on a fault moves everything back. */
async function exchange(
  { target, stage }: { readonly target: string; readonly stage: string },
  incoming: readonly string[],
  outgoing: readonly string[],
): Promise<void> {
  const aside = join(stage, '.old');
  await mkdir(aside);
  const moved: (readonly [string, string])[] = [];
  const move = async (from: string, to: string) => {
    await rename(from, to);
    moved.unshift([to, from]);
  };
  try {
    for (const name of outgoing) await move(join(target, name), join(aside, name));
    for (const name of incoming) await move(join(stage, name), join(target, name));
  } catch (fault) {
    for (const [from, to] of moved) await rename(from, to);
    throw fault;
  }
}
