import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../backend/tensor-library.ts';

/** Mean cross-entropy of softmax(logits) `[N classes]` against one-hot labels of that shape; finite for any finite logits. */
export function crossEntropy(tf: TensorLibrary, logits: Tensor, labels: Tensor): Tensor {
  const loss = tf.customGrad((...args) => {
    const [z, y, save] = args as unknown as [Tensor, Tensor, (kept: Tensor[]) => void];
    const logProbabilities = tf.sub(
      tf.sub(z, tf.max(z, 1, true)),
      tf.log(tf.sum(tf.exp(tf.sub(z, tf.max(z, 1, true))), 1, true)),
    );
    save([logProbabilities, y]);
    const value = tf.neg(tf.mean(tf.sum(tf.mul(y, logProbabilities), 1)));
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [logs, wanted] = saved as [Tensor, Tensor];
      const each = tf.div(tf.sub(tf.exp(logs), wanted), wanted.shape[0]!);
      return [tf.mul(each, dy), tf.zerosLike(wanted)];
    };
    return { value, gradFunc };
  });
  return loss(logits, labels);
}
