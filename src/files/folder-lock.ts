import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import Type from 'typebox';
import { Check } from 'typebox/value';
import { InputError } from '../shared/issue.ts';
import { makeFolder } from './make-folder.ts';

const holder = Type.Object({
  host: Type.String(),
  pid: Type.Integer(),
  started: Type.String(),
  owner: Type.Optional(Type.String()),
});

/** Takes a file for this process alone, in a folder that is made where it is missing; gives it back when called. */
export type Release = () => Promise<void>;

export interface LockOptions {
  /** Of the file that says who works there. */
  readonly name?: string;
  /** Whom this process works for: a lock of the same owner is left over from a run of it that is known to have ended. */
  readonly owner?: string | undefined;
}

/**
 * Locks a folder: the file `name` in it says which process works there. One left behind by a process that is gone is taken over; one of
 * a process that runs, or of another machine, is an `InputError`.
 */
export async function lockFolder(
  folder: string,
  shown: string,
  { name = '.kjoule-lock', owner }: LockOptions = {},
): Promise<Release> {
  await makeFolder(folder);
  const path = join(folder, name);
  const process_ = { host: hostname(), pid: process.pid, started: startOf(process.pid) };
  const own = JSON.stringify({ ...process_, ...(owner !== undefined && { owner }) });
  for (;;) {
    if (await created(path, own)) return () => rm(path, { force: true });
    const found = await contentOf(path);
    // It was given back in the meantime.
    if (found === undefined) continue;
    if (isHeld(found, owner)) throw inUse(shown, join(shown, name), found);
    await takeAway(path, found);
  }
}

/** False when the file is there already. */
async function created(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  const handle = await open(draft, 'wx');
  try {
    await handle.writeFile(content);
    await handle.close();
    // Unlike a rename, a link never replaces; unlike writing in place, the file is whole from the start.
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Only what was looked at goes: if another process was faster, its lock is put back. */
async function takeAway(path: string, expected: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = await contentOf(aside);
  if (taken !== undefined && taken !== expected) await created(path, taken);
  await rm(aside, { force: true });
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** A file that says nothing was not written by us whole, and holds nobody. */
function isHeld(content: string, owner: string | undefined): boolean {
  const { host, pid, started, owner: given } = parsed(content) ?? {};
  if (host === undefined || pid === undefined) return false;
  if (owner !== undefined && given === owner && pid !== process.pid) return false;
  if (host !== hostname()) return true;
  return isRunning(pid) && startOf(pid) === started;
}

function parsed(content: string) {
  try {
    const value: unknown = JSON.parse(content);
    return Check(holder, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is one all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, where the system tells: numbers of processes are used again. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function inUse(folder: string, file: string, content: string): InputError {
  const { host, pid } = parsed(content)!;
  const here = host === hostname();
  const message = `process ${pid}${here ? '' : ` on ${host}`} is writing to ${folder}`;
  const hint = here
    ? 'wait until it has ended, or choose another folder with --out'
    : `wait until it has ended; if it is gone, remove ${file}`;
  return new InputError([{ code: 'folder-in-use', severity: 'error', message, path: '--out', found: folder, hint }]);
}
