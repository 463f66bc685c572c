import { fault } from './fault.ts';

export type Shape = readonly number[];

/** Number of elements; 1 for a scalar. */
export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `[2, 3, 4]`, as issues print it. */
export function printShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** An axis counted from the front; negative ones count from the back. */
export function frontAxis(axis: number, rank: number): number {
  const front = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(front) || front < 0 || front >= rank) {
    throw fault('onnx-shape-mismatch', `axis ${axis} does not exist in a tensor of rank ${rank}`, { found: `${axis}` });
  }
  return front;
}

/** The shape all operands are stretched to: sizes are equal or 1, aligned at the last axis. */
export function broadcastShape(shapes: readonly Shape[]): Shape {
  const rank = shapes.reduce((longest, shape) => Math.max(longest, shape.length), 0);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    let size = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own === 1 || own === size) continue;
      if (size !== 1) {
        throw fault('onnx-shape-mismatch', `shapes ${shapes.map(printShape).join(' and ')} cannot be combined`, {
          accepted: 'sizes that are equal or 1 on every axis',
        });
      }
      size = own;
    }
    result.push(size);
  }
  return result;
}

/** Distance in elements between neighbours along each axis, row-major. */
export function strides(shape: Shape): number[] {
  const result = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) {
    result[axis] = (result[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return result;
}
