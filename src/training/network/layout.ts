import type { Step } from './plan.ts';

/** The axes TensorFlow wants, as places in the checkpoint's order, and the sizes of that order. */
interface Layout {
  readonly sizes: readonly number[];
  readonly order: readonly number[];
  /** Shape of the TensorFlow variable. */
  readonly shape: readonly number[];
}

/** How the weights of a step are laid out on either side; undefined where both agree. */
function layoutOf(step: Step): Layout | undefined {
  if (step.kind === 'conv') {
    const [rows, columns] = step.kernel;
    const shape = [rows, columns, step.inputs, step.outputs];
    return { sizes: [step.outputs, step.inputs, rows, columns], order: [2, 3, 1, 0], shape };
  }
  if (step.kind === 'depthwise') {
    const [rows, columns] = step.kernel;
    return { sizes: [step.channels, 1, rows, columns], order: [2, 3, 0, 1], shape: [rows, columns, step.channels, 1] };
  }
  if (step.kind !== 'fc') return undefined;
  // Checkpoints flatten channels outermost, TensorFlow innermost.
  const { rows, columns, channels } = step.map;
  const shape = [rows * columns * channels, step.outputs];
  return { sizes: [step.outputs, channels, rows, columns], order: [2, 3, 1, 0], shape };
}

/** Weights of a checkpoint as TensorFlow wants them, with the shape of the variable. */
export function toTensorFlow(step: Step, data: Float32Array): { shape: number[]; data: Float32Array } {
  const layout = layoutOf(step);
  if (layout === undefined) return { shape: [data.length], data };
  const result = new Float32Array(data.length);
  visit(layout, (inside, outside) => {
    result[outside] = data[inside]!;
  });
  return { shape: [...layout.shape], data: result };
}

/** The way back. */
export function fromTensorFlow(step: Step, data: Float32Array): Float32Array {
  const layout = layoutOf(step);
  if (layout === undefined) return data.slice();
  const result = new Float32Array(data.length);
  visit(layout, (inside, outside) => {
    result[inside] = data[outside]!;
  });
  return result;
}

/** Every element: its place in the checkpoint and in the variable. */
function visit({ sizes, order }: Layout, each: (inside: number, outside: number) => void): void {
  const strides = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((product, size) => product * size, 1));
  const [a, b, c, d] = order.map((axis) => ({ size: sizes[axis]!, stride: strides[axis]! }));
  let outside = 0;
  for (let i = 0; i < a!.size; i += 1) {
    for (let j = 0; j < b!.size; j += 1) {
      for (let k = 0; k < c!.size; k += 1) {
        let inside = i * a!.stride + j * b!.stride + k * c!.stride;
        for (let l = 0; l < d!.size; l += 1, inside += d!.stride, outside += 1) each(inside, outside);
      }
    }
  }
}
