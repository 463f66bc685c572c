import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nonDominated, type OperatingPoint } from '../../src/study/operating-points.ts';

const point = (accuracy: number, compressionRatio: number): OperatingPoint => ({
  method: 'm',
  case: '',
  regulariser: null,
  lambda: null,
  compressionRatio,
  accuracy,
  least: accuracy,
  most: accuracy,
  costs: [],
});
const small = fc.integer({ min: 0, max: 6 });

test('a point is on the front exactly when no other is at least as good in both and better in one; twins count once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(small, small), { minLength: 1, maxLength: 12 }), (pairs) => {
      const points = pairs.map(([accuracy, ratio]) => point(accuracy, ratio));
      const front = nonDominated(points, ({ compressionRatio }) => compressionRatio);
      const beaten = ([a, r]: readonly [number, number]) =>
        pairs.some(([b, s]) => b >= a && s >= r && (b > a || s > r));
      const best = new Set(pairs.filter((pair) => !beaten(pair)).map(String));
      expect(front.map((at) => String(pairs[at]))).toHaveLength(best.size);
      expect(new Set(front.map((at) => String(pairs[at])))).toEqual(best);
      const accuracies = front.map((at) => points[at]!.accuracy);
      expect(accuracies).toEqual([...accuracies].sort((a, b) => a - b));
    }),
  );
});

test('a point without an answer takes no part, however accurate', () => {
  const points = [point(9, 1), point(5, 2)];
  expect(nonDominated(points, ({ accuracy }) => (accuracy === 9 ? Number.NEGATIVE_INFINITY : 1))).toEqual([1]);
});
