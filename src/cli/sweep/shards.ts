import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaseRecords } from './case-records.ts';
import { caseFileName, readCaseRecords } from './case-records.ts';
import type { PreparedSweep } from './prepare.ts';

/** One of `of` parts of a sweep, from 1. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** Where the records of a shard stand. */
export function shardFileName({ number, of }: Shard): string {
  return `cases.${number}-of-${of}.jsonl`;
}

export function shardLockName({ number, of }: Shard): string {
  return `.kjoule-lock-${number}-of-${of}`;
}

/** Where shards share mappings and compressed weights: in the folder of the report, which all of them see. */
export const sharedWorkName = '.kjoule-work';

/** The cases of a shard: those that share mappings stand together. */
export function casesOfShard({ plan, study: { count } }: PreparedSweep, { number, of }: Shard): ReadonlySet<number> {
  const order = plan.groups.flatMap(({ cases }) => cases);
  const bound = (shards: number) => Math.floor((count * shards) / of);
  return new Set(order.slice(bound(number - 1), bound(number)));
}

/** Shards with cases that are in no record yet. */
export async function unfinishedShards(sweep: PreparedSweep, folder: string, of: number): Promise<readonly number[]> {
  const { identity } = sweep;
  const done = new Set<number>();
  await readCaseRecords(join(folder, caseFileName), identity, (index) => done.add(index));
  const unfinished: number[] = [];
  for (let number = 1; number <= of; number += 1) {
    const missing = new Set([...casesOfShard(sweep, { number, of })].filter((index) => !done.has(index)));
    if (missing.size === 0) continue;
    await readCaseRecords(join(folder, shardFileName({ number, of })), identity, (index) => missing.delete(index));
    if (missing.size > 0) unfinished.push(number);
  }
  return unfinished;
}

/** Adds what stands in the records of shards, each case once, however often this is done. */
export async function mergeShards(
  { identity }: PreparedSweep,
  records: CaseRecords,
  { folder, of }: { readonly folder: string; readonly of: number },
): Promise<void> {
  for (let number = 1; number <= of; number += 1) {
    const texts: string[] = [];
    await readCaseRecords(join(folder, shardFileName({ number, of })), identity, (index, record) => {
      if (!records.has(index)) texts.push(JSON.stringify(record));
    });
    if (texts.length > 0) await records.add(texts);
  }
}

/** Once they are merged. */
export async function removeShards(folder: string): Promise<void> {
  const ours = (await readdir(folder)).filter((name) => /^(cases|\.kjoule-lock-)\.?\d+-of-\d+(\.jsonl)?$/.test(name));
  for (const name of [...ours, sharedWorkName]) await rm(join(folder, name), { recursive: true, force: true });
}
