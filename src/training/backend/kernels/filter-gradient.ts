import type { TensorLibrary } from '../tensor-library.ts';
import { composeKernel } from './compose-kernel.ts';
import { convolutionGeometry, explicitPadding } from './convolution-geometry.ts';

/**
 * dW[r s c m] = Σ x[n, p·u + r, q·v + s, c] · dy[n p q m] is itself a convolution: channels of x take the place of images,
 * images that of channels, dy is the filter, and its elements lie a stride apart (dilation).
 */
export function registerFilterGradient(tf: TensorLibrary): void {
  composeKernel(tf, 'Conv2DBackpropFilter', ({ inputs, attrs, run }) => {
    const { x, dy } = inputs as { x: typeof inputs.x & object; dy: typeof inputs.dy & object };
    const filter = attrs.filterShape as number[];
    const { padInfo, strideHeight, strideWidth } = convolutionGeometry(tf, attrs, { input: x.shape, filter });
    const images = run('Transpose', { x }, { perm: [3, 1, 2, 0] });
    const filters = run('Transpose', { x: dy }, { perm: [1, 2, 0, 3] });
    const swapped = run(
      'Conv2D',
      { x: images, filter: filters },
      {
        strides: [1, 1],
        pad: explicitPadding(padInfo.top, padInfo.bottom, padInfo.left, padInfo.right),
        dataFormat: 'NHWC',
        dilations: [strideHeight, strideWidth],
      },
    );
    const [rows, columns, channels, outputs] = filter as [number, number, number, number];
    // Rows and columns of the input that no window reached give further results; they are cut off.
    const size = [channels, rows, columns, outputs];
    const whole = swapped.shape[1] === rows && swapped.shape[2] === columns;
    const kept = whole ? swapped : run('Slice', { x: swapped }, { begin: [0, 0, 0, 0], size });
    return run('Transpose', { x: kept }, { perm: [1, 2, 0, 3] });
  });
}
