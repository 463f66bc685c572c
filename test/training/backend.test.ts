import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Backend, openBackend } from '../../src/training/backend/backend.ts';
import type { TensorLibrary } from '../../src/training/backend/tensor-library.ts';

let tf: TensorLibrary;
beforeAll(async () => {
  await openBackend('cpu');
  tf = (await openBackend('wasm')).tf;
});

/** What an operation gives on each backend. */
async function onBoth(compute: () => Tensor): Promise<{ wasm: Float32Array; cpu: Float32Array }> {
  const on = async (name: string) => {
    await tf.setBackend(name);
    return tf.tidy(compute).dataSync() as Float32Array;
  };
  return { cpu: await on('cpu'), wasm: await on('wasm') };
}

function close(wasm: Float32Array, cpu: Float32Array): void {
  const largest = cpu.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(wasm.length).toBe(cpu.length);
  expect(largest).toBeGreaterThan(0);
  const worst = wasm.reduce((most, value, at) => Math.max(most, Math.abs(value - cpu[at]!)), 0);
  expect(worst / largest).toBeLessThan(4e-5);
}

const random = (shape: readonly number[], seed: number) =>
  tf.randomNormal([...shape] as [number, number, number, number], 0, 1, 'float32', seed) as Tensor4D;

const windows = [
  { input: [2, 7, 6, 3], filter: [3, 2, 3, 4], strides: [1, 1], pad: 'valid' },
  { input: [2, 8, 9, 3], filter: [3, 3, 3, 5], strides: [2, 2], pad: 'same' },
  { input: [3, 10, 9, 2], filter: [4, 3, 2, 3], strides: [3, 2], pad: 'valid' },
  { input: [1, 6, 6, 4], filter: [1, 1, 4, 2], strides: [2, 2], pad: 'valid' },
  {
    input: [2, 9, 7, 1],
    filter: [5, 5, 1, 6],
    strides: [1, 1],
    pad: [
      [0, 0],
      [2, 2],
      [1, 3],
      [0, 0],
    ],
  },
] as const;

describe.each(windows)('convolution of $input by $filter, stride $strides, padding $pad', (window) => {
  const { input, filter } = window;
  const attrs = () => ({ strides: [...window.strides], pad: window.pad, dataFormat: 'NHWC', dimRoundingMode: null });
  const run = (kernel: string, inputs: object, more: object) =>
    tf.engine().runKernel(kernel, inputs as never, { ...attrs(), ...more } as never) as Tensor;
  const forward = (x: Tensor4D, w: Tensor4D) => run('Conv2D', { x, filter: w }, { dilations: [1, 1] });
  const depthwise = (x: Tensor4D, w: Tensor4D) => run('DepthwiseConv2dNative', { x, filter: w }, { dilations: [1, 1] });
  const perChannel: number[] = [filter[0], filter[1], input[3], 2];

  test('the gradient of the filters equals that of the cpu backend', async () => {
    const { wasm, cpu } = await onBoth(() => {
      const [x, w] = [random(input, 1), random(filter, 2)];
      const dy = random(forward(x, w).shape, 3);
      return run('Conv2DBackpropFilter', { x, dy }, { filterShape: w.shape });
    });
    close(wasm, cpu);
  });

  test('the gradient of the input equals that of the cpu backend', async () => {
    const { wasm, cpu } = await onBoth(() => {
      const [x, w] = [random(input, 1), random(filter, 2)];
      const dy = random(forward(x, w).shape, 3);
      return run('Conv2DBackpropInput', { dy, filter: w }, { inputShape: x.shape });
    });
    close(wasm, cpu);
  });

  test('depthwise: the gradient of the filters equals that of the cpu backend', async () => {
    const { wasm, cpu } = await onBoth(() => {
      const [x, w] = [random(input, 1), random(perChannel, 2)];
      const dy = random(depthwise(x, w).shape, 3);
      const more = { filterShape: w.shape, dilations: [1, 1] };
      return run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, more);
    });
    close(wasm, cpu);
  });

  test('depthwise: the gradient of the input equals that of the cpu backend', async () => {
    const { wasm, cpu } = await onBoth(() => {
      const [x, w] = [random(input, 1), random(perChannel, 2)];
      const dy = random(depthwise(x, w).shape, 3);
      const more = { inputShape: x.shape, dilations: [1, 1] };
      return run('DepthwiseConv2dNativeBackpropInput', { dy, filter: w }, more);
    });
    close(wasm, cpu);
  });
});

