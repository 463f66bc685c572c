import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from './tensor-library.ts';

type Gradient = Parameters<TensorLibrary['registerGradient']>[0];
type Axes = readonly number[];

/**
 * Gradients of the operations networks here are made of. `@tensorflow/tfjs-core` holds none in its Node build;
 * `@tensorflow/tfjs-node` brings its own, which stay.
 */
export function registerGradients(tf: TensorLibrary): void {
  for (const gradient of [...shapeGradients(tf), ...layerGradients(tf)]) {
    if (tf.getGradient(gradient.kernelName) == null) tf.registerGradient(gradient);
  }
}

function shapeGradients(tf: TensorLibrary): Gradient[] {
  return [
    {
      kernelName: 'Add',
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, saved) => {
        const [a, b] = saved as [Tensor, Tensor];
        return { a: () => summedTo(tf, dy as Tensor, a.shape), b: () => summedTo(tf, dy as Tensor, b.shape) };
      },
    },
    {
      kernelName: 'Reshape',
      inputsToSave: ['x'],
      gradFunc: (dy, [x]) => ({ x: () => tf.reshape(dy as Tensor, x!.shape) }),
    },
    {
      // Pooling ends with a cast to the type of its input.
      kernelName: 'Cast',
      gradFunc: (dy) => ({ x: () => tf.cast(dy as Tensor, 'float32') }),
    },
    {
      kernelName: 'Relu',
      inputsToSave: ['x'],
      gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy as Tensor, tf.step(x!)) }),
    },
  ];
}

function layerGradients(tf: TensorLibrary): Gradient[] {
  const run = (kernelName: string, inputs: object, attrs: object): Tensor =>
    tf.engine().runKernel(kernelName, inputs as NamedTensorMap, attrs as NamedAttrMap) as Tensor;
  const convolution = (kernelName: string, ofInput: string, ofFilter: string): Gradient => ({
    kernelName,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as [Tensor, Tensor];
      return {
        x: () => run(ofInput, { dy, filter }, { ...attrs, inputShape: x.shape }),
        filter: () => run(ofFilter, { x, dy }, { ...attrs, filterShape: filter.shape }),
      };
    },
  });
  return [
    convolution('Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'),
    convolution('DepthwiseConv2dNative', 'DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'),
    {
      kernelName: 'MaxPool',
      inputsToSave: ['x'],
      outputsToSave: [true],
      gradFunc: (dy, [x, y], attrs) => ({ x: () => run('MaxPoolGrad', { dy, input: x, output: y }, attrs) }),
    },
    {
      kernelName: 'AvgPool',
      inputsToSave: ['x'],
      gradFunc: (dy, [x], attrs) => ({ x: () => run('AvgPoolGrad', { dy, input: x }, attrs) }),
    },
    {
      // Factors are never transposed in forward passes here.
      kernelName: 'BatchMatMul',
      inputsToSave: ['a', 'b'],
      gradFunc: (dy, saved) => {
        const [a, b] = saved as [Tensor, Tensor];
        return {
          a: () => tf.matMul(dy as Tensor, b, false, true),
          b: () => tf.matMul(a, dy as Tensor, true, false),
        };
      },
    },
  ];
}

/** The gradient of a tensor that was broadcast along leading axes. */
function summedTo(tf: TensorLibrary, dy: Tensor, shape: Axes): Tensor {
  const leading = dy.shape.length - shape.length;
  if (leading === 0) return tf.clone(dy);
  const axes = Array.from({ length: leading }, (_, axis) => axis);
  return tf.reshape(tf.sum(dy, axes), [...shape]);
}
