import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '../shared/issue.ts';
import { folderEntries, type StagedFile, stageFiles } from './stage-files.ts';

/** Names the files of the run before, so that the next run removes what it no longer makes and nothing else. */
const LIST = '.kjoule-files';
const PLAIN = /^[\w-][\w.-]*$/;

/**
 * Puts these files into a folder, all or none. A new folder appears by one rename. In a folder that exists, files an earlier call wrote
 * are replaced or, where no longer made, removed; files of others stay, and one of them in the way is an error. Returns the paths.
 */
export async function replaceFiles(folder: string, files: readonly StagedFile[]): Promise<readonly string[]> {
  const target = resolve(folder);
  const names = files.map((file) => file.name);
  const broken = names.find((name) => !PLAIN.test(name));
  if (broken !== undefined) throw new Error(`${JSON.stringify(broken)} is not a plain file name`);
  const present = await folderEntries(target);
  const ours = await listed(target);
  refuseForeign(
    folder,
    names.filter((name) => present?.includes(name) && !ours.includes(name)),
  );
  const list = { name: LIST, content: `${names.join('\n')}\n` };
  const outgoing = [...ours, LIST].filter((name) => present?.includes(name));
  await stageFiles({ target, present, files: [...files, list], outgoing });
  return names.map((name) => join(folder, name));
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
