import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replaceFiles } from '../../src/files/replace-files.ts';
import { writeReport } from '../../src/files/write-report.ts';
import { InputError } from '../../src/shared/issue.ts';
import { alexNet } from './fixture.ts';

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'kjoule-report-'));
});
afterAll(async () => {
  await rm(home, { recursive: true, force: true });
});

const file = (name: string, content = name) => ({ name, content });

describe('is a report written whole?', () => {
  test('page, result, rows and every chart in three forms; twice the same bytes', async () => {
    const [first, second] = [join(home, 'first'), join(home, 'deeper/second')];
    const paths = await writeReport(first, alexNet, [file('mapping.yaml')]);
    await writeReport(second, alexNet, [file('mapping.yaml')]);
    const names = (await readdir(first)).filter((name) => !name.startsWith('.'));
    expect(paths.toSorted()).toEqual(names.map((name) => join(first, name)).toSorted());
    expect(names.filter((name) => name.endsWith('.png'))).toHaveLength(7);
    for (const name of names) expect(await readFile(join(first, name))).toEqual(await readFile(join(second, name)));
    expect(JSON.parse(await readFile(join(first, 'result.json'), 'utf8'))).toEqual(alexNet);
    expect((await stat(join(first, 'report.html'))).size).toBeLessThan(900_000);
    expect(await readdir(home)).toEqual(['deeper', 'first']);
  });
});

describe('does a folder keep what is not ours and lose what is stale?', () => {
  test('files of the run before go, files of others stay', async () => {
    const folder = join(home, 'kept');
    await replaceFiles(folder, [file('area.svg'), file('rows.csv', 'old')]);
    await writeFile(join(folder, 'notes.md'), 'mine');
    await replaceFiles(folder, [file('rows.csv', 'new')]);
    expect(await readdir(folder)).toEqual(['.kjoule-files', 'notes.md', 'rows.csv']);
    expect(await readFile(join(folder, 'rows.csv'), 'utf8')).toBe('new');
  });

  test("a file of someone else's in the way is an error and stays", async () => {
    const folder = join(home, 'foreign');
    await mkdir(folder);
    await writeFile(join(folder, 'rows.csv'), 'mine');
    const attempt = replaceFiles(folder, [file('rows.csv'), file('result.json')]);
    await expect(attempt).rejects.toThrow(InputError);
    expect(await readdir(folder)).toEqual(['rows.csv']);
    expect(await readFile(join(folder, 'rows.csv'), 'utf8')).toBe('mine');
  });

  test('a failure half way leaves the earlier report as it was', async () => {
    const folder = join(home, 'failing');
    await replaceFiles(folder, [file('a'), file('b')]);
    // Content no file can have: the fault comes when part of the report is already on disk.
    const before = await readdir(folder);
    const twice = [file('a', 'new'), { name: 'c', content: 17 as unknown as string }];
    await expect(replaceFiles(folder, twice)).rejects.toThrow();
    expect(await readdir(folder)).toEqual(before);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('a');
  });

  test('a failure while files are moved in is undone', async () => {
    const folder = join(home, 'undone');
    await replaceFiles(folder, [file('a'), file('b')]);
    await expect(replaceFiles(folder, [file('a', 'new'), file('a', 'again')])).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['.kjoule-files', 'a', 'b']);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('a');
  });

  test('names that lead out of the folder are refused', async () => {
    await expect(replaceFiles(join(home, 'out'), [file('../escaped')])).rejects.toThrow('plain file name');
    await writeFile(join(home, 'precious'), 'mine');
    await replaceFiles(join(home, 'list'), [file('a')]);
    await writeFile(join(home, 'list/.kjoule-files'), 'a\n../precious\n');
    await replaceFiles(join(home, 'list'), [file('a')]);
    expect(await readFile(join(home, 'precious'), 'utf8')).toBe('mine');
  });
});
