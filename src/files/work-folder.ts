import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder where searches are remembered, or one that is removed in the end. */
export async function withWorkFolder<T>(given: string | undefined, action: (folder: string) => Promise<T>): Promise<T> {
  if (given !== undefined) return action(given);
  const folder = await mkdtemp(join(tmpdir(), 'kjoule-'));
  try {
    return await action(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
