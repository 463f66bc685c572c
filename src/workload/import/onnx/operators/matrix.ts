import { fault } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { ownDomain } from './layout.ts';
import { type Factors, matrixLayer, matrixProduct } from './matrix-layer.ts';

type ReadFactors = (node: OnnxNode) => Factors;

function matrixOperator(
  name: string,
  note: string,
  factors: ReadFactors,
  outputType?: (node: OnnxNode) => number,
): OnnxOperator {
  return {
    name,
    treatment: 'costed',
    note,
    infer: (node) => {
      const shape = matrixProduct(node, factors(node)).output;
      return [outputType === undefined ? { shape } : { shape, elementType: outputType(node) }];
    },
    layer: (node) => matrixLayer(node, factors(node)),
  };
}

function gemmFactors(node: OnnxNode, right: number, bias: number): Factors {
  if (node.shape(0).length !== 2 || node.shape(right).length !== 2) {
    throw fault('onnx-shape-mismatch', `${node.origin} needs two matrices`, {
      found: `rank ${node.shape(0).length} and rank ${node.shape(right).length}`,
    });
  }
  return {
    left: 0,
    right,
    bias,
    transposeLeft: node.int('transA', 0) !== 0,
    transposeRight: node.int('transB', 0) !== 0,
  };
}

const int32 = 6;
const typeOf = (input: number) => (node: OnnxNode) => node.optional(input)?.elementType ?? 0;

/** Matrix products, plain and quantised. */
export const matrixOperators: readonly OnnxOperator[] = [
  matrixOperator(
    'MatMul',
    'fc when the second factor is a stored matrix and the first has rank 2, else matmul',
    () => ({
      left: 0,
      right: 1,
    }),
  ),
  matrixOperator('Gemm', 'fc, or matmul when both factors are computed; alpha and beta are free', (node) =>
    gemmFactors(node, 1, 2),
  ),
  matrixOperator(
    'MatMulInteger',
    'as MatMul; bits from the element types',
    () => ({ left: 0, right: 1 }),
    () => int32,
  ),
  matrixOperator('QLinearMatMul', 'as MatMul; bits from the element types', () => ({ left: 0, right: 3 }), typeOf(7)),
  matrixOperator('com.microsoft.DynamicQuantizeMatMul', 'as MatMul; bits from the element types', () => ({
    left: 0,
    right: 1,
    bias: 4,
  })),
  matrixOperator('com.microsoft.MatMulIntegerToFloat', 'as MatMul; bits from the element types', () => ({
    left: 0,
    right: 1,
    bias: 6,
  })),
  matrixOperator('com.microsoft.FusedMatMul', 'as MatMul', (node) => ({
    left: 0,
    right: 1,
    transposeLeft: node.int('transA', 0) !== 0,
    transposeRight: node.int('transB', 0) !== 0,
  })),
  matrixOperator('com.microsoft.FusedGemm', 'as Gemm; the fused activation adds nothing', (node) =>
    gemmFactors(node, 1, 2),
  ),
  matrixOperator(`${ownDomain}.Dense`, 'as MatMul; the bias adds nothing', () => ({ left: 0, right: 1, bias: 2 })),
  matrixOperator(
    'com.microsoft.QGemm',
    'as Gemm; bits from the element types',
    (node) => gemmFactors(node, 3, 6),
    typeOf(8),
  ),
];
