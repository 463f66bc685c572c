import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import type { OutputFacts } from '../tensor-facts.ts';
import { transposed } from './movement.ts';

/** The domain of operators that no file holds: readers of other formats write them. */
export const ownDomain = 'kjoule';

/**
 * `dims` with −1 in place of a size that follows from the first input: its `axis`, times `multiply`, by `divide`. Without
 * `dims`: the input's sizes but the first.
 */
function followed(node: OnnxNode): OutputFacts {
  const input = node.shape(0);
  const axis = node.int('axis', 0);
  const size = ((input[axis < 0 ? axis + input.length : axis] ?? 1) * node.int('multiply', 1)) / node.int('divide', 1);
  const shape = node.ints('dims')?.map((known) => (known === -1 ? size : known)) ?? input.slice(1);
  return { shape, elementType: 1, constant: true, literal: true };
}

/** What Keras has and ONNX has not. */
export const layoutOperators: readonly OnnxOperator[] = [
  {
    name: `${ownDomain}.Layout`,
    treatment: 'view',
    note: 'how a framework orders axes (channels last, filters last): no data moves',
    infer: transposed,
  },
  {
    name: `${ownDomain}.Weights`,
    treatment: 'constant',
    note: 'weights that the file does not hold; their size follows from what they are multiplied with',
    infer: (node) => [followed(node)],
  },
];
