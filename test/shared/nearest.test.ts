import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nearest } from '../../src/shared/nearest.ts';

describe('the nearest name', () => {
  test.each([
    ['capcity', 'capacity'],
    ['capactiy', 'capacity'],
    ['Capacity', 'capacity'],
    ['doublebuffered', 'doubleBuffered'],
    ['row_stationary', 'row-stationary'],
    ['glb', 'GLB'],
  ])('%s means %s', (name, meant) => {
    expect(nearest(name, ['word', 'capacity', 'doubleBuffered', 'row-stationary', 'GLB', 'GLX'])).toBe(meant);
  });

  test('a name unlike all others means none of them', () => {
    expect(nearest('frobnicate', ['word', 'capacity'])).toBeUndefined();
    expect(nearest('x', ['y', 'z'])).toBeUndefined();
    expect(nearest('anything', [])).toBeUndefined();
  });

  test('an exact name is its own nearest, and one missing letter in six is forgiven', () => {
    const name = fc.stringMatching(/^[a-z]{7,12}$/);
    fc.assert(
      fc.property(name, fc.array(name), fc.nat(6), (right, others, at) => {
        expect(nearest(right, [...others, right])).toBe(right);
        expect(nearest(right.slice(0, at) + right.slice(at + 1), [right])).toBe(right);
      }),
    );
  });
});
