import { InputError, type Issue } from '../../shared/issue.ts';
import { Random } from '../../shared/random.ts';
import { type ImageSet, pick } from './image-set.ts';
import { shuffled } from './shuffled.ts';

/** How many images are used, and the seed that draws them. */
export interface Split {
  readonly training?: number | undefined;
  readonly test?: number | undefined;
  readonly seed: number;
}

/** Images in two sets as their source has them, or in one that is split. */
export interface FoundImages {
  readonly training: ImageSet;
  readonly test?: ImageSet | undefined;
}

/** Without numbers all images are used, a fifth of an undivided source for judging. Which ones depends on the seed alone. */
export function splitImages({ training, test }: FoundImages, split: Split): { training: ImageSet; test: ImageSet } {
  const random = new Random(split.seed);
  const available = training.labels.length;
  if (test !== undefined) {
    refuse([shortage('training', split.training, available), shortage('test', split.test, test.labels.length)]);
    return { training: some(training, split.training, random), test: some(test, split.test, random) };
  }
  const held = split.test ?? (split.training === undefined ? Math.floor(available / 5) : available - split.training);
  const used = split.training ?? available - held;
  refuse([shortage('training and test', used + held, available)]);
  const order = shuffled(available, random);
  return { training: pick(training, order.subarray(0, used)), test: pick(training, order.subarray(used, used + held)) };
}

function some(set: ImageSet, count: number | undefined, random: Random): ImageSet {
  if (count === undefined || count === set.labels.length) return set;
  return pick(set, shuffled(set.labels.length, random).subarray(0, count));
}

function shortage(what: string, wanted: number | undefined, available: number): Issue | undefined {
  if (wanted === undefined || wanted <= available) return undefined;
  const message = `there are not as many ${what} images`;
  return { code: 'no-images', severity: 'error', message, found: String(wanted), accepted: `at most ${available}` };
}

function refuse(issues: readonly (Issue | undefined)[]): void {
  const found = issues.filter((issue) => issue !== undefined);
  if (found.length > 0) throw new InputError(found);
}
