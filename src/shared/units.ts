import { describeValue } from './describe-schema.ts';
import { nearest } from './nearest.ts';
import { type ExpressionNode, evaluateQuantity, UnitError } from './quantity-expression.ts';
import { cycles, type Dimensions, type Quantity, type QuantityKind, quantityKinds, tidy, units } from './unit-table.ts';

/** What is wrong with a quantity; the shape of a document fault. */
export interface UnitFault {
  readonly code:
    | 'missing-unit'
    | 'wrong-unit'
    | 'unknown-unit'
    | 'not-a-number'
    | 'negative-quantity'
    | 'out-of-range'
    | 'bad-expression';
  readonly message: string;
  readonly found: string;
  readonly accepted: string;
  readonly hint?: string;
}

export interface Units {
  /** `108 KiB` as bits, `200 MHz` as MHz, `12 * 14` as a count; or what is wrong with it. Never throws, whatever it is given. */
  read(text: string | number, kind: QuantityKind): number | UnitFault;
}

const maximumLength = 200;
/** In the unit each kind is kept in: far beyond any hardware, and products of all that is accepted stay finite. */
const least = 1e-18;
const most = 1e18;

/** The expression parser takes a while to load, so it is fetched only when a file with quantities is read. */
export async function loadUnits(): Promise<Units> {
  const { parseExpression } = await import('./parse-expression.ts');
  return { read: (text, kind) => read(parseExpression, text, kind) };
}

function read(parse: (text: string) => ExpressionNode, text: string | number, kind: QuantityKind): number | UnitFault {
  try {
    return inKind(evaluate(parse, text), text, kind);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return fault(text, kind, { code: error.code, message: error.message, hint: unitHint(error.unit) });
  }
}

function evaluate(parse: (text: string) => ExpressionNode, text: string | number): Quantity {
  if (typeof text === 'number') return { value: text, dimensions: quantityKinds.count.dimensions };
  if (typeof text !== 'string') throw new UnitError('bad-expression', 'this is no text');
  if (text.trim() === '') throw new UnitError('bad-expression', 'the text is empty');
  if (text.length > maximumLength) throw new UnitError('bad-expression', `more than ${maximumLength} characters`);
  let node: ExpressionNode;
  try {
    // The parser does not know the micro sign as a letter.
    node = parse(text.replace(/[µμ]/g, 'u'));
  } catch {
    throw new UnitError('bad-expression', 'this cannot be read as a quantity');
  }
  return evaluateQuantity(node);
}

function inKind(quantity: Quantity, text: string | number, kind: QuantityKind): number | UnitFault {
  const { dimensions, scale, name } = quantityKinds[kind];
  const same = dimensions.every((power, index) => power === quantity.dimensions[index]);
  if (!Number.isFinite(quantity.value))
    return fault(text, kind, { code: 'not-a-number', message: 'the value is not a finite number' });
  if (!same) {
    const bare = quantity.dimensions.every((power) => power === 0);
    if (bare) return fault(text, kind, { code: 'missing-unit', message: `${name} needs a unit` });
    const isOf = (each: { readonly dimensions: Dimensions }) =>
      each.dimensions.every((power, index) => power === quantity.dimensions[index]);
    const other = [...Object.values(quantityKinds), cycles].find(isOf);
    const message = `this is ${other === undefined ? 'something else' : other.name} where ${name} is wanted`;
    const isCycles = kind === 'ns' && other === cycles;
    const hint = isCycles ? `cycles become a time by the clock: ${quantity.value} / (200 MHz)` : undefined;
    return fault(text, kind, { code: 'wrong-unit', message, hint });
  }
  if (quantity.value < 0)
    return fault(text, kind, { code: 'negative-quantity', message: `${name} cannot be negative` });
  const value = tidy(quantity.value / scale);
  if (value < least && quantity.value > 0) {
    return fault(text, kind, { code: 'out-of-range', message: `${name} cannot be this small` });
  }
  if (value > most) return fault(text, kind, { code: 'out-of-range', message: `${name} cannot be this large` });
  return value;
}

interface Problem {
  readonly code: UnitFault['code'];
  readonly message: string;
  readonly hint?: string | undefined;
}

function fault(text: string | number, kind: QuantityKind, { code, message, hint }: Problem): UnitFault {
  const { name, example } = quantityKinds[kind];
  const accepted = `${name}, such as ${example}`;
  const found = typeof text === 'number' ? String(text) : describeValue(text);
  return { code, message, found, accepted, ...(hint !== undefined && { hint }) };
}

function unitHint(unit: string | undefined): string | undefined {
  if (unit === undefined) return undefined;
  // `KB` is written for both; guessing would be wrong half of the time.
  const binary = /^K(B|b|bit|byte)s?$/.exec(unit);
  if (binary) return `write "Ki${binary[1]}" for 1024 or "k${binary[1]}" for 1000`;
  const byCase = [...units.keys()].filter((name) => name.toLowerCase() === unit.toLowerCase());
  if (byCase.length > 0) return `units are case-sensitive: did you mean "${byCase.join('" or "')}"?`;
  const meant = nearest(unit, [...units.keys()]);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}
