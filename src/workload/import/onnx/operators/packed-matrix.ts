import { matrixMultiplyLayer } from '../../../layers.ts';
import { fault } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { elementCount, printShape } from '../shapes.ts';

interface PackedProduct {
  readonly lead: readonly number[];
  readonly inner: number;
  readonly columns: number;
  readonly bits: number;
}

/** The second factor is packed in blocks: its sizes are attributes, not a shape. */
function packedProduct(node: OnnxNode): PackedProduct {
  const shape = node.shape(0);
  const [inner, columns, bits] = [node.int('K', 0), node.int('N', 0), node.int('bits', 4)];
  if (shape.at(-1) !== inner || !(columns >= 1) || !(bits >= 1 && bits <= 8)) {
    throw fault('onnx-shape-mismatch', `attributes K, N and bits of ${node.origin} do not fit its input`, {
      found: `K ${inner}, N ${columns}, bits ${bits}, input ${printShape(shape)}`,
    });
  }
  return { lead: shape.slice(0, -1), inner, columns, bits };
}

/** Matrix products with block-quantised weights; scales and zero points of the blocks are not parameters. */
export const packedMatrixOperators: readonly OnnxOperator[] = [
  {
    name: 'com.microsoft.MatMulNBits',
    treatment: 'costed',
    note: 'matmul with stored weights of the given bits; the packed weights are not offered to compression',
    infer: (node) => {
      const { lead, columns } = packedProduct(node);
      return [{ shape: [...lead, columns] }];
    },
    layer: (node) => {
      const { lead, inner, columns, bits } = packedProduct(node);
      const { name, origin } = node;
      const layer = matrixMultiplyLayer({
        name,
        rows: elementCount(lead),
        inner,
        columns,
        constantWeights: true,
        origin,
      });
      return { layer: { ...layer, bits: { W: bits } } };
    },
  },
];
