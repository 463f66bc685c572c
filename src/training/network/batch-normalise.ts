import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { Pass } from './pass.ts';

const epsilon = 1e-5;
/** Share of the running statistics that a batch replaces. */
const momentum = 0.1;

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy 2015): with the statistics of the batch in training, which
 * the running ones follow; with the running ones otherwise.
 */
export function batchNormalise(pass: Pass, name: string, x: Tensor): Tensor {
  const { tf, variables, training } = pass;
  const part = (of: string) => variables.get(`${name}.${of}`)!;
  const [scale, shift, mean, variance] = [part('weight'), part('bias'), part('running_mean'), part('running_var')];
  if (!training) {
    const factor = tf.mul(scale, tf.rsqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(x, factor), tf.sub(shift, tf.mul(mean, factor)));
  }
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  const normalise = tf.customGrad((...args) => {
    const [input, gamma, beta, save] = args as unknown as [Tensor, Tensor, Tensor, (kept: Tensor[]) => void];
    const centre = tf.mean(input, axes);
    const spread = tf.mean(tf.square(tf.sub(input, centre)), axes);
    const inverse = tf.rsqrt(tf.add(spread, epsilon));
    const standard = tf.mul(tf.sub(input, centre), inverse);
    follow(pass, mean, centre);
    // The spread of a whole population is estimated with n − 1.
    follow(pass, variance, tf.mul(spread, count / Math.max(1, count - 1)));
    save([standard, inverse, gamma]);
    return { value: tf.add(tf.mul(standard, gamma), beta), gradFunc };
    function gradFunc(dy: Tensor, saved: Tensor[]): Tensor[] {
      const [unit, inverted, gain] = saved as [Tensor, Tensor, Tensor];
      const dBeta = tf.sum(dy, axes);
      const dGamma = tf.sum(tf.mul(dy, unit), axes);
      // dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy·x̂))
      const centred = tf.sub(tf.sub(dy, tf.div(dBeta, count)), tf.mul(unit, tf.div(dGamma, count)));
      return [tf.mul(centred, tf.mul(inverted, gain)), dGamma, dBeta];
    }
  });
  return normalise(x, scale, shift);
}

function follow({ tf }: Pass, running: Variable, now: Tensor): void {
  running.assign(tf.add(tf.mul(running, 1 - momentum), tf.mul(now, momentum)));
}
