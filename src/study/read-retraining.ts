import { fitsGlob } from '../compression/glob.ts';
import { weightedLayers } from '../compression/weighted-layers.ts';
import { type InputDocument, readDocument } from '../shared/document.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import type { Schedule } from '../training/loop/schedule.ts';
import type { RetrainingTask } from '../training/retraining/retraining-task.ts';
import type { Workload } from '../workload/workload.ts';
import { noSuchLayer, readCases } from './read-cases.ts';
import { type RetrainingFile, retrainingSchema } from './retraining-schema.ts';

/** A re-training scenario as read: what it names is still to be found. */
export interface RetrainingStudy {
  readonly document: InputDocument<RetrainingFile>;
  /** The task, once network and data are there. */
  readonly taskFor: (workload: Workload) => Omit<RetrainingTask, 'data' | 'start'>;
}

const standard: Schedule = { epochs: 8, batch: 64, rate: 0.02, rateDecay: 0.85, momentum: 0.9, weightDecay: 5e-4 };

/** Reads a re-training scenario; every fault in one `InputError`. */
export function readRetraining(file: string, text: string): RetrainingStudy {
  const document = readDocument(file, text, retrainingSchema);
  return { document, taskFor: (workload) => taskOf(document, workload) };
}

function taskOf(document: InputDocument<RetrainingFile>, workload: Workload): Omit<RetrainingTask, 'data' | 'start'> {
  const { value } = document;
  const { refreshEvery = 5, ...retrain } = value.retrain ?? {};
  const layers = layersOf(document, workload);
  return {
    title: value.title ?? `Re-training of ${workload.name}`,
    workload,
    seeds: value.seeds ?? [1],
    pretrain: { ...standard, ...value.pretrain },
    retrain: { ...standard, epochs: 2, rate: 0.01, rateDecay: 0.7, ...retrain },
    refreshEvery,
    fineTune: { ...standard, epochs: 0, rate: 1e-4, ...value.fineTune },
    cases: readCases(document, workload),
    ...(value.layers && { layers }),
    ...(value.pictures && { pictures: value.pictures }),
    ...(value.reference && { reference: referenceOf(value.reference) }),
  };
}

/** Layers with weights that are in question; patterns and names that fit none are a fault. */
function layersOf(document: InputDocument<RetrainingFile>, workload: Workload): string[] {
  const { layers: patterns = ['*'], pictures } = document.value;
  const names = weightedLayers(workload).map(({ layer }) => layer.name);
  const fault = (path: Parameters<typeof noSuchLayer>[1], found: string) =>
    noSuchLayer(document, path, { found, names, network: workload.name });
  const issues: Issue[] = patterns.flatMap((pattern, at) =>
    names.some((name) => fitsGlob(name, pattern)) ? [] : [fault(['layers', at], pattern)],
  );
  if (pictures !== undefined && !names.includes(pictures.layer))
    issues.push(fault(['pictures', 'layer'], pictures.layer));
  if (issues.length > 0) throw new InputError(issues);
  return names.filter((name) => patterns.some((pattern) => fitsGlob(name, pattern)));
}

function referenceOf({ source, images, points }: NonNullable<RetrainingFile['reference']>) {
  const listed = Object.entries(points).flatMap(([layer, byK]) =>
    Object.entries(byK).map(([k, percent]) => ({ layer, k: Number(k), accuracy: percent / 100 })),
  );
  return { source, images, points: listed };
}
