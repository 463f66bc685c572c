import type { TensorLibrary } from '../backend/tensor-library.ts';
import type { ImageSet } from '../data/image-set.ts';
import type { Network } from '../network/network.ts';
import { BatchMaker } from './batches.ts';

/** Images that are judged at a time. */
export const judgedAtOnce = 250;

/** Share of the images whose largest logit is that of their label, 0…1. */
export async function accuracy(tf: TensorLibrary, network: Network, images: ImageSet): Promise<number> {
  const { classes } = network.plan;
  const count = images.labels.length;
  const batches = new BatchMaker(tf, images, { classes, largest: judgedAtOnce });
  const order = Uint32Array.from({ length: count }, (_, at) => at);
  let right = 0;
  for (let from = 0; from < count; from += judgedAtOnce) {
    const places = order.subarray(from, from + judgedAtOnce);
    const made = batches.make(places);
    const logits = tf.tidy(() => network.forward(made.images, false));
    const values = logits.dataSync();
    for (const tensor of [made.images, made.labels, logits]) tensor.dispose();
    for (let at = 0; at < places.length; at += 1) {
      const largest = argMax(values, at * classes, classes);
      if (largest === images.labels[places[at]!]) right += 1;
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  return right / count;
}

/** Place of the largest of some neighbouring values, the first of equal ones. */
function argMax(values: ArrayLike<number>, from: number, count: number): number {
  let largest = 0;
  for (let at = 1; at < count; at += 1) if (values[from + at]! > values[from + largest]!) largest = at;
  return largest;
}
