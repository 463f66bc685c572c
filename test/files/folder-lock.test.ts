import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockFolder } from '../../src/files/folder-lock.ts';
import { InputError } from '../../src/shared/issue.ts';
import { folderWith } from '../cli/run-in.ts';

const name = '.kjoule-lock';

async function refusal(folder: string): Promise<string> {
  const error: unknown = await lockFolder(folder, 'shown').catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error('expected a refusal', { cause: error });
  expect(error.issues[0]!.code).toBe('folder-in-use');
  return `${error.issues[0]!.message}; ${error.issues[0]!.hint}`;
}

test('one at a time: the second is refused and told who works there; released, the next may', async () => {
  const folder = join(folderWith(), 'new');
  const release = await lockFolder(folder, 'shown');
  expect(await refusal(folder)).toContain(`process ${process.pid} is writing to shown`);
  await release();
  expect(existsSync(join(folder, name))).toBe(false);
  await (await lockFolder(folder, 'shown'))();
});

test('of many at once exactly one gets it', async () => {
  const folder = folderWith();
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder, 'shown')));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(readdirSync(folder)).toEqual([name]);
});

test.each([
  ['a process that is gone', () => ({ host: hostname(), pid: gone(), started: '1' })],
  ['a number that another process has now', () => ({ host: hostname(), pid: process.pid, started: '1' })],
])('left behind by %s it is taken over, by one of many', async (_, holder) => {
  const folder = folderWith({ [name]: JSON.stringify(holder()) });
  const tries = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder, 'shown')));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(JSON.parse(readFileSync(join(folder, name), 'utf8'))).toMatchObject({ pid: process.pid });
});

test('what was not written whole holds nobody', async () => {
  const folder = folderWith({ [name]: '{"host":"some' });
  await (await lockFolder(folder, 'shown'))();
});

test('whether a process of another machine runs cannot be known: it is refused, with the file to remove', async () => {
  const folder = folderWith();
  writeFileSync(join(folder, name), JSON.stringify({ host: 'elsewhere', pid: 1, started: '1' }));
  expect(await refusal(folder)).toContain('on elsewhere');
  expect(await refusal(folder)).toContain(`remove ${join('shown', name)}`);
});

function gone(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}
