import {
  convolutionLayer,
  elementwiseLayer,
  fullyConnectedLayer,
  matrixMultiplyLayer,
  poolingLayer,
} from '../../layers.ts';
import { iterationCount, type Operand, operandElements, type Problem, rankExtent } from '../../problem.ts';
import type { Layer } from '../../workload.ts';
import type { Einsum } from './einsum.ts';

export interface Named {
  readonly name: string;
  /** `operator_type`: of pooling, whether it is the maximum that is taken. */
  readonly type: string;
  /** rows before and after, columns before and after; 0 where the file does not say */
  readonly padding: readonly [number, number, number, number];
  /** Whether no layer makes the weights. */
  readonly trained: boolean;
}

/** An einsum as a layer of the family it belongs to; as it stands where it belongs to none. */
export function layerOf(einsum: Einsum, facts: Named): Layer {
  const { problem, operator, inputs } = einsum;
  const { name } = facts;
  const alone = inputs.length === 1;
  const isMaximum = /max/i.test(facts.type);
  const elementwise = problem.operands.every((operand) => holdsAll(problem, operand));
  const elements = iterationCount(problem);
  if (alone) {
    const operation = isMaximum ? 'max' : 'add';
    if (elementwise) return elementwiseLayer({ name, kind: 'activation', operation: 'activation', elements });
    return asPooling(problem, facts, operation) ?? plain(einsum, name, { kind: 'pool', operation });
  }
  if (operator === '+') {
    if (elementwise) return elementwiseLayer({ name, kind: 'add', operation: 'add', elements, inputs: 2 });
    return plain(einsum, name, { kind: 'add', operation: 'add' });
  }
  if (elementwise && !facts.trained)
    return elementwiseLayer({ name, kind: 'multiply', operation: 'multiply', elements, inputs: 2 });
  const parameters = facts.trained ? weightElements(problem) : 0;
  return (
    asConvolution(problem, facts) ??
    asProduct(problem, facts) ??
    plain(einsum, name, { kind: 'custom', operation: 'mac', parameters })
  );
}

function plain(
  { problem }: Einsum,
  name: string,
  rest: Pick<Layer, 'kind' | 'operation'> & { readonly parameters?: number },
): Layer {
  return { name, problem, operationsPerPoint: 1, repeat: 1, parameters: 0, ...rest };
}

function weightElements(problem: Problem): number {
  return problem.operands
    .filter(({ role }) => role === 'W')
    .reduce((sum, each) => sum + operandElements(problem, each), 0);
}

/** Whether every dimension is an index of its own. */
function holdsAll({ dimensions }: Problem, { ranks }: Operand): boolean {
  const real = dimensions.filter(({ size }) => size > 1).map(({ name }) => name);
  const own = ranks.filter((rank) => rank.length === 1 && rank[0]!.coefficient === 1).map(([term]) => term!.dimension);
  return ranks.length === own.length && real.every((name) => own.includes(name));
}

interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly output: readonly [number, number];
  readonly input: readonly [number, number];
  readonly padding: readonly [number, number, number, number];
}

/** Dimensions of an operand beside those of windows, single and without coefficient; undefined where it has others. */
function singles(problem: Problem, role: Operand['role'], window: readonly string[]): string | undefined {
  const ranks = problem.operands.find((operand) => operand.role === role)?.ranks ?? [];
  const rest = ranks.filter((rank) => !rank.some(({ dimension }) => window.includes(dimension)));
  if (rest.some((rank) => rank.length !== 1 || rank[0]!.coefficient !== 1)) return undefined;
  const names = rest.map(([term]) => term!.dimension);
  const real = names.filter((name) => sizeOf(problem, name) > 1);
  return new Set(names).size === names.length ? [...real].sort().join('') : undefined;
}

function sizeOf({ dimensions }: Problem, name: string): number {
  return dimensions.find((each) => each.name === name)?.size ?? 1;
}

const spatial = ['P', 'Q', 'R', 'S'];

