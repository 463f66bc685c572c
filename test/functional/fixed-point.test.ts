import { describe, expect, it } from 'vitest';
import { Accumulator, wrap } from '../../src/functional/accumulator.ts';
import { quantise, shiftIntoRange } from '../../src/functional/fixed-point.ts';

describe('numbers in two’s complement', () => {
  it('the scale is the finest power of two that keeps the largest number in range', () => {
    // 0.75 · 2^7 = 96 fits 8 bit, 0.75 · 2^8 does not
    expect(quantise([0.75, -0.5, 0.004], 8)).toEqual({ integers: Int32Array.of(96, -64, 1), fractionBits: 7 });
    expect(quantise([300], 8)).toEqual({ integers: Int32Array.of(75), fractionBits: -2 });
    expect(quantise([0, 0], 8)).toEqual({ integers: Int32Array.of(0, 0), fractionBits: 0 });
    // 0.998 · 2^7 would round to 128
    expect(quantise([0.998], 8).fractionBits).toBe(6);
  });

  it('an accumulator wraps around and counts how often', () => {
    const sums = new Accumulator(8);
    expect(sums.add(100, 27)).toBe(127);
    expect(sums.overflows).toBe(0);
    expect(sums.add(100, 28)).toBe(-128);
    expect(sums.add(-128, -1)).toBe(127);
    expect(sums.overflows).toBe(2);
    expect(wrap(2 ** 40 + 5, 16)).toBe(5);
    expect(wrap(-(2 ** 31) - 1, 32)).toBe(2 ** 31 - 1);
  });

  it('requantisation shifts right no further than the largest sum needs, rounding down', () => {
    expect(shiftIntoRange([1000, -3, 5], 8)).toEqual({ integers: Int32Array.of(125, -1, 0), shift: 3 });
    expect(shiftIntoRange([-128, 127], 8).shift).toBe(0);
    expect(shiftIntoRange([-129], 8)).toEqual({ integers: Int32Array.of(-65), shift: 1 });
  });
});
