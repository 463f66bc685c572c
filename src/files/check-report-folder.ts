import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InputError } from '../shared/issue.ts';

/** Refuses a folder no report can be written to, before time is spent on the report. */
export async function checkReportFolder(path: string, shown: string): Promise<void> {
  let folder = path;
  for (;;) {
    const facts = await stat(folder).catch(() => undefined);
    if (facts !== undefined && !facts.isDirectory())
      throw refusal('not-a-folder', `"${shown}" is or passes through a file`, shown);
    if (facts !== undefined || dirname(folder) === folder) break;
    folder = dirname(folder);
  }
  const writable = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!writable) throw refusal('cannot-write', `"${shown}" cannot be written: permission denied`, shown);
}

function refusal(code: string, message: string, found: string): InputError {
  return new InputError([
    { code, severity: 'error', message, path: '--out', found, accepted: 'a folder that can be written' },
  ]);
}
