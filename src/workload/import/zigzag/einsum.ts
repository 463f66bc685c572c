import { nearest } from '../../../shared/nearest.ts';
import type { Section } from '../../../shared/section.ts';
import type { Operand, Problem, Rank } from '../../problem.ts';
import { parseAffine } from '../layer-list/affine-expression.ts';
import { type Equation, type IndexedOperand, parseEquation } from './equation.ts';
import { type Loops, readLoops } from './loops.ts';

/** An equation as a problem: any operands whose indices are sums of loop dimensions. */
export interface Einsum {
  readonly problem: Problem;
  readonly operator: Equation['operator'];
  /** By role, the names operands have in the file. */
  readonly inputs: readonly { readonly operand: Operand; readonly given: string }[];
}

/** What the other keys of a layer say about an operand. */
export interface OperandFacts {
  /** It takes no bits: it stands in the equation for its indices only. */
  readonly unstored: boolean;
  /** Trained, or the input of the network: no layer makes it. */
  readonly constant: boolean;
}

/** The einsum of a layer; undefined once a fault is reported. */
export function readEinsum(
  layer: Section,
  batch: number | undefined,
  facts: (operand: string) => OperandFacts,
): Einsum | undefined {
  const loops = readLoops(layer, batch);
  const given = layer.need('equation');
  const text = given?.text();
  if (loops === undefined || given === undefined || text === undefined) return undefined;
  const equation = parseEquation(text);
  if (equation === undefined) {
    const accepted = 'O[b][k]+=W[k][c]*I[b][c]';
    given.fault({
      code: 'equation-syntax',
      message: 'this is no equation of one or two operands',
      found: text,
      accepted,
    });
    return undefined;
  }
  const ranks = rankReader(layer, given, loops);
  const stored = equation.inputs.filter(({ name }) => !facts(name).unstored);
  const weights = weightsOf(stored, equation.operator, facts);
  const operandOf = ({ indices }: IndexedOperand, role: Operand['role'], own: string): Operand | undefined => {
    const read = indices.map(ranks);
    return read.every((rank) => rank !== undefined) ? { name: own, role, ranks: read } : undefined;
  };
  let inputs = 0;
  const operands = stored.map((each) => {
    if (each.name !== weights) inputs += 1;
    const name = inputs > 1 && each.name !== weights ? `I${inputs}` : each.name === weights ? 'W' : 'I';
    return { given: each.name, operand: operandOf(each, each.name === weights ? 'W' : 'I', name) };
  });
  const output = operandOf(equation.output, 'O', 'O');
  const whole = operands.every(({ operand }) => operand !== undefined);
  if (!whole || output === undefined || !allUsed(layer, loops, [...stored, equation.output], ranks)) return undefined;
  const found = operands as Einsum['inputs'];
  const problem = { dimensions: loops.dimensions, operands: [...found.map(({ operand }) => operand), output] };
  return { problem, operator: equation.operator, inputs: found };
}

/** Of a product: `W`, else what no layer makes, else the second factor. */
function weightsOf(
  inputs: readonly IndexedOperand[],
  operator: Equation['operator'],
  facts: (operand: string) => OperandFacts,
): string | undefined {
  if (operator === '+' || inputs.length < 2) return undefined;
  const names = inputs.map(({ name }) => name);
  return names.find((name) => name === 'W') ?? names.find((name) => name !== 'I' && facts(name).constant) ?? names[1];
}

/** What an index means: a loop dimension, or the sum `dimension_relations` gives it. Every unknown index is reported once. */
function rankReader(layer: Section, equation: Section, { byIndex }: Loops): (index: string) => Rank | undefined {
  const relations = new Map<string, Rank>();
  const reported = new Set<string>();
  const dimension = (index: string, where: Section): string | undefined => {
    const found = byIndex.get(index.toLowerCase());
    if (found !== undefined || reported.has(index)) return found;
    reported.add(index);
    const known = [...byIndex.keys(), ...relations.keys()];
    const meant = nearest(index, known);
    where.fault({
      code: 'unknown-dimension',
      message: `"${index}" is neither a loop dimension nor related to one`,
      found: index,
      accepted: known.join(', '),
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    });
    return undefined;
  };
  for (const each of layer.find('dimension_relations')?.list() ?? []) {
    const text = each.text() ?? '';
    const [left = '', right = ''] = text.split('=');
    const terms = parseAffine(right);
    if ('code' in terms) {
      const words = { message: `${terms.message} (character ${left.length + 1 + terms.place})`, found: text };
      each.fault({ code: terms.code, ...words, accepted: 'ix=1*ox+1*fx' });
      relations.set(left.trim().toLowerCase(), []);
      continue;
    }
    const rank = terms.flatMap((term) => {
      const name = dimension(term.dimension, each);
      return name === undefined ? [] : [{ dimension: name, coefficient: term.coefficient }];
    });
    relations.set(left.trim().toLowerCase(), rank);
  }
  return (index) => {
    const related = relations.get(index.toLowerCase());
    if (related !== undefined) return related;
    const name = dimension(index, equation);
    return name === undefined ? undefined : [{ dimension: name, coefficient: 1 }];
  };
}

/** A loop over a dimension no operand has repeats the layer and is no part of it; one of size 1 is nothing. */
function allUsed(
  layer: Section,
  { dimensions, byIndex }: Loops,
  operands: readonly IndexedOperand[],
  ranks: (index: string) => Rank | undefined,
): boolean {
  const terms = operands.flatMap(({ indices }) => indices.flatMap((index) => ranks(index) ?? []));
  const idle = dimensions.filter(({ name, size }) => size > 1 && !terms.some((term) => term.dimension === name));
  for (const { name } of idle) {
    const index = [...byIndex].find(([, ours]) => ours === name)?.[0] ?? name;
    const message = `no operand is indexed by "${index}"`;
    layer.find('loop_dims')!.fault({ code: 'unused-dimension', message, found: index });
  }
  return idle.length === 0;
}
