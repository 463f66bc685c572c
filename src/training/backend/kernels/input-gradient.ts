import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensor-library.ts';
import { composeKernel, type KernelCall } from './compose-kernel.ts';
import { convolutionGeometry, explicitPadding } from './convolution-geometry.ts';
import { spread } from './spread.ts';

/**
 * dx is a convolution of dy, spread by the stride, with the filters turned by half a turn. The stock kernel of
 * `Conv2DBackpropInput` is a plain loop and several times slower; there is none for depthwise convolutions.
 */
export function registerInputGradients(tf: TensorLibrary): void {
  composeKernel(tf, 'Conv2DBackpropInput', (call) => {
    const [dy, filter] = [call.inputs.dy!, call.inputs.filter!];
    const input = call.attrs.inputShape as number[];
    const turned = call.run('Reverse', { x: filter }, { dims: [0, 1] });
    const filters = call.run('Transpose', { x: turned }, { perm: [0, 1, 3, 2] });
    return convolveBack(tf, call, { dy, filter: filters, kernelName: 'Conv2D', input, forward: filter.shape });
  });

  composeKernel(tf, 'DepthwiseConv2dNativeBackpropInput', (call) => {
    const [dy, filter] = [call.inputs.dy!, call.inputs.filter!];
    const input = call.attrs.inputShape as number[];
    const [rows, columns, channels, multiplier] = filter.shape as [number, number, number, number];
    const turned = call.run('Reverse', { x: filter }, { dims: [0, 1] });
    const filters = { ...turned, shape: [rows, columns, channels * multiplier, 1] };
    const kernelName = 'DepthwiseConv2dNative';
    const each = convolveBack(tf, call, { dy, filter: filters, kernelName, input, forward: filter.shape });
    if (multiplier === 1) return each;
    const grouped = { ...each, shape: [each.shape[0]!, input[1]!, input[2]!, channels, multiplier] };
    return call.run('Sum', { x: grouped }, { axis: 4, keepDims: false });
  });
}

interface Backwards {
  readonly dy: TensorInfo;
  /** Turned, inputs and outputs exchanged. */
  readonly filter: TensorInfo;
  readonly kernelName: string;
  readonly input: readonly number[];
  /** Shape of the filter in the forward convolution. */
  readonly forward: readonly number[];
}

function convolveBack(tf: TensorLibrary, call: KernelCall, given: Backwards): TensorInfo {
  const { input, forward, kernelName } = given;
  const depthwise = kernelName !== 'Conv2D';
  const geometry = convolutionGeometry(tf, call.attrs, { input, filter: forward, depthwise });
  const { padInfo, strideHeight, strideWidth, filterHeight, filterWidth } = geometry;
  const strided = strideHeight > 1 || strideWidth > 1;
  const dy = strided ? spread(call, given.dy, [strideHeight, strideWidth]) : given.dy;
  const top = filterHeight - 1 - padInfo.top;
  const left = filterWidth - 1 - padInfo.left;
  const bottom = input[1]! - 1 + filterHeight - dy.shape[1]! - top;
  const right = input[2]! - 1 + filterWidth - dy.shape[2]! - left;
  if (Math.min(top, left, bottom, right) < 0) throw new Error('padding wider than the filter has no gradient kernel');
  const result = call.run(
    kernelName,
    { x: dy, filter: given.filter },
    {
      strides: [1, 1],
      pad: explicitPadding(top, bottom, left, right),
      dataFormat: 'NHWC',
      dilations: [1, 1],
    },
  );
  if (strided) call.memory.disposeData(dy.dataId);
  return result;
}
