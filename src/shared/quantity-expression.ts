import { type Dimensions, type Quantity, units } from './unit-table.ts';

/** The parts of a parsed expression that are looked at. */
export interface ExpressionNode {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly content?: ExpressionNode;
  readonly op?: string;
  readonly implicit?: boolean;
  readonly args?: readonly ExpressionNode[];
  readonly fn?: ExpressionNode;
}

export class UnitError extends Error {
  readonly code: 'bad-expression' | 'wrong-unit' | 'unknown-unit';
  /** The unit that is not known. */
  readonly unit: string | undefined;

  constructor(code: UnitError['code'], message: string, unit?: string) {
    super(message);
    this.code = code;
    this.unit = unit;
  }
}

const functions: ReadonlyMap<string, (...values: number[]) => number> = new Map([
  ['ceil', Math.ceil],
  ['floor', Math.floor],
  ['round', Math.round],
  ['sqrt', Math.sqrt],
  ['log2', Math.log2],
  ['min', Math.min],
  ['max', Math.max],
]);

const dimensionless: Dimensions = [0, 0, 0, 0, 0, 0];

/**
 * Value and dimensions of an expression. It walks the parsed tree itself instead of running it: only numbers, units,
 * arithmetic and a few functions exist, so nothing an input file says can define, assign, loop or reach the program.
 */
export function evaluateQuantity(node: ExpressionNode): Quantity {
  switch (node.type) {
    case 'ConstantNode':
      if (typeof node.value !== 'number') break;
      return { value: node.value, dimensions: dimensionless };
    case 'ParenthesisNode':
      return evaluateQuantity(node.content!);
    case 'SymbolNode':
      return unit(node.name!);
    case 'OperatorNode':
      return operate(node);
    case 'FunctionNode':
      return call(node);
  }
  throw new UnitError('bad-expression', 'only numbers, units, + - * / ^ and simple functions can be used');
}

function unit(name: string): Quantity {
  const found = units.get(name);
  if (found === undefined) throw new UnitError('unknown-unit', `there is no unit "${name}"`, name);
  return found;
}

function call(node: ExpressionNode): Quantity {
  const name = node.fn?.name ?? '';
  const apply = functions.get(name);
  if (apply === undefined) {
    throw new UnitError(
      'bad-expression',
      `there is no function "${name}"; there are ${[...functions.keys()].join(', ')}`,
    );
  }
  return { value: apply(...node.args!.map((each) => plainNumber(each, name))), dimensions: dimensionless };
}

function plainNumber(node: ExpressionNode, where: string): number {
  const { value, dimensions } = evaluateQuantity(node);
  if (dimensions.some((power) => power !== 0)) {
    throw new UnitError('wrong-unit', `"${where}" takes numbers without unit`);
  }
  return value;
}

function operate(node: ExpressionNode): Quantity {
  const [first, second] = node.args!;
  const a = evaluateQuantity(first!);
  if (second === undefined) {
    if (node.op === '-') return { value: -a.value, dimensions: a.dimensions };
    if (node.op === '+') return a;
    throw new UnitError('bad-expression', `"${node.op}" cannot be used here`);
  }
  if (node.op === '^') return power(a, plainNumber(second, '^'));
  if (node.implicit === true && second.type === 'ConstantNode') {
    throw new UnitError('bad-expression', 'a number follows without an operator');
  }
  return combine(a, evaluateQuantity(second), node.op ?? '');
}

function power(base: Quantity, exponent: number): Quantity {
  if (!Number.isInteger(exponent) && base.dimensions.some((each) => each !== 0)) {
    throw new UnitError('wrong-unit', 'a unit can only be raised to a whole power');
  }
  const dimensions = base.dimensions.map((each) => each * exponent) as unknown as Dimensions;
  return { value: base.value ** exponent, dimensions };
}

function combine(a: Quantity, b: Quantity, operator: string): Quantity {
  const each = (join: (x: number, y: number) => number) =>
    a.dimensions.map((x, index) => join(x, b.dimensions[index]!)) as unknown as Dimensions;
  switch (operator) {
    case '*':
      return { value: a.value * b.value, dimensions: each((x, y) => x + y) };
    case '/':
      return { value: a.value / b.value, dimensions: each((x, y) => x - y) };
    case '+':
    case '-':
      if (a.dimensions.some((x, index) => x !== b.dimensions[index])) {
        throw new UnitError('wrong-unit', `the two sides of "${operator}" have different units`);
      }
      return { value: operator === '+' ? a.value + b.value : a.value - b.value, dimensions: a.dimensions };
    default:
      throw new UnitError('bad-expression', `"${operator}" cannot be used here`);
  }
}
