import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../tensor-library.ts';

type ConvolutionInfo = ReturnType<TensorLibrary['backend_util']['computeConv2DInfo']>;

/** Where the windows of a convolution lie, from the attributes its gradient kernels are given. */
export function convolutionGeometry(
  tf: TensorLibrary,
  { strides, pad, dimRoundingMode }: NamedAttrMap,
  sizes: { readonly input: readonly number[]; readonly filter: readonly number[]; readonly depthwise?: boolean },
): ConvolutionInfo {
  return tf.backend_util.computeConv2DInfo(
    sizes.input as [number, number, number, number],
    sizes.filter as [number, number, number, number],
    strides as [number, number],
    1,
    pad as 'same',
    dimRoundingMode as 'floor',
    sizes.depthwise ?? false,
  );
}

/** Zeros before and after rows and columns, in the form the convolution kernels take. */
export function explicitPadding(top: number, bottom: number, left: number, right: number): number[][] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
