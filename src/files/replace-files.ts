import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { InputError } from '../shared/issue.ts';

interface File {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Names the files of the run before, so that the next run removes what it no longer makes and nothing else. */
const LIST = '.kjoule-files';
const PLAIN = /^[\w-][\w.-]*$/;

/**
 * Puts these files into a folder, all or none. A new folder appears by one rename. In a folder that exists, files an earlier call wrote
 * are replaced or, where no longer made, removed; files of others stay, and one of them in the way is an error. Returns the paths.
 */
export async function replaceFiles(folder: string, files: readonly File[]): Promise<readonly string[]> {
  const target = resolve(folder);
  const names = files.map((file) => file.name);
  const broken = names.find((name) => !PLAIN.test(name));
  if (broken !== undefined) throw new Error(`${JSON.stringify(broken)} is not a plain file name`);
  const present = await entries(target);
  const ours = await listed(target);
  refuseForeign(
    folder,
    names.filter((name) => present?.includes(name) && !ours.includes(name)),
  );
  await mkdir(dirname(target), { recursive: true });
  // Beside a folder that is to appear, inside one that exists: a rename must not cross file systems.
  const stage = present ? join(target, `.kjoule-${randomUUID()}`) : `${target}.${randomUUID()}.part`;
  try {
    await mkdir(stage);
    for (const file of files) await writeFile(join(stage, file.name), file.content);
    await writeFile(join(stage, LIST), `${names.join('\n')}\n`);
    if (present)
      await exchange(
        target,
        stage,
        [...names, LIST],
        [...ours, LIST].filter((name) => present.includes(name)),
      );
    else await rename(stage, target);
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
  return names.map((name) => join(folder, name));
}

/** Moves the old files aside and the new ones in; on a fault moves everything back. */
async function exchange(
  target: string,
  stage: string,
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

async function entries(folder: string): Promise<readonly string[] | null> {
  try {
    return await readdir(folder);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
}

/** Plain names only: a list someone has edited must not make us remove files elsewhere. */
async function listed(folder: string): Promise<readonly string[]> {
  try {
    const text = await readFile(join(folder, LIST), 'utf8');
    return text.split('\n').filter((name) => PLAIN.test(name));
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fault;
  }
}

function refuseForeign(folder: string, names: readonly string[]): void {
  if (names.length === 0) return;
  throw new InputError(
    names.map((name) => ({
      code: 'report-in-the-way',
      severity: 'error' as const,
      message: `${join(folder, name)} was not written by kjoule and would be overwritten`,
      accepted: 'an empty folder, or one kjoule wrote its report to before',
      hint: 'choose another folder or move the file away',
    })),
  );
}
