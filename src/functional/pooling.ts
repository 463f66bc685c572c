import type { Layer } from '../workload/workload.ts';

/** Largest value, or sum, of every window; images × channels × rows × columns. Undefined for layers that do not pool. */
export function pool(layer: Layer, inputs: ArrayLike<number>): Float64Array | undefined {
  const { convolution: facts, operation, problem } = layer;
  if (layer.kind !== 'pool' || facts === undefined || (operation !== 'max' && operation !== 'add')) return undefined;
  const size = (name: string): number => problem.dimensions.find((each) => each.name === name)?.size ?? 1;
  const [planes, rows, columns] = [size('N') * size('C'), size('P'), size('Q')];
  const window = { ...facts, kernel: [size('R'), size('S')] as const, isMax: operation === 'max' };
  const outputs = new Float64Array(planes * rows * columns);
  for (let at = 0; at < outputs.length; at += 1) {
    const column = at % columns;
    const row = Math.floor(at / columns) % rows;
    outputs[at] = poolWindow(window, inputs, { plane: Math.floor(at / columns / rows), row, column });
  }
  return outputs;
}

interface Window extends NonNullable<Layer['convolution']> {
  readonly kernel: readonly [number, number];
  readonly isMax: boolean;
}

/** Padding is not looked at. */
function poolWindow(
  { kernel, stride, dilation, padding, inputSize, isMax }: Window,
  inputs: ArrayLike<number>,
  { plane, row, column }: { readonly plane: number; readonly row: number; readonly column: number },
): number {
  let result = isMax ? Number.NEGATIVE_INFINITY : 0;
  for (let r = 0; r < kernel[0]; r += 1) {
    const y = row * stride[0] + r * dilation[0] - padding[0];
    for (let s = 0; s < kernel[1]; s += 1) {
      const x = column * stride[1] + s * dilation[1] - padding[1];
      if (y < 0 || y >= inputSize[0] || x < 0 || x >= inputSize[1]) continue;
      const value = inputs[(plane * inputSize[0] + y) * inputSize[1] + x]!;
      result = isMax ? Math.max(result, value) : result + value;
    }
  }
  return Number.isFinite(result) ? result : 0;
}
