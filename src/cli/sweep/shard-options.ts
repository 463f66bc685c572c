import { type ShardTask, shardOf } from '../commands/run-shards.ts';
import type { OptionFaults } from '../option-faults.ts';

/** Options of `run` about parts of a sweep. */
export interface ShardOptions {
  readonly engine?: string;
  readonly shards?: string;
  readonly shard?: string;
  readonly merge?: string;
  readonly sbatch?: string;
  readonly json?: boolean;
  readonly out?: string;
}

/** Which part of a sweep is to be run, or who is to run all parts; undefined: the whole of it here. */
export function shardTask(options: ShardOptions, faults: OptionFaults): ShardTask | undefined {
  const { engine, shards, shard, merge, sbatch } = options;
  const given = Object.entries({ '--shards': shards, '--shard': shard, '--merge': merge }).filter(([, text]) => text);
  if (given.length > 1) {
    const found = given.map(([flag]) => flag).join(', ');
    faults.add(given[1]![0], 'conflicting-keys', { message: 'these ask for different things', found });
  }
  if (given.length > 0 && options.json === true && options.out === undefined) {
    const accepted = '--out FOLDER';
    faults.add('--json', 'missing-option', { message: 'parts of a sweep meet in a folder', accepted });
  }
  if (engine !== undefined) faults.oneOf('--engine', engine, ['slurm']);
  if ((engine === undefined) !== (shards === undefined)) {
    const [flag, accepted] = engine === undefined ? ['--shards', '--engine slurm'] : ['--engine', '--shards N'];
    faults.add(flag, 'missing-option', { message: `${flag} goes together with another option`, accepted });
  }
  if (shards !== undefined) {
    const words = sbatch?.trim().split(/\s+/).filter(Boolean) ?? [];
    return { kind: 'submit', of: faults.count('--shards', shards, 1), options: words };
  }
  if (merge !== undefined) return { kind: 'merge', of: faults.count('--merge', merge, 1) };
  if (shard === undefined) return undefined;
  const found = shardOf(shard);
  if (found !== undefined) return { kind: 'shard', shard: found };
  faults.add('--shard', 'wrong-value', {
    message: 'this is no part of a sweep',
    found: shard,
    accepted: 'such as 3/200',
  });
  return undefined;
}
