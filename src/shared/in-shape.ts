import type { Static, TSchema } from 'typebox';
import { type Path, pathText } from './path-text.ts';

export interface Shaped<T> {
  /** Every list and map the schema asks for is one. A text or number that is missing, or of another kind, is `undefined` all the same. */
  readonly value: T;
  /** Paths of what is missing or of another kind. */
  readonly gaps: readonly string[];
}

/**
 * What can be read of a value that does not fit its schema: whoever looks for further faults in it meets lists and maps where
 * the schema has them. A gap in a list keeps its place; of several maps that may stand at one place the first is taken.
 */
export function inShape<S extends TSchema>(schema: S, value: unknown): Shaped<Static<S>> {
  const gaps: string[] = [];
  return { value: shaped(schema, value, { path: [], gaps }) as Static<S>, gaps };
}

/** What our schemas say of the shape of a value. */
interface Shape {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

interface Place {
  readonly path: Path;
  readonly gaps: string[];
}

function shaped(shape: Shape, value: unknown, place: Place): unknown {
  const { type, items = {}, anyOf = [] } = shape;
  const [first] = anyOf;
  if (first !== undefined) return shaped(anyOf.find((each) => suits(each, value)) ?? first, value, place);
  const { path, gaps } = place;
  const isSuited = suits(shape, value);
  if (!isSuited) gaps.push(pathText(path));
  if (type === 'array') {
    const given: readonly unknown[] = Array.isArray(value) ? value : [];
    return given.map((each, index) => shaped(items, each, { path: [...path, index], gaps }));
  }
  if (type === 'object') return shapedMap(shape, isMap(value) ? value : {}, place);
  return isSuited ? value : undefined;
}

/** Keys the schema does not know stay. */
function shapedMap({ properties = {}, required = [] }: Shape, given: object, { path, gaps }: Place): object {
  const values = new Map<string, unknown>(Object.entries(given));
  for (const [key, shape] of Object.entries(properties)) {
    if (!values.has(key) && !required.includes(key)) continue;
    values.set(key, shaped(shape, values.get(key), { path: [...path, key], gaps }));
  }
  return Object.fromEntries(values);
}

function suits({ type, anyOf, enum: words, const: word }: Shape, value: unknown): boolean {
  if (anyOf !== undefined) return anyOf.some((each) => suits(each, value));
  if (words !== undefined) return words.includes(value);
  if (word !== undefined) return word === value;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isMap(value);
  return type === undefined || typeof value === (type === 'integer' ? 'number' : type);
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
