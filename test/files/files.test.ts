import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkReportFolder } from '../../src/files/check-report-folder.ts';
import { createFile } from '../../src/files/create-file.ts';
import { loadHardware } from '../../src/files/load-hardware.ts';
import { loadLibrary } from '../../src/files/load-library.ts';
import { loadWorkload } from '../../src/files/load-workload.ts';
import { mappingsFile } from '../../src/files/mappings-file.ts';
import { shownPath } from '../../src/files/place.ts';
import { readInputBytes } from '../../src/files/read-input.ts';
import { InputError } from '../../src/shared/issue.ts';
import { everything, folderWith } from '../cli/run-in.ts';
import { smallHardware } from '../cli/small.ts';

async function codes(step: Promise<unknown>): Promise<readonly string[]> {
  const error: unknown = await step.catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error('expected faults', { cause: error });
  return error.issues.map(({ code }) => code);
}

describe('reading a file', () => {
  test('whatever keeps it from being read is an issue', async () => {
    const folder = folderWith({ 'large.onnx': '' });
    truncateSync(join(folder, 'large.onnx'), 513 * 1024 * 1024);
    const read = (path: string) => codes(readInputBytes(path, path));
    expect(await read(join(folder, 'gone'))).toEqual(['file-not-found']);
    expect(await read(join(folder, 'large.onnx/below'))).toEqual(['file-not-found']);
    expect(await read(folder)).toEqual(['is-a-folder']);
    expect(await read('/dev/null')).toEqual(['not-a-file']);
    expect(await read(join(folder, 'large.onnx'))).toEqual(['file-too-large']);
    expect(await read('bad\u0000name')).toEqual(['cannot-read']);
  });

  test.skipIf(process.getuid?.() === 0)('a file without permission', async () => {
    const folder = folderWith({ secret: 'x' });
    chmodSync(join(folder, 'secret'), 0);
    expect(await codes(readInputBytes(join(folder, 'secret'), 'secret'))).toEqual(['cannot-read']);
  });

  test('paths are shown short below the current folder and whole elsewhere', () => {
    expect(shownPath('/a/b/c.yaml', '/a/b')).toBe('c.yaml');
    expect(shownPath('/a/c.yaml', '/a/b')).toBe('/a/c.yaml');
    expect(shownPath('/a/b', '/a/b')).toBe('/a/b');
  });
});

describe('built-in names', () => {
  test('work from any folder; a path wins where it looks like one', async () => {
    const folder = folderWith({
      'sub/net.yaml': 'name: n\nsource: s\nlayers:\n  - { name: a, type: activation, channels: 1, input: [2, 2] }\n',
    });
    const place = { cwd: folder, folder };
    expect((await loadWorkload('lenet5', place, { batch: 1 })).name).toBe('lenet5');
    expect((await loadWorkload('sub/net.yaml', place, { batch: 1 })).name).toBe('n');
    expect(await codes(loadWorkload('lenet5.yaml', place, { batch: 1 }))).toEqual(['file-not-found']);
    expect(await codes(loadWorkload('lenet', place, { batch: 1 }))).toEqual(['unknown-workload']);
  });

  test('a spec may start from a built-in one by name, or from a file beside it', async () => {
    const folder = folderWith({
      'fast.yaml': 'include: edge-small\nname: fast\nclock: 1 GHz\n',
      'lib/base.yaml': smallHardware,
      'lib/half.yaml': 'include: base.yaml\nclock: 50 MHz\n',
      'mine.yaml': 'include: lib/half.yaml\nname: mine\n',
    });
    const library = await loadLibrary(folder);
    const place = { cwd: folder, folder };
    expect(await loadHardware('fast.yaml', place, library)).toMatchObject({ name: 'fast', clockMhz: 1000 });
    expect(await loadHardware('mine.yaml', place, library)).toMatchObject({ name: 'mine', clockMhz: 50 });
  });

  test('a price that is missing is reported in the file that asks for it', async () => {
    const wrong = smallHardware.replace('{ energy: { mac: 0.5 pJ }, source: made up }', '{ use: mac-horowitz }');
    const folder = folderWith({ 'base.yaml': wrong, 'mine.yaml': 'include: base.yaml\n' });
    const error: unknown = await loadHardware('mine.yaml', { cwd: folder, folder }, await loadLibrary(folder)).catch(
      (reason: unknown) => reason,
    );
    const line = wrong.split('\n').findIndex((each) => each.includes('mac-horowitz')) + 1;
    const [issue] = (error as InputError).issues;
    expect(issue).toMatchObject({ code: 'unknown-component', file: 'base.yaml', line, path: 'mac.component' });
    expect(issue?.sourceLine?.slice((issue.column ?? 0) - 1)).toMatch(/^mac-horowitz/);
  });
});

describe('writing', () => {
  test('a file appears whole, or not at all', async () => {
    const folder = folderWith({ taken: 'old' });
    const at = (name: string, overwrite = false) => ({ path: join(folder, name), shown: name, overwrite });
    await createFile(at('deep/new'), 'x');
    expect(await codes(createFile(at('taken'), 'x'))).toEqual(['file-exists']);
    expect(await codes(createFile(at('taken/below'), 'x'))).toEqual(['cannot-write']);
    mkdirSync(join(folder, 'folder'));
    expect(await codes(createFile(at('folder', true), 'x'))).toEqual(['cannot-write']);
    await createFile(at('taken', true), 'new');
    expect(everything(folder)).toEqual(['deep', 'deep/new', 'folder', 'taken']);
  });

  test.skipIf(process.getuid?.() === 0)(
    'a folder without permission is refused before anything is computed',
    async () => {
      const folder = folderWith();
      chmodSync(folder, 0o500);
      expect(await codes(checkReportFolder(join(folder, 'reports/x'), 'reports/x'))).toEqual(['cannot-write']);
    },
  );

  test('a report folder may be new, deep, or there already', async () => {
    const folder = folderWith({ file: '' });
    await checkReportFolder(join(folder, 'a/b/c'), 'a/b/c');
    await checkReportFolder(folder, '.');
    expect(await codes(checkReportFolder(join(folder, 'file'), 'file'))).toEqual(['not-a-folder']);
    writeFileSync(join(folder, 'other'), '');
    expect(await codes(checkReportFolder(join(folder, 'other/x'), 'other/x'))).toEqual(['not-a-folder']);
  });

  test('without a mapping the mappings file says so', () => {
    expect(mappingsFile({ layers: [] })).toContain('# No layer has a mapping.');
  });
});
