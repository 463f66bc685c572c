import type { Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError, NoAnswerError } from '../../src/shared/issue.ts';
import { openBackend } from '../../src/training/backend/backend.ts';
import type { TensorLibrary } from '../../src/training/backend/tensor-library.ts';
import { checkImages } from '../../src/training/data/check-images.ts';
import { accuracy } from '../../src/training/loop/evaluate.ts';
import { crossEntropy } from '../../src/training/loop/loss.ts';
import { train } from '../../src/training/loop/train.ts';
import { fromTensorFlow, toTensorFlow } from '../../src/training/network/layout.ts';
import { buildNetwork } from '../../src/training/network/network.ts';
import { initialParameters, parameterShapes } from '../../src/training/network/parameters.ts';
import { planNetwork } from '../../src/training/network/plan.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import { builtInNetwork } from '../support/networks.ts';
import { bars, everyKind, small } from './tiny.ts';

let tf: TensorLibrary;
beforeAll(async () => {
  tf = (await openBackend('wasm')).tf;
});

const options = { epochs: 3, batch: 16, rate: 0.05, rateDecay: 1, momentum: 0.9, weightDecay: 0, seed: 1 };

describe('networks from layer lists', () => {
  test.each([
    // Caffe's LeNet, published; the others: weights of `kjoule workload` plus two running statistics per normalised channel
    ['lenet5', 431_080, 10],
    ['tt-conv-cnn', undefined, 10],
    ['freshnet-cnn', undefined, 10],
    ['wide-resnet-16-4', undefined, 10],
  ] as const)('%s holds the parameters its workload counts', (name, published, classes) => {
    const workload = builtInNetwork(name);
    const plan = planNetwork(workload);
    const trained = [...parameterShapes(plan)].filter(([each]) => !each.includes('.running_'));
    const count = trained.reduce((sum, [, shape]) => sum + shape.reduce((product, size) => product * size, 1), 0);
    expect(count).toBe(workload.layers.reduce((sum, { parameters }) => sum + parameters, 0));
    if (published !== undefined) expect(count).toBe(published);
    expect(plan.classes).toBe(classes);
  });

  test.each(['tt-conv-cnn', 'freshnet-cnn', 'wide-resnet-16-4'])(
    '%s runs and has a gradient for every weight',
    (name) => {
      const plan = planNetwork(builtInNetwork(name));
      const network = buildNetwork(tf, plan, initialParameters(plan, 1));
      const images = tf.randomUniform([1, 32, 32, 3], 0, 1, 'float32', 1);
      const labels = tf.oneHot(tf.tensor1d([3], 'int32'), 10);
      const { value, grads } = tf.variableGrads(
        () => crossEntropy(tf, network.forward(images, true), labels) as never,
        [...network.trained.values()],
      );
      expect(value.dataSync()[0]).toBeGreaterThan(0);
      expect(Object.keys(grads).length).toBe(network.trained.size);
      for (const gradient of Object.values(grads)) gradient.dispose();
      for (const each of [value, images, labels, network]) each.dispose();
    },
  );

  test('every layer that cannot be trained is named in one report', () => {
    const workload = readLayerList(
      'x.yaml',
      `name: x
source: s
input: { channels: 4, size: [9, 9] }
layers:
  - { name: a, type: conv, filters: 4, kernel: 3, dilation: 2 }
  - { name: b, type: conv, filters: 4, kernel: 3, groups: 2 }
  - { name: c, type: activation, operations: 4 }
  - { name: d, type: normalisation, method: lrn }
  - { name: e, type: fc, outputs: 2 }
`,
    );
    const issues = issuesOf(() => planNetwork(workload));
    expect(issues.map(({ code, path }) => [code, path])).toEqual(
      ['a', 'b', 'c', 'd'].map((each) => ['layer-not-trainable', each]),
    );
  });
});

describe('gradients', () => {
  const plan = planNetwork(everyKind);

  test('equal differences of the loss, for every kind of layer', () => {
    const network = buildNetwork(tf, plan, initialParameters(plan, 7));
    const images = tf.randomUniform([4, 8, 8, 2], 0, 1, 'float32', 1);
    const labels = tf.oneHot(tf.tensor1d([0, 2, 1, 2], 'int32'), 3);
    const loss = () => crossEntropy(tf, network.forward(images, true), labels);
    const { value, grads } = tf.variableGrads(loss as never, [...network.trained.values()]);
    value.dispose();
    for (const [name, variable] of network.trained) {
      const gradient = grads[variable.name]!.dataSync();
      const direction = tf.randomNormal(variable.shape, 0, 1, 'float32', 5);
      const along = (direction.dataSync() as Float32Array).reduce((sum, each, at) => sum + each * gradient[at]!, 0);
      const step = 2e-4;
      const moved = (by: number) => {
        const start = variable.clone();
        variable.assign(tf.add(start, tf.mul(direction, by)) as Tensor);
        const [result] = tf.tidy(loss).dataSync();
        variable.assign(start);
        return result!;
      };
      const slope = (moved(step) - moved(-step)) / (2 * step);
      // 32-bit losses are off by about 1e-7, so slopes by up to 1e-3
      expect(Math.abs(slope - along), name).toBeLessThan(0.01 * Math.abs(along) + 2e-3);
    }
  });

  test('cross-entropy is finite for logits that overflow an exponential', () => {
    const loss = tf
      .tidy(() => crossEntropy(tf, tf.tensor2d([[1000, 0, -1000]]), tf.tensor2d([[0, 1, 0]])))
      .dataSync()[0];
    expect(loss).toBe(1000);
  });
});

