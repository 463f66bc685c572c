import Type from 'typebox';
import { expect, test } from 'vitest';
import { inShape } from '../../src/shared/in-shape.ts';

const schema = Type.Object({
  name: Type.String(),
  parts: Type.Array(Type.Object({ size: Type.Union([Type.String(), Type.Number()]) })),
  order: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Array(Type.Enum(['a', 'b']))]))),
});

test('what fits stays as it is, keys the schema does not know too', () => {
  const value = { name: 'x', parts: [{ size: 1 }, { size: '2 bit', more: [] }], order: ['p', ['a', 'b']] };
  expect(inShape(schema, value)).toEqual({ value, gaps: [] });
});

test('lists and maps are there whatever was given, and a gap keeps its place', () => {
  const { value, gaps } = inShape(schema, { name: [1], parts: [null, { size: { a: 1 } }], order: [5, ['a', 'c']] });
  expect(value).toEqual({
    name: undefined,
    parts: [{ size: undefined }, { size: undefined }],
    order: [undefined, ['a', undefined]],
  });
  expect(gaps).toEqual(['name', 'parts[0]', 'parts[0].size', 'parts[1].size', 'order[0]', 'order[1][1]']);
  expect(inShape(schema, 'x')).toEqual({ value: { name: undefined, parts: [] }, gaps: ['', 'name', 'parts'] });
});
