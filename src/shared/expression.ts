import type { ExpressionNode } from './quantity-expression.ts';

export type ExpressionValue = number | string | boolean;
export type Scope = ReadonlyMap<string, ExpressionValue>;

/** What is wrong with an expression; `unknown`: a name that stands for nothing. */
export class ExpressionError extends Error {
  readonly unknown: string | undefined;

  constructor(message: string, unknown?: string) {
    super(message);
    this.unknown = unknown;
  }
}

const functions: ReadonlyMap<string, (...values: number[]) => number> = new Map([
  ['ceil', Math.ceil],
  ['floor', Math.floor],
  ['round', Math.round],
  ['abs', Math.abs],
  ['sqrt', Math.sqrt],
  ['log2', Math.log2],
  ['log10', Math.log10],
  ['min', Math.min],
  ['max', Math.max],
]);

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '%': (a, b) => a % b,
  mod: (a, b) => a % b,
};

const order: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** The expression parser takes a while to load, so it is fetched only where there is an expression. */
export async function loadExpressions(): Promise<(text: string, scope: Scope) => ExpressionValue> {
  const { parseExpression } = await import('./parse-expression.ts');
  return (text, scope) => {
    let node: ExpressionNode;
    try {
      node = parseExpression(text);
    } catch (error) {
      throw new ExpressionError((error as Error).message);
    }
    return evaluate(node, scope);
  };
}

/** Walks the parsed tree itself instead of running it: nothing a file says can define, loop or reach the program. */
function evaluate(node: ExpressionNode, scope: Scope): ExpressionValue {
  switch (node.type) {
    case 'ConstantNode':
      if (typeof node.value === 'object' || node.value === undefined) break;
      return node.value as ExpressionValue;
    case 'ParenthesisNode':
      return evaluate(node.content!, scope);
    case 'SymbolNode':
      return lookUp(node.name!, scope);
    case 'OperatorNode':
      return operate(node, scope);
    case 'RelationalNode':
      break;
    case 'FunctionNode':
      return call(node, scope);
  }
  throw new ExpressionError('only values, + - * / ^ %, comparisons, and, or, not and simple functions can be used');
}

function lookUp(name: string, scope: Scope): ExpressionValue {
  const found = scope.get(name);
  if (found === undefined) throw new ExpressionError(`nothing is called "${name}" here`, name);
  return found;
}

function operate({ op = '', args = [] }: ExpressionNode, scope: Scope): ExpressionValue {
  const [first, second] = args.map((each) => evaluate(each, scope));
  if (second === undefined) {
    if (op === 'not') return !truth(first!);
    if (op === '-') return -number(first!, op);
    if (op === '+') return number(first!, op);
  } else {
    if (op === 'and') return truth(first!) && truth(second);
    if (op === 'or') return truth(first!) || truth(second);
    if (op === '==') return first === second;
    if (op === '!=') return first !== second;
    const compute = arithmetic[op] ?? order[op];
    if (compute !== undefined) return compute(number(first!, op), number(second, op));
  }
  throw new ExpressionError(`"${op}" cannot be used here`);
}

function call(node: ExpressionNode, scope: Scope): number {
  const name = node.fn?.name ?? '';
  const apply = functions.get(name);
  if (apply === undefined) {
    throw new ExpressionError(`there is no function "${name}"; there are ${[...functions.keys()].join(', ')}`);
  }
  return apply(...node.args!.map((each) => number(evaluate(each, scope), name)));
}

function number(value: ExpressionValue, where: string): number {
  if (typeof value === 'number') return value;
  throw new ExpressionError(`"${where}" takes numbers, not ${JSON.stringify(value)}`);
}

function truth(value: ExpressionValue): boolean {
  if (typeof value === 'boolean') return value;
  throw new ExpressionError(`${JSON.stringify(value)} is neither true nor false`);
}
