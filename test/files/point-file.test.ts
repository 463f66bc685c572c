import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPointFile, pointFileName } from '../../src/files/point-file.ts';
import { folderWith } from '../cli/run-in.ts';

const value = (at: number) => ({ accuracy: 0.1 + at / 3, text: `"é"\n${at}` });

async function written(folder: string, keys: readonly string[], identity = 'a') {
  const file = await openPointFile(folder, 'shown', identity);
  for (const [at, key] of keys.entries()) await file.log.add(key, value(at));
  await file.close();
  return file;
}

test('what was added is there in the next process, to the last digit', async () => {
  const folder = join(folderWith(), 'new');
  expect((await written(folder, ['x', 'y'])).found).toBe(0);
  const again = await openPointFile(folder, 'shown', 'a');
  expect(again.found).toBe(2);
  expect([again.log.find('x'), again.log.find('y'), again.log.find('z')]).toEqual([value(0), value(1), undefined]);
  await again.close();
  await again.remove();
  expect(existsSync(join(folder, pointFileName))).toBe(false);
});

test('cut off anywhere, only points that were written whole are read, and further ones follow them', async () => {
  const folder = folderWith();
  const path = join(folder, pointFileName);
  await written(folder, ['x', 'y', 'z']);
  const whole = readFileSync(path);
  for (let length = whole.length; length >= 0; length -= 7) {
    writeFileSync(path, whole);
    truncateSync(path, length);
    const lines = whole.subarray(0, length).toString('latin1').split('\n').length - 1;
    const file = await openPointFile(folder, 'shown', 'a');
    const kept = ['x', 'y', 'z'].filter((key) => file.log.find(key) !== undefined);
    expect(kept).toEqual(['x', 'y', 'z'].slice(0, Math.max(0, lines - 1)));
    await file.log.add('later', value(9));
    await file.close();
    const again = await openPointFile(folder, 'shown', 'a');
    expect(again.found).toBe(kept.length + 1);
    expect(again.log.find('later')).toEqual(value(9));
    await again.close();
  }
});

test('a line that was changed ends what is believed', async () => {
  const folder = folderWith();
  const path = join(folder, pointFileName);
  await written(folder, ['x', 'y', 'z']);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"key":"y"', '"key":"Y"'));
  const file = await openPointFile(folder, 'shown', 'a');
  expect(file.found).toBe(1);
  await file.close();
});

test('points of another task are not read: the file is begun anew', async () => {
  const folder = folderWith();
  await written(folder, ['x', 'y']);
  const other = await openPointFile(folder, 'shown', 'b');
  expect([other.found, other.log.find('x')]).toEqual([null, undefined]);
  await other.close();
  expect((await written(folder, [], 'b')).found).toBe(0);
});

test('a file of somebody else is refused and stays', async () => {
  const folder = folderWith({ [pointFileName]: 'mine\n' });
  await expect(openPointFile(folder, 'shown', 'a')).rejects.toMatchObject({ issues: [{ code: 'report-in-the-way' }] });
  expect(readFileSync(join(folder, pointFileName), 'utf8')).toBe('mine\n');
});
