import { join, resolve } from 'node:path';
import { InputError } from '../shared/issue.ts';
import { folderEntries, stageFiles } from './stage-files.ts';
import { translateWriteError } from './write-error.ts';

interface NewFiles {
  readonly folder: string;
  readonly shown: string;
  readonly overwrite: boolean;
}

/** Writes files into a folder, all or none; those that exist stay, and are a fault each, unless they may be overwritten. */
export async function createFiles(
  { folder, shown, overwrite }: NewFiles,
  files: readonly { readonly name: string; readonly content: Uint8Array }[],
): Promise<void> {
  await translateWriteError(shown, async () => {
    const target = resolve(folder);
    const present = await folderEntries(target);
    const names = files.map(({ name }) => name);
    const taken = names.filter((name) => present?.includes(name));
    if (taken.length > 0 && !overwrite) throw inTheWay(taken.map((name) => join(shown, name)));
    await stageFiles({ target, present, files, outgoing: taken });
  });
}

function inTheWay(shown: readonly string[]): InputError {
  const hint = 'choose another folder, or overwrite with --force';
  return new InputError(
    shown.map((found) => ({
      code: 'file-exists',
      severity: 'error' as const,
      message: `"${found}" exists already`,
      found,
      hint,
    })),
  );
}
