import type { TensorLibrary } from '../tensor-library.ts';
import { composeKernel } from './compose-kernel.ts';
import { convolutionGeometry, explicitPadding } from './convolution-geometry.ts';

/**
 * As the filter gradient of a convolution, channel by channel: every channel of every image is a channel of one depthwise
 * convolution whose filters are the dy of that channel and image; the results are added over the images.
 */
export function registerDepthwiseFilterGradient(tf: TensorLibrary): void {
  composeKernel(tf, 'DepthwiseConv2dNativeBackpropFilter', ({ inputs, attrs, run }) => {
    const [x, dy] = [inputs.x!, inputs.dy!];
    const filter = attrs.filterShape as [number, number, number, number];
    const [rows, columns, channels, multiplier] = filter;
    const [images, high, wide] = x.shape as [number, number, number, number];
    const geometry = convolutionGeometry(tf, attrs, { input: x.shape, filter, depthwise: true });
    const { padInfo, strideHeight, strideWidth } = geometry;
    const maps = run('Transpose', { x }, { perm: [1, 2, 0, 3] });
    const filters = run('Transpose', { x: dy }, { perm: [1, 2, 0, 3] });
    const swapped = run(
      'DepthwiseConv2dNative',
      {
        x: { ...maps, shape: [1, high, wide, images * channels] },
        filter: { ...filters, shape: [dy.shape[1]!, dy.shape[2]!, images * channels, multiplier] },
      },
      {
        strides: [1, 1],
        pad: explicitPadding(padInfo.top, padInfo.bottom, padInfo.left, padInfo.right),
        dataFormat: 'NHWC',
        dilations: [strideHeight, strideWidth],
      },
    );
    const size = [1, rows, columns, images * channels * multiplier];
    const kept = run('Slice', { x: swapped }, { begin: [0, 0, 0, 0], size });
    const perImage = { ...kept, shape: [rows, columns, images, channels, multiplier] };
    return run('Sum', { x: perImage }, { axis: 2, keepDims: false });
  });
}
