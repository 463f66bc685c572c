import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { failure } from '../../src/cli/failure.ts';
import { everything, folderWith, runIn } from './run-in.ts';
import { small } from './small.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = join(root, 'bin/kjoule.js');
const execute = promisify(execFile);

beforeAll(() => {
  if (!existsSync(join(root, 'dist/bin/main.js'))) throw new Error('these tests run the built command: npm run build');
});

async function kjoule(cwd: string, ...args: readonly string[]) {
  return execute(process.execPath, [bin, ...args], { cwd, maxBuffer: 1e8 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

/** Signals after so many milliseconds, one right after the other. */
function interrupted(args: readonly string[], delay: number, signals: readonly NodeJS.Signals[], cache = '') {
  const child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, KJOULE_CACHE: cache } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  setTimeout(() => {
    for (const signal of signals) child.kill(signal);
  }, delay);
  return new Promise<{ signal: string | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (_, signal) => resolve({ signal, stdout, stderr }));
  });
}

describe('the command as a process', () => {
  test('--version is that of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(await kjoule(root, '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('--help waits for commander only', async () => {
    const { code, stdout } = await kjoule(root, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    const [files, packages] = [new Set<string>(), new Set<string>()];
    const follow = (file: string): void => {
      if (files.has(file)) return;
      files.add(file);
      for (const line of readFileSync(file, 'utf8').match(/^import (?!type).*/gm) ?? []) {
        const [, from] = /from '(.*)'/.exec(line)!;
        if (from!.startsWith('.')) follow(join(dirname(file), from!));
        else if (!from!.startsWith('node:')) packages.add(from!);
      }
    };
    follow(join(root, 'src/cli/main.ts'));
    expect([...packages]).toEqual(['commander']);
    const elsewhere = [...files]
      .map((file) => relative(join(root, 'src'), file))
      .filter((file) => !/^cli\/[\w-]+\.ts$/.test(file));
    expect(elsewhere.sort()).toEqual(['shared/format-issue.ts', 'shared/issue.ts', 'shared/version.ts']);
  });

  test('a long answer arrives whole in a pipe', async () => {
    const { code, stdout, stderr } = await kjoule(root, 'workload', 'googlenet-v1', '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.length).toBeGreaterThan(65_536);
    expect(JSON.parse(stdout).totals.layers).toBe(141);
  });

  test('bad input: exit 2, the report on stderr', async () => {
    const { code, stdout, stderr } = await kjoule(root, 'run', 'alexnet-eyerris');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('did you mean "alexnet-eyeriss"?');
  });

  test('a reader that closes the pipe is no fault', async () => {
    const command = `"${process.execPath}" "${bin}" workload googlenet-v1 --json | head -c 10`;
    const { stdout, stderr } = await execute('/bin/sh', ['-c', command]);
    expect({ stdout, stderr }).toEqual({ stdout: '{\n  "name"', stderr: '' });
  });

  // Ten seconds of search; sooner the command may not listen yet, and ends without a word.
  const slow = ['map', 'alexnet', 'eyeriss-65nm', '--layer', 'conv3', '--objective', 'latency', '--bypass'];

  test('Ctrl-C while map searches: the best so far and how far off it may be, then the end; twice: at once', async () => {
    let delay = 1000;
    let first = await interrupted(slow, delay, ['SIGINT']);
    while (first.stderr === '' && delay < 20_000) {
      delay *= 2;
      first = await interrupted(slow, delay, ['SIGINT']);
    }
    expect(first.signal).toBe('SIGINT');
    expect(first.stdout).toMatch(/at most [\d.]+ % above the best of .*; cancelled/);
    expect(first.stderr).toBe('Stopping with the best mapping found so far. Ctrl-C again ends at once.\n');
    // A search may stop within milliseconds. Two signals of one kind may arrive as one, and of two kinds either may come first.
    const second = await interrupted(slow, delay, ['SIGINT', 'SIGTERM']);
    expect(second.signal).toMatch(/^SIG(INT|TERM)$/);
    expect(second.stdout).toBe('');
  }, 120_000);

  test('Ctrl-C while memories are doubled: the mapping, and what is known by then', async () => {
    const cache = folderWith();
    // Known by then; each memory twice as large takes seconds.
    const asked = ['map', 'vgg16', 'eyeriss-isca16', '--layer', 'conv3-2', '--factors', 'imperfect', '--json'];
    await execute(process.execPath, [bin, ...asked], { env: { ...process.env, KJOULE_CACHE: cache } });
    const { signal, stdout, stderr } = await interrupted([...asked, '--explain'], 2500, ['SIGINT'], cache);
    expect([signal, stderr]).toEqual([
      'SIGINT',
      'Stopping without what is not mapped anew yet. Ctrl-C again ends at once.\n',
    ]);
    const { proof, explanation } = JSON.parse(stdout);
    const { doubled, notMapped, neighbours } = explanation;
    expect([proof.stopped, doubled.length < 2, neighbours.length > 0]).toEqual([undefined, true, true]);
    expect([...doubled.map(({ memory }: { memory: string }) => memory), ...notMapped].sort()).toEqual(['GLB', 'RF']);
  }, 120_000);

  test.each([300, 900, 1500])('Ctrl-C after %i ms leaves a whole report or none', async (delay) => {
    const folder = folderWith(small);
    const child = spawn(process.execPath, [bin, 'run', 'small.yaml'], { cwd: folder, stdio: 'ignore' });
    setTimeout(() => child.kill('SIGINT'), delay);
    await new Promise((resolve) => child.on('exit', resolve));
    const left = everything(folder).filter((name) => !(name in small));
    if (left.length === 0) return;
    expect(left.filter((name) => name.endsWith('.part'))).toEqual([]);
    for (const name of ['report.html', 'report.md', 'result.json', 'rows.csv'])
      expect(statSync(join(folder, 'reports/small', name)).size).toBeGreaterThan(0);
  });
});

describe('a fault of kjoule itself', () => {
  const talk = (debug: boolean) => {
    const said = { out: '', err: '' };
    const terminal = {
      cwd: root,
      out: (text: string) => {
        said.out += text;
      },
      err: (text: string) => {
        said.err += text;
      },
      columns: 80,
      outColour: false,
      errColour: false,
      errIsTerminal: false,
      debug,
    };
    return { said, terminal };
  };

  test('is one line, exit 70; the trace only when asked for', async () => {
    const quiet = talk(false);
    expect(await failure(new Error('a broken invariant'), { json: true, terminal: quiet.terminal, args: [] })).toBe(70);
    expect(quiet.said.err).toBe(
      'kjoule: internal error: a broken invariant. Please report it, with the command and its files\n',
    );
    expect(JSON.parse(quiet.said.out).error.code).toBe('internal');
    const loud = talk(true);
    await failure(new Error('a broken invariant'), { json: false, terminal: loud.terminal, args: [] });
    expect(loud.said.err).toMatch(/\n {4}at /);
  });
});

test('help is help: exit 0, on stdout', async () => {
  for (const args of [['--help'], ['help'], ['run', '--help'], ['help', 'count']]) {
    const { code, out, err } = await runIn(root, ...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Usage: kjoule');
  }
});
