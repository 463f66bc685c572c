import { layerMacs } from '../workload/layers.ts';
import { type Operand, operandElements, outputOperand, type Problem, rankExtent } from '../workload/problem.ts';
import type { Layer } from '../workload/workload.ts';

/** A layer of multiply-accumulates as the metrics see it: so many dot products of one length. Repeats are counted. */
export interface DotProducts {
  /** D: products added up to one output */
  readonly length: number;
  /** outputs, all images of the batch */
  readonly count: number;
  /** D times the count: multiply-accumulates */
  readonly macs: number;
  /** |W|: second factors, each counted once */
  readonly weights: number;
  /** |X|: inputs without padding, each counted once */
  readonly inputs: number;
}

/** The dot products of a layer; undefined where it multiplies nothing (pooling, additions, activations). */
export function dotProductsOf(layer: Layer): DotProducts | undefined {
  const { problem, repeat } = layer;
  const weight = problem.operands.find(({ role }) => role === 'W');
  const macs = layerMacs(layer);
  if (weight === undefined || macs === 0) return undefined;
  const outputs = operandElements(problem, outputOperand(problem)) * repeat;
  return {
    length: macs / outputs,
    count: outputs,
    macs,
    weights: operandElements(problem, weight) * repeat,
    inputs: unpaddedInputs(layer) * repeat,
  };
}

function unpaddedInputs({ problem, convolution }: Layer): number {
  const input = problem.operands.find(({ role }) => role === 'I');
  if (input === undefined) return 0;
  if (convolution === undefined) return operandElements(problem, input);
  const [rows, columns] = convolution.inputSize;
  return rows * columns * channelsOf(problem, input);
}

/** Elements along the axes a window does not slide over. */
function channelsOf(problem: Problem, input: Operand): number {
  const windows = input.ranks.filter((rank) => rank.some(({ dimension }) => dimension === 'P' || dimension === 'Q'));
  return input.ranks
    .filter((rank) => !windows.includes(rank))
    .reduce((product, rank) => product * rankExtent(problem, rank), 1);
}
