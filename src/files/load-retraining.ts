import { dirname } from 'node:path';
import { type RetrainingStudy, readRetraining } from '../study/read-retraining.ts';
import { planNetwork } from '../training/network/plan.ts';
import type { RetrainingTask } from '../training/retraining/retraining-task.ts';
import { loadParameters } from './load-parameters.ts';
import { type DataRequest, loadTrainingData } from './load-training-data.ts';
import { loadWorkload } from './load-workload.ts';
import { readInputText } from './read-input.ts';
import type { FoundFile } from './resolve-reference.ts';

/** What the caller asks for in place of what the scenario says. Names of files start at the current folder. */
export interface RetrainingOverrides {
  readonly data?: string | undefined;
  readonly seeds?: readonly number[] | undefined;
}

/** A re-training scenario with its network, images and weights read from disk. */
export async function loadRetraining(
  file: FoundFile,
  cwd: string,
  overrides: RetrainingOverrides,
): Promise<RetrainingTask> {
  const study = readRetraining(file.shown, await readInputText(file.path, file.shown));
  const place = { cwd, folder: dirname(file.path) };
  const workload = await loadWorkload(study.network, place, { batch: 1 });
  const plan = planNetwork(workload);
  const task = study.taskFor(workload);
  const { request, folder } = requested(study, overrides, { channels: plan.input.channels, cwd, folder: place.folder });
  const data = await loadTrainingData(request, { cwd, folder });
  const start = study.start === undefined ? undefined : await loadParameters(study.start, place, plan);
  return { ...task, data, ...(start && { start }), ...(overrides.seeds && { seeds: overrides.seeds }) };
}

interface Where {
  readonly channels: number;
  readonly cwd: string;
  readonly folder: string;
}

function requested({ data }: RetrainingStudy, overrides: RetrainingOverrides, where: Where) {
  const { train, test, seed = 1, from, sha256 } = data;
  const split = { training: train, test, seed, channels: where.channels };
  // Other data than the scenario's have other checksums.
  if (overrides.data !== undefined)
    return { request: { ...split, from: overrides.data } satisfies DataRequest, folder: where.cwd };
  return { request: { ...split, from, ...(sha256 && { sha256 }) } satisfies DataRequest, folder: where.folder };
}
