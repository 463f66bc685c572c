import type { CompressionEngine } from '../compression/engine.ts';
import { engines } from '../compression/engines/index.ts';
import { weightedLayers } from '../compression/weighted-layers.ts';
import { type InputDocument, readDocument } from '../shared/document.ts';
import { InputError } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import type { Schedule } from '../training/loop/schedule.ts';
import type { RetrainingTask, SharingCase } from '../training/retraining/retraining-task.ts';
import { conflictFree } from '../training/share/check-sharing.ts';
import type { Workload } from '../workload/workload.ts';
import { type RetrainingFile, retrainingSchema } from './retraining-schema.ts';

/** A re-training scenario as read: what it names is still to be found. */
export interface RetrainingStudy {
  readonly network: string;
  readonly start: string | undefined;
  readonly data: RetrainingFile['data'];
  /** The task, once network and data are there. */
  readonly taskFor: (workload: Workload) => Omit<RetrainingTask, 'data' | 'start'>;
}

const standard: Schedule = { epochs: 8, batch: 64, rate: 0.02, rateDecay: 0.85, momentum: 0.9, weightDecay: 5e-4 };

/** Reads a re-training scenario; every fault in one `InputError`. */
export function readRetraining(file: string, text: string): RetrainingStudy {
  const document = readDocument(file, text, retrainingSchema);
  const { network, start, data } = document.value;
  return { network, start, data, taskFor: (workload) => taskOf(document, workload) };
}

function taskOf(document: InputDocument<RetrainingFile>, workload: Workload): Omit<RetrainingTask, 'data' | 'start'> {
  const { value } = document;
  const { refreshEvery = 5, ...retrain } = value.retrain ?? {};
  const variants = value.regularisers ?? [{ form: 'hard-indicator' as const }];
  return {
    title: value.title ?? `Re-training of ${workload.name}`,
    workload,
    seeds: value.seeds ?? [1],
    pretrain: { ...standard, ...value.pretrain },
    retrain: { ...standard, epochs: 2, rate: 0.01, rateDecay: 0.7, ...retrain },
    refreshEvery,
    fineTune: { ...standard, epochs: 0, rate: 1e-4, ...value.fineTune },
    engine: engines.find(({ name }) => name === value.share.engine) as CompressionEngine,
    cases: casesOf(document, workload),
    variants: variants.map(({ form, lambda = 1e-4 }) => ({ regulariser: form, lambda: form === 'none' ? 0 : lambda })),
    ...(value.reference && { reference: referenceOf(value.reference) }),
  };
}

function casesOf(document: InputDocument<RetrainingFile>, workload: Workload): SharingCase[] {
  const names = weightedLayers(workload).map(({ layer }) => layer.name);
  const given = document.value.share.cases;
  const issues = given.flatMap((each, at) => {
    const faults = conflictFree(each.options ?? {}).map((fault) =>
      document.issue(['share', 'cases', at, 'options', fault.found ?? ''], fault),
    );
    if (!('layer' in each) || names.includes(each.layer)) return faults;
    const meant = nearest(each.layer, names);
    const hint = meant === undefined ? {} : { hint: `did you mean "${meant}"?` };
    const message = `"${workload.name}" has no layer "${each.layer}" with weights`;
    const words = { code: 'no-such-layer', message, found: each.layer, accepted: names.join(', '), ...hint };
    return [...faults, document.issue(['share', 'cases', at, 'layer'], words)];
  });
  if (issues.length > 0) throw new InputError(issues);
  return given.flatMap((each): SharingCase[] => {
    if (!('layer' in each)) return [{ name: each.name, options: each.options ?? {} }];
    const { layer, k, options } = each;
    const exclude = names.filter((name) => name !== layer);
    return [k].flat().map((entries) => ({
      name: `${layer}, K ${entries}`,
      layer,
      k: entries,
      options: { ...options, k: entries, exclude },
    }));
  });
}

function referenceOf({ source, images, points }: NonNullable<RetrainingFile['reference']>) {
  const listed = Object.entries(points).flatMap(([layer, byK]) =>
    Object.entries(byK).map(([k, percent]) => ({ layer, k: Number(k), accuracy: percent / 100 })),
  );
  return { source, images, points: listed };
}
