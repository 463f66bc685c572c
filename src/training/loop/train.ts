import { NoAnswerError } from '../../shared/issue.ts';
import { Random } from '../../shared/random.ts';
import type { TensorLibrary } from '../backend/tensor-library.ts';
import type { ImageSet } from '../data/image-set.ts';
import { shuffled } from '../data/shuffled.ts';
import type { Network } from '../network/network.ts';
import { BatchMaker } from './batches.ts';
import { Descent } from './descent.ts';
import type { GradientRule } from './gradient-rule.ts';
import { crossEntropy } from './loss.ts';
import type { Schedule } from './schedule.ts';

export interface TrainingOptions extends Schedule {
  /** Order of the images. */
  readonly seed: number;
  readonly rule?: GradientRule | undefined;
  readonly onStep?: ((done: number, total: number, loss: number) => void) | undefined;
}

/**
 * Trains in place; returns the mean loss of each epoch. Stops with a `NoAnswerError` when the loss is no longer a number. Every
 * step lets other tasks of the process run.
 */
export async function train(
  tf: TensorLibrary,
  task: { readonly network: Network; readonly images: ImageSet },
  options: TrainingOptions,
): Promise<readonly number[]> {
  const { network, images } = task;
  const { epochs, batch } = options;
  const random = new Random(options.seed);
  const count = images.labels.length;
  const steps = Math.ceil(count / batch);
  const batches = new BatchMaker(tf, images, { classes: network.plan.classes, largest: batch });
  const descent = new Descent(tf, network, options);
  const means: number[] = [];
  try {
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      await descent.beginEpoch(epoch);
      const order = shuffled(count, random);
      const rate = options.rate * options.rateDecay ** epoch;
      let sum = 0;
      for (let step = 0; step < steps; step += 1) {
        const made = batches.make(order.subarray(step * batch, (step + 1) * batch));
        const loss = descent.step(made.images, made.labels, { rate, loss: (z, y) => crossEntropy(tf, z, y) });
        made.images.dispose();
        made.labels.dispose();
        if (!Number.isFinite(loss)) throw diverged({ network, step: epoch * steps + step, rate, loss });
        sum += loss;
        options.onStep?.(epoch * steps + step + 1, epochs * steps, loss);
        await new Promise((resolve) => setTimeout(resolve));
      }
      means.push(sum / steps);
    }
  } finally {
    descent.dispose();
  }
  return means;
}

interface Divergence {
  readonly network: Network;
  readonly step: number;
  readonly rate: number;
  readonly loss: number;
}

function diverged({ network, step, rate, loss }: Divergence): NoAnswerError {
  const message = `training "${network.plan.name}" diverged at step ${step + 1}: the loss is not a number any more`;
  const found = `loss ${loss}, learning rate ${rate}`;
  const hint = `try a learning rate of ${Number((rate / 10).toPrecision(2))}, or less momentum`;
  return new NoAnswerError([{ code: 'training-diverged', severity: 'error', message, found, hint }]);
}