/** Rows P with R and columns Q with S, each a sum of the two. */
function windowOf(problem: Problem, padding: Named['padding']): Window | undefined {
  const input = problem.operands.find(({ role }) => role === 'I')!;
  const sums = input.ranks.filter((rank) => rank.some(({ dimension }) => spatial.includes(dimension)));
  const factors = (output: string, kernel: string) => {
    const rank = sums.find((each) => each.some(({ dimension }) => dimension === output));
    const [of, by] = [output, kernel].map((name) => rank?.find(({ dimension }) => dimension === name)?.coefficient);
    const whole = rank?.length === 2 && of !== undefined && by !== undefined && of >= 1 && by >= 1;
    return whole ? { stride: of, dilation: by, extent: rankExtent(problem, rank) } : undefined;
  };
  const [rows, columns] = [factors('P', 'R'), factors('Q', 'S')];
  if (rows === undefined || columns === undefined || sums.length !== 2) return undefined;
  const [top, bottom, left, right] = padding;
  const size = [rows.extent - top - bottom, columns.extent - left - right] as const;
  return {
    kernel: [sizeOf(problem, 'R'), sizeOf(problem, 'S')],
    stride: [rows.stride, columns.stride],
    dilation: [rows.dilation, columns.dilation],
    output: [sizeOf(problem, 'P'), sizeOf(problem, 'Q')],
    input: size[0] >= 1 && size[1] >= 1 ? size : [rows.extent, columns.extent],
    padding: size[0] >= 1 && size[1] >= 1 ? [top, left, bottom, right] : [0, 0, 0, 0],
  };
}

function fits(problem: Problem, role: Operand['role'], wanted: string): boolean {
  const real = [...wanted].filter((name) => sizeOf(problem, name) > 1).sort();
  return singles(problem, role, spatial) === real.join('');
}

function onlyKnown({ dimensions }: Problem, known: string): boolean {
  return dimensions.every(({ name, size }) => size === 1 || known.includes(name));
}

function asConvolution(problem: Problem, { name, padding, trained }: Named): Layer | undefined {
  const window = windowOf(problem, padding);
  const alike = fits(problem, 'W', 'GMC') && fits(problem, 'I', 'NGC') && fits(problem, 'O', 'NGM');
  if (window === undefined || !alike || !trained || !onlyKnown(problem, 'NGMCPQRS')) return undefined;
  const [batch, groups, outputs, inputs] = ['N', 'G', 'M', 'C'].map((each) => sizeOf(problem, each)) as [
    number,
    number,
    number,
    number,
  ];
  const point = [...window.kernel, ...window.output].every((size) => size === 1);
  if (point && groups === 1) return fullyConnectedLayer({ name, batch, inputs, outputs, bias: false });
  const channels = { groups, inputChannels: inputs * groups, outputChannels: outputs * groups };
  return convolutionLayer({ ...window, ...channels, name, batch, bias: false });
}

function asPooling(problem: Problem, { name, padding }: Named, operation: 'max' | 'add'): Layer | undefined {
  const window = windowOf(problem, padding);
  const channels = sizeOf(problem, 'G') * sizeOf(problem, 'C') * sizeOf(problem, 'M');
  const alike = ['NGC', 'NGM'].some(
    (axes) => fits(problem, 'I', axes) && fits(problem, 'O', axes) && onlyKnown(problem, `${axes}PQRS`),
  );
  if (window === undefined || !alike) return undefined;
  return poolingLayer({ ...window, name, batch: sizeOf(problem, 'N'), channels, operation });
}

/** A product of matrices: rows P, inner C, columns M. */
function asProduct(problem: Problem, { name, trained }: Named): Layer | undefined {
  const axes = (role: Operand['role']) => singles(problem, role, []);
  const real = (wanted: string) =>
    [...wanted]
      .filter((each) => sizeOf(problem, each) > 1)
      .sort()
      .join('');
  const shared = axes('W') === real('CM');
  const alike = axes('I') === real('NPC') && axes('O') === real('NPM') && (shared || axes('W') === real('NCM'));
  if (!alike || !onlyKnown(problem, 'NPCM')) return undefined;
  const [batch, rows, inner, columns] = ['N', 'P', 'C', 'M'].map((each) => sizeOf(problem, each)) as [
    number,
    number,
    number,
    number,
  ];
  if (rows === 1 && shared && trained)
    return fullyConnectedLayer({ name, batch, inputs: inner, outputs: columns, bias: false });
  const layer = matrixMultiplyLayer({ name, batch, rows, inner, columns, constantWeights: shared && trained });
  return layer;
}