test.each([
  [false, false],
  [true, false],
  [false, true],
  [true, true],
])('matrices multiply as on the cpu backend, transposed %s and %s', async (left, right) => {
  const { wasm, cpu } = await onBoth(() => {
    const a = random(left ? [2, 5, 3] : [2, 3, 5], 1);
    const b = random(right ? [2, 4, 5] : [2, 5, 4], 2);
    return tf.matMul(a, b, left, right);
  });
  close(wasm, cpu);
});

test.each([
  { size: 2, stride: 2, pad: 'valid' },
  { size: 3, stride: 2, pad: 'same' },
  { size: 3, stride: 1, pad: 'valid' },
] as const)('pooling of $size, stride $stride, $pad: gradients equal those of the cpu backend', async (pool) => {
  const attrs = { filterSize: [pool.size, pool.size], strides: [pool.stride, pool.stride], pad: pool.pad };
  for (const [kernel, operation] of [
    ['MaxPoolGrad', tf.maxPool],
    ['AvgPoolGrad', tf.avgPool],
  ] as const) {
    const { wasm, cpu } = await onBoth(() => {
      const x = random([2, 7, 8, 3], 1);
      const y = operation(x, pool.size, pool.stride, pool.pad);
      const dy = random(y.shape, 2);
      const given = { dy, input: x, output: y };
      return tf.engine().runKernel(kernel, given, { ...attrs, dimRoundingMode: null } as never) as Tensor;
    });
    close(wasm, cpu);
  }
});

test('kernels leave no memory behind', async () => {
  await tf.setBackend('wasm');
  const step = () => {
    const x = random([2, 8, 8, 3], 1);
    const w = random([3, 3, 3, 4], 2);
    const gradient = tf.grads((a: Tensor, b: Tensor) =>
      tf.sum(tf.maxPool(tf.conv2d(a as Tensor4D, b as Tensor4D, 2, 'same'), 2, 2, 'valid')),
    );
    for (const each of [...gradient([x, w]), x, w]) each.dispose();
  };
  const held = () => tf.engine().backend.numDataIds();
  const registered = tf.getGradient('Sum') != null;
  if (!registered) tf.registerGradient({ kernelName: 'Sum', inputsToSave: ['x'], gradFunc: ones });
  step();
  const before = held();
  step();
  expect(held()).toBe(before);
  function ones(dy: Tensor | Tensor[], saved: Tensor[]) {
    return { x: () => tf.mul(tf.onesLike(saved[0]!), dy as Tensor) };
  }
});

describe('choice of a backend', () => {
  const absent = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });

  test('without the native package WebAssembly runs, and the reason says why', async () => {
    const backend = await openBackend(undefined, () => Promise.reject(absent));
    expect(backend).toMatchObject({ name: 'wasm', reason: '@tensorflow/tfjs-node is not installed' });
    expect(backend.tf.getBackend()).toBe('wasm');
  });

  test('a native package that is broken is named with its fault, and WebAssembly runs', async () => {
    const backend = await openBackend(undefined, () =>
      Promise.reject(new Error('libtensorflow.so.2 is missing\nmore')),
    );
    expect(backend.name).toBe('wasm');
    expect(backend.reason).toBe('@tensorflow/tfjs-node does not load: libtensorflow.so.2 is missing');
    await expect(openBackend('tensorflow', () => Promise.reject(absent))).rejects.toThrow('not installed');
  });

  test('an installed native package is used', async () => {
    const asked: string[] = [];
    const library: TensorLibrary = { ...tf, setBackend: async (name) => asked.push(name) > 0, ready: async () => {} };
    const backend: Backend = await openBackend(undefined, async () => ({ default: library }));
    expect(backend).toMatchObject({ name: 'tensorflow', reason: '@tensorflow/tfjs-node is installed' });
    expect(asked).toEqual(['tensorflow']);
  });
});