describe('layouts', () => {
  test.each(planNetwork(everyKind).steps.map((step) => [step.kind, step] as const))(
    '%s: there and back again',
    (_, step) => {
      const shape = parameterShapes(planNetwork(everyKind)).get(`${step.name}.weight`);
      if (shape === undefined) return;
      const data = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_each, at) => at);
      expect(fromTensorFlow(step, toTensorFlow(step, data).data)).toEqual(data);
    },
  );

  test('a fully connected layer reads maps channel by channel, as Caffe and PyTorch do', () => {
    const { steps } = planNetwork(small);
    const fc = steps.find(({ name }) => name === 'fc1')!;
    // 6 channels of 3 × 3; weight [output 0][channel 4][row 1][column 2] meets TensorFlow's input (1·3 + 2)·6 + 4
    const data = new Float32Array(3 * 54);
    data[4 * 9 + 1 * 3 + 2] = 1;
    expect(toTensorFlow(fc, data).data.indexOf(1)).toBe(((1 * 3 + 2) * 6 + 4) * 3);
  });
});

describe('training', () => {
  const plan = planNetwork(small);

  test('learns to tell three classes apart; the same seed gives the same weights, another seed others', async () => {
    const run = async (seed: number) => {
      const network = buildNetwork(tf, plan, initialParameters(plan, seed));
      const losses = await train(tf, { network, images: bars(192, 1) }, { ...options, epochs: 8, seed });
      const result = { losses, parameters: network.read(), accuracy: await accuracy(tf, network, bars(90, 2)) };
      network.dispose();
      return result;
    };
    const [first, again, other] = [await run(1), await run(1), await run(2)];
    expect(first.losses.at(-1)!).toBeLessThan(0.3 * first.losses[0]!);
    expect(first.accuracy).toBeGreaterThan(0.9);
    expect(again).toEqual(first);
    expect(other.parameters).not.toEqual(first.parameters);
  });

  test('batch normalisation judges by running statistics, which training follows', async () => {
    const plan = planNetwork(everyKind);
    const network = buildNetwork(tf, plan, initialParameters(plan, 1));
    await train(tf, { network, images: bars(96, 1, 2) }, { ...options, epochs: 6, rate: 0.02 });
    const mean = network.read().get('norm1.running_mean')!.data;
    expect(Math.max(...mean.map(Math.abs))).toBeGreaterThan(0.01);
    expect(await accuracy(tf, network, bars(90, 2, 2))).toBeGreaterThan(0.8);
    network.dispose();
  });

  test('a loss that is no number stops it, with the step, the learning rate and what to try', async () => {
    const network = buildNetwork(tf, plan, initialParameters(plan, 1));
    const run = train(tf, { network, images: bars(64, 1) }, { ...options, rate: 1e25 });
    await expect(run).rejects.toBeInstanceOf(NoAnswerError);
    const [issue] = ((await run.catch((error) => error)) as NoAnswerError).issues;
    expect(issue).toMatchObject({ code: 'training-diverged' });
    expect(issue!.message).toMatch(/at step \d+/);
    expect(issue!.found).toContain('learning rate 1e+25');
    expect(issue!.hint).toContain('1e+24');
    network.dispose();
  });

  test('no tensor outlives a run', async () => {
    const before = tf.memory().numTensors;
    const network = buildNetwork(tf, plan, initialParameters(plan, 1));
    await train(tf, { network, images: bars(40, 1) }, { ...options, epochs: 2 });
    await accuracy(tf, network, bars(20, 2));
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('images that do not fit the network', () => {
  const plan = planNetwork(small);
  const good = bars(6, 1);
  const data = (training: object) => ({ name: 'mine', source: '', training: { ...good, ...training }, test: good });

  test.each([
    ['image-size', { rows: 4, columns: 16 }],
    ['image-count', { pixels: good.pixels.subarray(64) }],
    ['label-out-of-range', { labels: Uint8Array.from([0, 1, 2, 3, 0, 1]) }],
    ['no-images', { labels: new Uint8Array(0), pixels: new Uint8Array(0) }],
    ['image-not-finite', { pixels: new Float32Array(6 * 64).fill(Number.NaN) }],
  ])('%s', (code, wrong) => {
    expect(issuesOf(() => checkImages(plan, data(wrong))).map((issue) => issue.code)).toEqual([code]);
    expect(() => checkImages(plan, data({}))).not.toThrow();
  });
});

function issuesOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return error.issues;
    throw error;
  }
  return [];
}
