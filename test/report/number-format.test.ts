import { describe, expect, test } from 'vitest';
import { formatGrouped, formatShare, formatSi } from '../../src/report/number-format.ts';
import { formatArea, formatEnergy } from '../../src/report/quantities.ts';

describe('do figures read as a designer writes them?', () => {
  test.each([
    [0, '0 J'],
    [1, '1.00 pJ'],
    [0.25, '250 fJ'],
    [999.6, '1.00 nJ'],
    [12_345_678, '12.3 µJ'],
    [4.2e12, '4.20 J'],
    [-1500, '-1.50 nJ'],
  ])('%d pJ is %s', (energyPj, text) => {
    expect(formatEnergy(energyPj)).toBe(text);
  });

  test('counts have a prefix and no unit', () => {
    expect(formatSi(724_406_816, '')).toBe('724 M');
    expect(formatSi(7, '')).toBe('7.00');
  });

  test('areas change from µm² to mm²', () => {
    expect([0, 523.4, 6700, 12_200_000].map(formatArea)).toEqual(['0 µm²', '523 µm²', '6700 µm²', '12.2 mm²']);
  });

  test('a small share is not zero, a share of nothing is no number', () => {
    expect([0, 0.0001, 0.1234, 1, Number.NaN].map(formatShare)).toEqual(['0.0 %', '< 0.1 %', '12.3 %', '100.0 %', '–']);
  });

  test('grouped counts keep every digit', () => {
    expect(formatGrouped(1234567)).toBe('1\u202f234\u202f567');
    expect(formatGrouped(1234.5)).toBe('1\u202f234.5');
  });
});
