import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import { batchNormalise } from './batch-normalise.ts';
import type { Pass } from './pass.ts';
import type { Step } from './plan.ts';

/** Runs a batch through the network, step by step. */
export function forward(pass: Pass, images: Tensor): Tensor {
  const results = new Map<string, Tensor>([['input', images]]);
  for (const step of pass.plan.steps) {
    const inputs = step.reads.map((name) => results.get(name)!);
    results.set(step.name, runStep(pass, step, inputs));
  }
  return results.get(pass.plan.logits)!;
}

function runStep(pass: Pass, step: Step, inputs: readonly Tensor[]): Tensor {
  const { tf } = pass;
  const x = inputs[0] as Tensor4D;
  const weight = pass.variables.get(`${step.name}.weight`) as unknown as Tensor4D;
  switch (step.kind) {
    case 'conv':
      return biased(pass, step.name, tf.conv2d(x, weight, [...step.stride], padding(step.padding)));
    case 'depthwise':
      return biased(pass, step.name, tf.depthwiseConv2d(x, weight, [...step.stride], padding(step.padding)));
    case 'fc': {
      const { rows, columns, channels } = step.map;
      const flat: Tensor2D = tf.reshape(x, [x.shape[0], rows * columns * channels]);
      return biased(pass, step.name, tf.matMul(flat, weight as unknown as Tensor2D));
    }
    case 'max-pool':
      return tf.maxPool(x, [...step.kernel], [...step.stride], padding(step.padding));
    case 'average-pool':
      return tf.avgPool(x, [...step.kernel], [...step.stride], padding(step.padding));
    case 'relu':
      return tf.relu(x);
    case 'add':
      return inputs.slice(1).reduce((sum, each) => tf.add(sum, each), inputs[0]!);
    case 'normalisation':
      return batchNormalise(pass, step.name, x);
  }
}

function biased({ tf, variables }: Pass, name: string, result: Tensor): Tensor {
  const bias = variables.get(`${name}.bias`);
  return bias === undefined ? result : tf.add(result, bias);
}

type Explicit = [[number, number], [number, number], [number, number], [number, number]];

function padding([top, left, bottom, right]: readonly [number, number, number, number]): 'valid' | Explicit {
  if (top + left + bottom + right === 0) return 'valid';
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
