import { InputError, type Issue } from '../../shared/issue.ts';
import type { NetworkPlan } from '../network/plan.ts';
import { type ImageSet, pixelsPerImage, type TrainingData } from './image-set.ts';

/** Throws one `InputError` with whatever keeps this network from being trained on these images. */
export function checkImages(plan: NetworkPlan, data: TrainingData): void {
  const issues = (['training', 'test'] as const).flatMap((part) => faultsOf(plan, data[part], `${data.name}, ${part}`));
  if (issues.length > 0) throw new InputError(issues);
}

function faultsOf(plan: NetworkPlan, set: ImageSet, where: string): Issue[] {
  const issues: Issue[] = [];
  const add = (code: string, message: string, words: Partial<Issue>) =>
    issues.push({ code, severity: 'error', message: `${where}: ${message}`, ...words });
  const { rows, columns, channels } = plan.input;
  if (set.rows !== rows || set.columns !== columns || set.channels !== channels) {
    add('image-size', `"${plan.name}" takes images of another size (rows x columns x channels)`, {
      found: `${set.rows} x ${set.columns} x ${set.channels}`,
      accepted: `${rows} x ${columns} x ${channels}`,
    });
  }
  if (set.labels.length === 0) add('no-images', 'there is no image', { accepted: 'at least one' });
  if (set.pixels.length !== set.labels.length * pixelsPerImage(set)) {
    const found = `${set.pixels.length / pixelsPerImage(set)} images, ${set.labels.length} labels`;
    add('image-count', 'images and labels differ in number', { found });
  }
  const wrong = set.labels.findIndex((label) => label < 0 || label >= plan.classes);
  if (wrong >= 0) {
    add('label-out-of-range', `the label of image ${wrong} is no class of "${plan.name}"`, {
      found: String(set.labels[wrong]),
      accepted: `0 to ${plan.classes - 1}`,
    });
  }
  if (set.pixels instanceof Float32Array && !set.pixels.every(Number.isFinite)) {
    add('image-not-finite', 'a pixel is not a finite number', {});
  }
  return issues;
}
