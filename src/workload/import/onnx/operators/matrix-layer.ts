import { fullyConnectedLayer, matrixMultiplyLayer } from '../../../layers.ts';
import type { Layer } from '../../../workload.ts';
import { fault } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { CostedLayer } from '../onnx-operator.ts';
import { broadcastShape, elementCount, printShape, type Shape } from '../shapes.ts';
import { parameterCount } from './parameter-count.ts';

/** The two factors of a product, by input position. */
export interface Factors {
  readonly left: number;
  readonly right: number;
  readonly bias?: number;
  readonly transposeLeft?: boolean;
  readonly transposeRight?: boolean;
}

interface Product {
  readonly batch: Shape;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly output: Shape;
  readonly leftBatch: Shape;
  readonly rightBatch: Shape;
}

/** Shapes of a (batched, broadcast) matrix product, NumPy style: a vector counts as one row or one column. */
export function matrixProduct(node: OnnxNode, factors: Factors): Product {
  const left = node.shape(factors.left);
  const right = node.shape(factors.right);
  if (left.length === 0 || right.length === 0) throw fault('onnx-shape-mismatch', `${node.origin} multiplies a scalar`);
  const a = swapLast(left.length === 1 ? [1, ...left] : left, factors.transposeLeft);
  const b = swapLast(right.length === 1 ? [...right, 1] : right, factors.transposeRight);
  const [rows, inner] = [a.at(-2)!, a.at(-1)!];
  const columns = b.at(-1)!;
  if (inner !== b.at(-2)) {
    throw fault('onnx-shape-mismatch', `the factors of ${node.origin} do not fit`, {
      found: `${printShape(left)} times ${printShape(right)}`,
      accepted: 'as many columns on the left as rows on the right',
    });
  }
  const [leftBatch, rightBatch] = [a.slice(0, -2), b.slice(0, -2)];
  const batch = broadcastShape([leftBatch, rightBatch]);
  const output = [...batch, ...(left.length === 1 ? [] : [rows]), ...(right.length === 1 ? [] : [columns])];
  return { batch, rows, inner, columns, output, leftBatch, rightBatch };
}

function swapLast(shape: Shape, swap = false): Shape {
  return swap ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
}

/**
 * The layer of a matrix product. A stored factor is the weights; when it is the left one, the product is transposed. A
 * factor that all batch entries share is not repeated: the batch then counts as rows.
 */
export function matrixLayer(node: OnnxNode, factors: Factors): CostedLayer {
  const product = matrixProduct(node, factors);
  const swapped = node.facts(factors.left).constant && !node.facts(factors.right).constant;
  const weight = swapped ? factors.left : factors.right;
  const weightBatch = elementCount(swapped ? product.leftBatch : product.rightBatch);
  const transposed = (swapped ? factors.transposeLeft : factors.transposeRight) ?? false;
  const weightFacts = node.facts(weight);
  const layer = productLayer(node, {
    batch: elementCount(product.batch),
    shared: weightBatch === 1,
    rows: swapped ? product.columns : product.rows,
    inner: product.inner,
    columns: swapped ? product.rows : product.columns,
    constant: weightFacts.constant,
    vectors: product.batch.length === 0,
  });
  const bias = factors.bias !== undefined && node.has(factors.bias) ? factors.bias : undefined;
  const parameters = parameterCount(weightFacts) + (bias === undefined ? 0 : parameterCount(node.facts(bias)));
  const batchAxes = weightFacts.shape.slice(0, -2).map((_, axis) => `B${axis}`);
  const axes = weightFacts.shape.length === 1 ? ['C'] : transposed !== swapped ? ['M', 'C'] : ['C', 'M'];
  return {
    layer: { ...layer, parameters },
    weight: {
      input: weight,
      data: swapped ? factors.right : factors.left,
      axes: [...batchAxes, ...axes],
      ...(bias === undefined ? {} : { bias }),
    },
  };
}

interface ProductShape {
  readonly batch: number;
  readonly shared: boolean;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly constant: boolean;
  /** Two plain matrices: with stored weights, rows are just the batch of a fully connected layer. */
  readonly vectors: boolean;
}

function productLayer(node: OnnxNode, shape: ProductShape): Layer {
  const { name, origin } = node;
  if (shape.constant && shape.vectors) {
    return fullyConnectedLayer({ name, batch: shape.rows, inputs: shape.inner, outputs: shape.columns, origin });
  }
  const { inner, columns } = shape;
  const sizes =
    shape.shared && !shape.constant
      ? { batch: 1, rows: shape.rows * shape.batch }
      : { batch: shape.batch, rows: shape.rows };
  return matrixMultiplyLayer({
    name,
    ...sizes,
    inner,
    columns,
    constantWeights: shape.constant && shape.shared,
    origin,
  });
}
