import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAffine } from '../../../../src/workload/import/layer-list/affine-expression.ts';

const term = (dimension: string, coefficient: number) => ({ dimension, coefficient });

describe('an index is a sum of dimensions with whole factors', () => {
  test.each([
    ['C', [term('C', 1)]],
    ['P*2 + R', [term('P', 2), term('R', 1)]],
    ['2*P+3*R', [term('P', 2), term('R', 3)]],
    ['2 * P * 3', [term('P', 6)]],
    ['P - R', [term('P', 1), term('R', -1)]],
    ['-P + 4*row_2', [term('P', -1), term('row_2', 4)]],
    ['P + P', [term('P', 2)]],
  ])('%s', (text, terms) => {
    expect(parseAffine(text)).toEqual(terms);
  });

  test('printing and reading agree', () => {
    const factor = fc.integer({ min: -99, max: 99 }).filter((each) => each !== 0);
    const terms = fc.dictionary(fc.constantFrom('N', 'C', 'P', 'Q', 'row', 'x1'), factor, { minKeys: 1 });
    fc.assert(
      fc.property(terms, (factors) => {
        const entries = Object.entries(factors);
        const text = entries.map(([name, each]) => `${each < 0 ? '-' : '+'} ${Math.abs(each)}*${name}`).join(' ');
        expect(parseAffine(text)).toEqual(entries.map(([name, each]) => term(name, each)));
      }),
    );
  });
});

describe('anything else is refused, with the place', () => {
  test.each([
    ['', 'affine-syntax', 1],
    ['P +', 'affine-syntax', 4],
    ['P R', 'affine-syntax', 3],
    ['P ++ R', 'affine-syntax', 4],
    ['P*', 'affine-syntax', 3],
    ['P*R', 'affine-syntax', 3],
    ['(P)', 'affine-syntax', 1],
    ['P*1.5', 'affine-syntax', 4],
    ['P + 1', 'affine-constant', 5],
    ['3', 'affine-constant', 1],
    ['P*0', 'zero-coefficient', 1],
    ['P - P', 'zero-coefficient', 1],
    ['2P', 'affine-syntax', 2],
    ['99999999999999999999*P', 'affine-syntax', 22],
    ['Σ', 'affine-syntax', 1],
  ])('%j', (text, code, place) => {
    expect(parseAffine(text)).toMatchObject({ code, place });
  });

  test('no text breaks the reader', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = parseAffine(text);
        expect('code' in read || read.length > 0).toBe(true);
      }),
    );
  });
});
