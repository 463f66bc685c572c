import { dirname } from 'node:path';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { attempt } from '../study/attempt.ts';
import { type RetrainingStudy, readRetraining } from '../study/read-retraining.ts';
import type { CostTask } from '../study/retraining-costs.ts';
import { checkImages } from '../training/data/check-images.ts';
import { planNetwork } from '../training/network/plan.ts';
import type { RetrainingTask } from '../training/retraining/retraining-task.ts';
import { loadHardware } from './load-hardware.ts';
import { loadLibrary } from './load-library.ts';
import { loadParameters } from './load-parameters.ts';
import { type DataRequest, loadTrainingData } from './load-training-data.ts';
import { loadWorkload } from './load-workload.ts';
import type { Place } from './place.ts';
import { readInputText } from './read-input.ts';
import type { FoundFile } from './resolve-reference.ts';

/** What the caller asks for in place of what the scenario says. Names of files start at the current folder. */
export interface RetrainingOverrides {
  readonly data?: string | undefined;
  readonly seeds?: readonly number[] | undefined;
}

export interface LoadedRetraining {
  readonly task: RetrainingTask;
  /** Where points are to be costed as well. */
  readonly costs: CostTask | undefined;
}

/** A re-training scenario with its network, images, weights and accelerators read from disk. */
export async function loadRetraining(
  file: FoundFile,
  cwd: string,
  overrides: RetrainingOverrides,
): Promise<LoadedRetraining> {
  const study = readRetraining(file.shown, await readInputText(file.path, file.shown));
  const { value } = study.document;
  const place = { cwd, folder: dirname(file.path) };
  const workload = await loadWorkload(value.network, place, { batch: 1 });
  const plan = planNetwork(workload);
  const task = study.taskFor(workload);
  const costs = await loadCosts(study, task, place);
  const { request, folder } = requested(study, overrides, { channels: plan.input.channels, cwd, folder: place.folder });
  const data = await loadTrainingData(request, { cwd, folder });
  checkImages(plan, data);
  const start = value.start === undefined ? undefined : await loadParameters(value.start, place, plan);
  const { seeds } = overrides;
  return { task: { ...task, data, ...(start && { start }), ...(seeds && { seeds }) }, costs };
}

/** The accelerators, every fault of all of them in one `InputError`. */
async function loadCosts(
  { document }: RetrainingStudy,
  { layers }: Pick<RetrainingTask, 'layers'>,
  place: Place,
): Promise<CostTask | undefined> {
  const { costs: settings, network } = document.value;
  if (settings === undefined) return undefined;
  const library = await loadLibrary(place.cwd);
  const issues: Issue[] = [];
  const accelerators: HardwareSpec[] = [];
  for (const [at, name] of settings.accelerators.entries()) {
    const placed = (issue: Issue) =>
      issue.file === undefined ? document.issue(['costs', 'accelerators', at], issue) : issue;
    const hardware = await attempt(issues, () => loadHardware(name, place, library), placed);
    if (hardware !== undefined) accelerators.push(hardware);
  }
  if (issues.length > 0) throw new InputError(issues);
  const whole = await loadWorkload(network, place, { batch: settings.batch ?? 1 });
  const wanted = whole.layers.filter(({ name }) => layers === undefined || layers.includes(name));
  const workload = { ...whole, layers: wanted, uncosted: layers === undefined ? whole.uncosted : [] };
  return { workload, accelerators, library, settings };
}

interface Where {
  readonly channels: number;
  readonly cwd: string;
  readonly folder: string;
}

function requested({ document }: RetrainingStudy, overrides: RetrainingOverrides, where: Where) {
  const { train, test, seed = 1, from, sha256 } = document.value.data;
  const split = { training: train, test, seed, channels: where.channels };
  // Other data than the scenario's have other checksums.
  if (overrides.data !== undefined)
    return { request: { ...split, from: overrides.data } satisfies DataRequest, folder: where.cwd };
  return { request: { ...split, from, ...(sha256 && { sha256 }) } satisfies DataRequest, folder: where.folder };
}
