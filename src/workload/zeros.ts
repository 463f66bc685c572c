import type { Layer } from './workload.ts';

/** Share of zeros in the inputs of a layer, if any are known of, as they are stored and moved: its padding is among them (assumption A2). */
export function storedInputZeros(layer: Layer): number {
  return layer.zeros === undefined ? 0 : 1 - (1 - layer.zeros.I) * storedShare(layer);
}

/** The same among the inputs its operations take: the edges of a map, and so its padding, are used less often than its middle. */
export function usedInputZeros(layer: Layer): number {
  return layer.zeros === undefined ? 0 : 1 - (1 - layer.zeros.I) * usedShare(layer);
}

/** Share of zeros without the padding, from one that counts it; no less than zero. */
export function withoutPadding(layer: Layer, zeros: number): number {
  return Math.max(0, 1 - (1 - zeros) / storedShare(layer));
}

/** What one axis of a convolution's input is made of, in elements. */
interface Axis {
  readonly inputs: number;
  readonly before: number;
  /** Padding included; less where the last window stops short of the edge. */
  readonly extent: number;
  readonly outputs: number;
  readonly taps: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Of the stored inputs, the share that is no padding. */
function storedShare(layer: Layer): number {
  return axesOf(layer).reduce(
    (share, { inputs, before, extent }) => share * (Math.max(0, Math.min(inputs, extent - before)) / extent),
    1,
  );
}

/** Of the inputs that operations take, the share that is no padding. */
function usedShare(layer: Layer): number {
  return axesOf(layer).reduce((share, axis) => {
    let inside = 0;
    for (let output = 0; output < axis.outputs; output += 1) {
      for (let tap = 0; tap < axis.taps; tap += 1) {
        const at = output * axis.stride + tap * axis.dilation - axis.before;
        if (at >= 0 && at < axis.inputs) inside += 1;
      }
    }
    return (share * inside) / (axis.outputs * axis.taps);
  }, 1);
}

/** Rows and columns; none where a layer has no window. Dimensions of size 1 may have been left out of the problem. */
function axesOf({ problem, convolution }: Layer): readonly Axis[] {
  if (convolution === undefined) return [];
  const size = (name: string): number => problem.dimensions.find((each) => each.name === name)?.size ?? 1;
  return ([0, 1] as const).map((at) => {
    const [outputs, taps] = at === 0 ? [size('P'), size('R')] : [size('Q'), size('S')];
    const [stride, dilation] = [convolution.stride[at], convolution.dilation[at]];
    const extent = (outputs - 1) * stride + (taps - 1) * dilation + 1;
    const [inputs, before] = [convolution.inputSize[at], convolution.padding[at]];
    return { inputs, before, extent, outputs, taps, stride, dilation };
  });
}
