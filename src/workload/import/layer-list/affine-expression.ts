import type { RankTerm } from '../../problem.ts';

/** What is wrong with an expression, and the 1-based place in it. */
export interface AffineFault {
  readonly code: 'affine-syntax' | 'affine-constant' | 'zero-coefficient';
  readonly message: string;
  readonly place: number;
}

interface Token {
  readonly text: string;
  readonly place: number;
}

/**
 * Reads an index such as `P*2 + R` or `2*P - R`: terms joined by + and −, each a dimension with a whole factor on
 * either side. A dimension named twice counts once with both factors.
 */
export function parseAffine(text: string): readonly RankTerm[] | AffineFault {
  const tokens = [...text.matchAll(/[A-Za-z_]\w*|\d+|\S/g)].map(({ 0: token, index }) => ({
    text: token,
    place: index + 1,
  }));
  const factors = new Map<string, number>();
  let position = 0;
  do {
    const term = readTerm(tokens, position, text);
    if ('code' in term) return term;
    factors.set(term.dimension, (factors.get(term.dimension) ?? 0) + term.coefficient);
    position = term.next;
  } while (position < tokens.length);
  const [cancelled] = [...factors].find(([, factor]) => factor === 0) ?? [];
  if (cancelled !== undefined) {
    return { code: 'zero-coefficient', message: `the factor of ${cancelled} is 0`, place: 1 };
  }
  return [...factors].map(([dimension, coefficient]) => ({ dimension, coefficient }));
}

interface Term extends RankTerm {
  readonly next: number;
}

/** One signed term from `start`; every term but the first needs its sign. */
function readTerm(tokens: readonly Token[], start: number, text: string): Term | AffineFault {
  let next = start;
  const sign = tokens[next]?.text;
  const signed = sign === '+' || sign === '-';
  if (signed) next += 1;
  else if (start > 0) return syntax('+ or - expected', tokens[start], text);
  const factors: Token[] = [];
  do {
    const token = tokens[next];
    if (token === undefined || !/^\w+$/.test(token.text)) {
      return syntax('a dimension or a whole number expected', token, text);
    }
    factors.push(token);
    next += 2;
  } while (tokens[next - 1]?.text === '*');
  const dimensions = factors.filter((token) => !/^\d/.test(token.text));
  const [dimension, second] = dimensions;
  if (second !== undefined) return syntax('a product of two dimensions is not affine', second, text);
  if (dimension === undefined) {
    const follower = tokens[next - 1];
    if (follower !== undefined && /^\w/.test(follower.text)) return syntax('* expected', follower, text);
    const message = 'a constant offset moves the whole operand and changes no count: leave it out';
    return { code: 'affine-constant', message, place: factors[0]!.place };
  }
  const size = factors.reduce((product, token) => (token === dimension ? product : product * Number(token.text)), 1);
  if (!Number.isSafeInteger(size)) return syntax('the factor is too large', dimension, text);
  return { dimension: dimension.text, coefficient: sign === '-' ? -size : size, next: next - 1 };
}

function syntax(message: string, token: Token | undefined, text: string): AffineFault {
  return { code: 'affine-syntax', message, place: token?.place ?? text.trimEnd().length + 1 };
}
