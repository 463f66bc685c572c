import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QuantityKind } from '../../src/shared/unit-table.ts';
import { loadUnits } from '../../src/shared/units.ts';

const units = await loadUnits();

describe('quantities', () => {
  const cases: readonly (readonly [string | number, QuantityKind, number])[] = [
    ['108 KiB', 'bits', 108 * 1024 * 8],
    ['108 kB', 'bits', 108 * 1000 * 8],
    ['1 b', 'bits', 1],
    ['1 B', 'bits', 8],
    ['2 MiB', 'bits', 2 * 1024 ** 2 * 8],
    ['3 kbit', 'bits', 3000],
    ['3 Kibit', 'bits', 3 * 1024],
    ['16 bit', 'bits', 16],
    ['224 * 16 bit', 'bits', 224 * 16],
    ['1 KiB + 3 bytes', 'bits', 1027 * 8],
    ['ceil(log2(1000)) bit', 'bits', 10],
    ['200 MHz', 'mhz', 200],
    ['1.2 GHz', 'mhz', 1200],
    ['1 / (5 ns)', 'mhz', 200],
    ['1.694 pJ', 'pj', 1.694],
    ['2 nJ', 'pj', 2000],
    ['5 fJ', 'pj', 0.005],
    ['3.2 pJ/bit', 'pjPerBit', 3.2],
    ['8 pJ/B', 'pjPerBit', 1],
    ['65 nm', 'nm', 65],
    ['0.065 um', 'nm', 65],
    ['0.9 V', 'volt', 0.9],
    ['900 mV', 'volt', 0.9],
    ['0.5 mW', 'mw', 0.5],
    ['3 uW', 'mw', 0.003],
    ['2 pJ * 100 MHz', 'mw', 0.2],
    ['1.2 mm^2', 'um2', 1.2e6],
    ['5 µm^2', 'um2', 5],
    ['10 ns', 'ns', 10],
    ['5min', 'ns', 300e9],
    ['0.5 h', 'ns', 1800e9],
    ['64 bit/cycle', 'bitsPerCycle', 64],
    ['64 bit / 2 cycles', 'bitsPerCycle', 32],
    ['25.6 GB/s', 'bitsPerSecond', 25.6e9 * 8],
    ['12 * 14', 'count', 168],
    ['2^10', 'count', 1024],
    [0.5, 'count', 0.5],
    ['0 mW', 'mw', 0],
  ];
  test.each(cases)('%s in %s is %d', (text, kind, value) => {
    expect(units.read(text, kind)).toBe(value);
  });

  test('decimal figures come back exactly as written', () => {
    const figure = fc.integer({ min: 0, max: 10 ** 9 }).map((digits) => digits / 1000);
    fc.assert(
      fc.property(figure, (value) => {
        expect(units.read(`${value} pJ`, 'pj')).toBe(value);
        expect(units.read(`${value} mW`, 'mw')).toBe(value);
        expect(units.read(`${value} um^2`, 'um2')).toBe(value);
      }),
    );
  });
});

describe('refused quantities', () => {
  const cases: readonly (readonly [string | number, QuantityKind, string])[] = [
    [16, 'bits', 'missing-unit'],
    ['12 * 14', 'bits', 'missing-unit'],
    [0, 'mw', 'missing-unit'],
    ['200 MHz', 'bits', 'wrong-unit'],
    ['16 bit', 'count', 'wrong-unit'],
    ['64 bit', 'bitsPerCycle', 'wrong-unit'],
    ['1 mm', 'um2', 'wrong-unit'],
    ['16 + 3 bit', 'bits', 'wrong-unit'],
    ['log2(8 bit)', 'count', 'wrong-unit'],
    ['(2 bit)^0.5', 'bits', 'wrong-unit'],
    ['200 mhz', 'mhz', 'unknown-unit'],
    ['1 kib', 'bits', 'unknown-unit'],
    ['constructor', 'count', 'unknown-unit'],
    ['0 / 0', 'count', 'not-a-number'],
    ['1 bit / 0', 'bits', 'not-a-number'],
    ['9^9^9', 'count', 'not-a-number'],
    [Number.NaN, 'count', 'not-a-number'],
    ['-3 bit', 'bits', 'negative-quantity'],
    [-1, 'count', 'negative-quantity'],
    ['', 'count', 'bad-expression'],
    ['(2 pJ', 'pj', 'bad-expression'],
    ['16 bit 3', 'bits', 'bad-expression'],
    ['x = 3', 'count', 'bad-expression'],
    ['f(x) = x', 'count', 'bad-expression'],
    ['1:1e9', 'count', 'bad-expression'],
    ['[1, 2]', 'count', 'bad-expression'],
    ['1; 2', 'count', 'bad-expression'],
    ['"3"', 'count', 'bad-expression'],
    ['true', 'count', 'bad-expression'],
    ['3!', 'count', 'bad-expression'],
    ['import("x")', 'count', 'bad-expression'],
    ['sqrt.constructor("return 1")', 'count', 'bad-expression'],
    ['sqrt["constructor"]', 'count', 'bad-expression'],
    ['1 > 2 ? 3 : 4', 'count', 'bad-expression'],
    [`1${' + 1'.repeat(100)}`, 'count', 'bad-expression'],
  ];
  test.each(cases)('%s as %s is %s', (text, kind, code) => {
    expect(units.read(text, kind)).toMatchObject({ code });
  });

  test('the fault says what was found and what would be accepted, with an example', () => {
    expect(units.read('200 MHz', 'bits')).toEqual({
      code: 'wrong-unit',
      message: 'this is a frequency where a size is wanted',
      found: '"200 MHz"',
      accepted: 'a size, such as 108 KiB',
    });
    expect(units.read(16, 'bits')).toMatchObject({ found: '16', message: 'a size needs a unit' });
  });

  test('a unit in the wrong case or of unclear size gets the right spellings', () => {
    expect(units.read('1 mhz', 'mhz')).toMatchObject({ hint: 'units are case-sensitive: did you mean "MHz"?' });
    expect(units.read('1 KB', 'bits')).toMatchObject({ hint: 'write "KiB" for 1024 or "kB" for 1000' });
    expect(units.read('1 cycels', 'count')).toMatchObject({ hint: 'did you mean "cycles"?' });
  });

  test('no text makes it throw', () => {
    const token = fc.constantFrom(
      '1',
      'bit',
      'KiB',
      '(',
      ')',
      '+',
      '/',
      '^',
      'log2',
      '[',
      '=',
      'cycle',
      '"',
      '\n',
      ';',
      '.',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(token).map((tokens) => tokens.join(' ')),
        ),
        (text) => {
          const value = units.read(text, 'bits');
          expect(typeof value === 'number' ? value >= 0 && Number.isFinite(value) : value.code.length > 0).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
