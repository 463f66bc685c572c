import { elementwiseLayer, matrixMultiplyLayer } from '../../../layers.ts';
import { fault, UnknownShape } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { CostedLayer, OnnxOperator } from '../onnx-operator.ts';
import { elementCount } from '../shapes.ts';
import { parameterCount } from './parameter-count.ts';

interface Equation {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
}

/** `bij,bjk->bik` with the sizes of its letters; an ellipsis becomes letters of its own. */
function readEquation(node: OnnxNode): Equation {
  const text = node.text('equation', '').replaceAll(' ', '');
  const [left = '', right] = text.split('->');
  const terms = left.split(',');
  const invalid = () =>
    fault('onnx-invalid', `${node.origin} has an equation that does not fit its inputs`, { found: text });
  if (terms.length !== node.inputCount) throw invalid();
  const sizes = new Map<string, number>();
  const inputs = terms.map((term, index) => {
    const shape = node.shape(index);
    const letters = expandEllipsis(term, shape.length);
    if (letters.length !== shape.length) throw invalid();
    letters.forEach((letter, axis) => {
      const size = shape[axis]!;
      const known = sizes.get(letter) ?? 1;
      if (known !== 1 && size !== 1 && known !== size) throw invalid();
      sizes.set(letter, Math.max(known, size));
    });
    return letters;
  });
  return { inputs, output: outputLetters(right, inputs, terms), sizes };
}

function expandEllipsis(term: string, rank: number): string[] {
  const at = term.indexOf('...');
  if (at < 0) return [...term];
  const [before, after] = [[...term.slice(0, at)], [...term.slice(at + 3)]];
  const hidden = Math.max(0, rank - before.length - after.length);
  return [...before, ...Array.from({ length: hidden }, (_, index) => `.${hidden - index}`), ...after];
}

function outputLetters(
  right: string | undefined,
  inputs: readonly (readonly string[])[],
  terms: readonly string[],
): string[] {
  const all = inputs.flat();
  const hidden = [...new Set(all.filter((letter) => letter.startsWith('.')))].sort().reverse();
  if (right === undefined) {
    const once = [...new Set(all)].filter((letter) => all.filter((each) => each === letter).length === 1);
    const visible = once.filter((letter) => !letter.startsWith('.')).sort();
    return terms.some((term) => term.includes('...')) ? [...hidden, ...visible] : visible;
  }
  const at = right.indexOf('...');
  return at < 0 ? [...right] : [...right.slice(0, at), ...hidden, ...right.slice(at + 3)];
}

function sizeOf(equation: Equation, letters: readonly string[]): number {
  return letters.reduce((product, letter) => product * (equation.sizes.get(letter) ?? 1), 1);
}

function costed(node: OnnxNode): CostedLayer {
  const equation = readEquation(node);
  const [a, b] = equation.inputs;
  if (a === undefined || equation.inputs.length > 2) {
    throw new UnknownShape('an einsum of more than two factors has no cost model');
  }
  const { name, origin } = node;
  if (b === undefined) {
    const summed = a.some((letter) => !equation.output.includes(letter));
    const elements = elementCount(node.shape(0));
    return {
      layer: summed
        ? elementwiseLayer({ name, kind: 'pool', operation: 'add', elements, origin })
        : elementwiseLayer({ name, kind: 'custom', operation: 'copy', elements, origin }),
    };
  }
  return pairwise(node, equation, a, b);
}

function pairwise(node: OnnxNode, equation: Equation, a: readonly string[], b: readonly string[]): CostedLayer {
  const { output } = equation;
  const swapped = node.facts(0).constant && !node.facts(1).constant;
  const [rowsOf, columnsOf] = swapped ? [b, a] : [a, b];
  const alone = [...a, ...b].find((letter) => a.includes(letter) !== b.includes(letter) && !output.includes(letter));
  if (alone !== undefined) throw new UnknownShape(`einsum sums "${alone}" over one factor only: no cost model`);
  const shared = [...new Set(a)].filter((letter) => b.includes(letter));
  const only = (own: readonly string[], other: readonly string[]) =>
    [...new Set(own)].filter((letter) => !other.includes(letter));
  const batch = shared.filter((letter) => output.includes(letter));
  const inner = shared.filter((letter) => !output.includes(letter));
  const weight = node.facts(swapped ? 0 : 1);
  const constant = weight.constant && batch.length === 0;
  const layer = matrixMultiplyLayer({
    name: node.name,
    batch: sizeOf(equation, batch),
    rows: sizeOf(equation, only(rowsOf, columnsOf)),
    inner: sizeOf(equation, inner),
    columns: sizeOf(equation, only(columnsOf, rowsOf)),
    constantWeights: constant,
    origin: node.origin,
  });
  return {
    layer: { ...layer, parameters: parameterCount(weight) },
    weight: {
      input: swapped ? 0 : 1,
      data: swapped ? 1 : 0,
      axes: columnsOf.map((letter) => (inner.includes(letter) ? 'C' : batch.includes(letter) ? 'N' : 'M')),
    },
  };
}

/** Einsum over one or two operands. */
export const einsumOperators: readonly OnnxOperator[] = [
  {
    name: 'Einsum',
    treatment: 'costed',
    note: 'matmul over the shared, summed and own letters of two factors; one factor: copy or sum; others listed',
    infer: (node) => {
      const equation = readEquation(node);
      return [{ shape: equation.output.map((letter) => equation.sizes.get(letter) ?? 1) }];
    },
    layer: costed,
  },
];
