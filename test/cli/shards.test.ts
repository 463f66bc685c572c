import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { everything, folderWith, runIn } from './run-in.ts';

const scenario = `
workload: lenet5
layers: [conv1, ip2]
hardware: eyeriss-65nm-lut
mapper: { strategy: templates, searches: per-accelerator }
compression: { engine: assume, options: { coding: plain } }
sweep:
  compression.options.k: [2, 4, 8, 16, 32]
  hardwareChanges.levels.GLB.capacity: [54 KiB, 108 KiB]
`;

const run = (folder: string, ...args: readonly string[]) =>
  runIn(folder, 'run', 's.yaml', '--no-charts', '--workers', '1', ...args);

describe('a sweep in parts', () => {
  test('merged, each case once, it is byte for byte the sweep in one', async () => {
    const whole = folderWith({ 's.yaml': scenario });
    expect((await run(whole)).code).toBe(0);
    const folder = folderWith({ 's.yaml': scenario });
    for (const shard of ['3/3', '1/3']) expect((await run(folder, '--shard', shard)).code).toBe(0);
    const early = await run(folder, '--merge', '3');
    expect([early.code, early.err]).toEqual([1, expect.stringContaining('1 of 3 shards are not finished: 2')]);
    expect((await run(folder, '--shard', '2/3')).out).toBe('Shard 2 of 3: all 3 cases are done.\n');
    // a part that is run again has nothing to do, and one that was merged before merging was killed is not merged twice
    const again = await run(folder, '--shard', '2/3');
    expect([again.code, again.err]).toEqual([0, expect.stringContaining('3 of 10 cases are done')]);
    const records = (name: string) => join(folder, 'reports/s', name);
    writeFileSync(records('cases.jsonl'), readFileSync(records('cases.1-of-3.jsonl')));
    const merged = await run(folder, '--merge', '3');
    expect([merged.code, merged.err]).toEqual([0, expect.stringContaining('3 of 10 cases are done')]);
    expect(everything(join(folder, 'reports'))).toEqual(everything(join(whole, 'reports')));
    for (const name of ['result.json', 'rows.csv', 'report.html']) {
      expect(readFileSync(records(name), 'utf8')).toBe(readFileSync(join(whole, 'reports/s', name), 'utf8'));
    }
  });

  test.each([
    ['a part that is none', ['--shard', '4/3'], 'this is no part of a sweep'],
    ['more parts than cases', ['--shard', '1/11'], 'there are fewer cases than parts'],
    ['parts without a cluster', ['--shards', '3'], '--engine slurm'],
    ['a cluster without parts', ['--engine', 'slurm'], '--shards N'],
    ['another cluster', ['--engine', 'slrum', '--shards', '3'], 'did you mean "slurm"?'],
    ['two things at once', ['--shard', '1/3', '--merge', '3'], 'these ask for different things'],
  ])('%s is refused', async (_, args, told) => {
    const { code, err } = await run(folderWith({ 's.yaml': scenario }), ...args);
    expect([code, err]).toEqual([2, expect.stringContaining(told)]);
  });

  test('without Slurm there is nothing to submit to', async () => {
    const { PATH } = process.env;
    process.env.PATH = '/nowhere';
    try {
      const { code, err } = await run(folderWith({ 's.yaml': scenario }), '--engine', 'slurm', '--shards', '2');
      expect([code, err]).toEqual([2, expect.stringContaining('there is no sbatch here')]);
    } finally {
      process.env.PATH = PATH;
    }
  });

  test('a scenario without a sweep has no parts', async () => {
    const { code, err } = await run(
      folderWith({ 's.yaml': 'workload: lenet5\nhardware: edge-small\n' }),
      '--shard',
      '1/2',
    );
    expect([code, err]).toEqual([2, expect.stringContaining('only a sweep has parts')]);
  });
});

const reason = 'KJOULE_SLURM=1 asks for it; it takes root, the packages slurm-wlm and munge, and some minutes';

test.skipIf(process.env.KJOULE_SLURM !== '1')(
  `on a real Slurm (${reason})`,
  () => {
    const script = fileURLToPath(new URL('../../scripts/slurm-trial.sh', import.meta.url));
    const { status, stdout, stderr } = spawnSync('bash', [script], { encoding: 'utf8' });
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toContain('byte for byte what one process writes');
  },
  900_000,
);
