/** An operand of an equation with the indices it is written with: `I[b][c][iy][ix]`. */
export interface IndexedOperand {
  readonly name: string;
  readonly indices: readonly string[];
}

/** `O[b][k]+=W[k][c]*I[b][c]`: what is written, what is read, and how. */
export interface Equation {
  readonly output: IndexedOperand;
  readonly inputs: readonly IndexedOperand[];
  /** How two inputs meet; of one alone it says nothing. */
  readonly operator: '*' | '+';
}

const operand = /^(\w+)((?:\[\s*\w+\s*\])*)$/;

/** undefined when the text is no such equation. */
export function parseEquation(text: string): Equation | undefined {
  const sides = text.replace(/\s+/g, '').split(/\+?=/);
  if (sides.length !== 2) return undefined;
  const operators = [...sides[1]!.matchAll(/[*+]/g)].map(([sign]) => sign as '*' | '+');
  const [output, ...inputs] = [sides[0]!, ...sides[1]!.split(/[*+]/)].map(operandOf);
  const alike = operators.every((sign) => sign === operators[0]);
  if (output === undefined || inputs.length > 2 || !alike) return undefined;
  const known = inputs.filter((each) => each !== undefined);
  return known.length === inputs.length ? { output, inputs: known, operator: operators[0] ?? '*' } : undefined;
}

function operandOf(text: string): IndexedOperand | undefined {
  const found = operand.exec(text);
  if (found === null) return undefined;
  return { name: found[1]!, indices: [...found[2]!.matchAll(/\w+/g)].map(([index]) => index) };
}
