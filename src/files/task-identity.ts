import { createHash } from 'node:crypto';
import { version } from '../shared/version.ts';
import type { Backend } from '../training/backend/backend.ts';
import type { ImageSet } from '../training/data/image-set.ts';
import type { RetrainingTask } from '../training/retraining/retraining-task.ts';

/** A checksum of all that decides the points of a task: version, backend, network, images, first weights, seeds, schedules and cases. */
export function taskIdentity(
  { data, start, title: _title, reference: _, ...task }: RetrainingTask,
  backend: Backend,
): string {
  const hash = createHash('sha256');
  const cases = task.cases.map(({ engine, ...each }) => ({ ...each, engine: engine.name }));
  hash.update(JSON.stringify({ version, backend: backend.name, ...task, cases }));
  for (const { pixels, labels, ...size } of [data.training, data.test] satisfies readonly ImageSet[]) {
    hash.update(JSON.stringify(size)).update(pixels).update(labels);
  }
  for (const [name, { shape, data: values }] of start ?? []) hash.update(JSON.stringify([name, shape])).update(values);
  return hash.digest('hex');
}
