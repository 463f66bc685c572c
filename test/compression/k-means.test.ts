import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClusteringProblem, initialisations } from '../../src/compression/clustering/clustering-problem.ts';
import { initialCentroids } from '../../src/compression/clustering/initial-centroids.ts';
import { kMeans } from '../../src/compression/k-means.ts';
import { Random } from '../../src/shared/random.ts';

function problem(given: Partial<ClusteringProblem> & Pick<ClusteringProblem, 'vectors' | 'k'>): ClusteringProblem {
  return { length: 1, init: 'k-means++', iterations: 100, tolerance: 0, seed: 1, ...given };
}

/** Sums of uniform draws: a rough bell. */
function bell(count: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: count }, () => random.next() + random.next() + random.next() - 1.5);
}

function distance({ vectors, length }: ClusteringProblem, vector: number, centroids: Float32Array, centre: number) {
  let sum = 0;
  for (let d = 0; d < length; d += 1) sum += (vectors[vector * length + d]! - centroids[centre * length + d]!) ** 2;
  return sum;
}

const anyProblem = fc
  .record({
    count: fc.integer({ min: 1, max: 200 }),
    length: fc.integer({ min: 1, max: 6 }),
    k: fc.integer({ min: 1, max: 20 }),
    init: fc.constantFrom(...initialisations),
    seed: fc.nat(1e6),
    weighted: fc.boolean(),
  })
  .map(({ count, length, k, weighted, ...rest }) =>
    problem({
      ...rest,
      length,
      k: Math.min(k, count),
      vectors: bell(count * length, rest.seed),
      ...(weighted && { importance: bell(count, rest.seed + 1).map(Math.abs) }),
    }),
  );

describe('k-means', () => {
  test('every vector is assigned to its nearest centre, and the inertia is the sum of those distances', () => {
    fc.assert(
      fc.property(anyProblem, (each) => {
        const { centroids, assignment, inertia } = kMeans(each);
        let sum = 0;
        for (let vector = 0; vector < assignment.length; vector += 1) {
          const all = Array.from({ length: each.k }, (_, centre) => distance(each, vector, centroids, centre));
          expect(all[assignment[vector]!]!).toBeLessThanOrEqual(Math.min(...all) * (1 + 1e-5) + 1e-12);
          sum += all[assignment[vector]!]! * (each.importance?.[vector] ?? 1);
        }
        expect(inertia).toBeCloseTo(sum, 4);
      }),
    );
  });

  test('the same problem gives the same bytes, and the vectors are left as they were', () => {
    fc.assert(
      fc.property(anyProblem, (each) => {
        const before = each.vectors.slice();
        expect(kMeans(each)).toEqual(kMeans(each));
        expect(each.vectors).toEqual(before);
      }),
    );
  });

  test('more updates never raise the inertia', () => {
    const vectors = bell(3000, 3);
    for (const length of [1, 3]) {
      const inertia = [0, 1, 2, 5, 20].map((iterations) => {
        return kMeans(problem({ vectors, length, k: 12, iterations, init: 'random' })).inertia;
      });
      expect(inertia).toEqual(inertia.toSorted((a, b) => b - a));
    }
  });

  test.each(initialisations)('%s: as many centres as different vectors give no error', (init) => {
    const rows = [0, 0, 1, 0, 0, 5, 9, 9];
    const vectors = Float32Array.from({ length: 80 }, (_, index) => rows[index % 8]!);
    expect(kMeans(problem({ vectors, length: 2, k: 4, init })).inertia).toBe(0);
    expect(kMeans(problem({ vectors, k: 4, init })).inertia).toBe(0);
  });

  test('scalars: 0, 1, 10, 11 in two clusters have the means 0.5 and 10.5, inertia 4 · 0.5²', () => {
    const found = kMeans(problem({ vectors: Float32Array.of(10, 0, 11, 1), k: 2 }));
    expect([...found.centroids]).toEqual([0.5, 10.5]);
    expect([...found.assignment]).toEqual([1, 0, 1, 0]);
    expect(found.inertia).toBe(4 * 0.5 ** 2);
  });

  test('sorted scalars and general vectors agree: a scalar doubled into a pair has twice the inertia', () => {
    const vectors = bell(2000, 9);
    const pairs = Float32Array.from({ length: 4000 }, (_, index) => vectors[index >> 1]!);
    for (const init of ['k-means++', 'density', 'random'] as const) {
      const scalar = kMeans(problem({ vectors, k: 9, init, iterations: 300 }));
      const pair = kMeans(problem({ vectors: pairs, length: 2, k: 9, init, iterations: 300 }));
      expect(pair.inertia / (2 * scalar.inertia)).toBeCloseTo(1, 2);
    }
  });

  test('a vector of great importance pulls its centre: (1·0 + 9·10)/10 = 9', () => {
    const vectors = Float32Array.of(0, 10);
    const importance = Float32Array.of(1, 9);
    expect(kMeans(problem({ vectors, importance, k: 1 })).centroids[0]).toBe(9);
    const pairs = Float32Array.of(0, 0, 10, 10);
    expect([...kMeans(problem({ vectors: pairs, length: 2, importance, k: 1 })).centroids]).toEqual([9, 9]);
  });

  test('clusters that run empty are filled: no entry of the table is wasted', () => {
    for (const length of [1, 2]) {
      // a far-off vector stretches the box, so evenly spread centres start where there is nothing
      const vectors = bell(400, 5).map((value, index) => (index < length ? 1000 : value));
      const { assignment } = kMeans(problem({ vectors, length, k: 30, init: 'uniform' }));
      expect(new Set(assignment).size).toBe(30);
    }
  });

  test.each([1, 3])(
    'vectors of %i: 20 updates end within 0.1 %% of plain 64-bit Lloyd from the same start',
    (length) => {
      const each = problem({ vectors: bell(6000 * length, 2), length, k: 32, init: 'random', iterations: 20 });
      const centroids = Float64Array.from(initialCentroids(each));
      let inertia = 0;
      for (let update = 0; update <= 20; update += 1) {
        const sums = new Float64Array(32 * length);
        const members = new Float64Array(32);
        inertia = 0;
        for (let vector = 0; vector < 6000; vector += 1) {
          const all = Array.from({ length: 32 }, (_, c) => {
            let sum = 0;
            for (let d = 0; d < length; d += 1)
              sum += (each.vectors[vector * length + d]! - centroids[c * length + d]!) ** 2;
            return sum;
          });
          const nearest = all.indexOf(Math.min(...all));
          inertia += all[nearest]!;
          members[nearest]! += 1;
          for (let d = 0; d < length; d += 1) sums[nearest * length + d]! += each.vectors[vector * length + d]!;
        }
        if (update < 20) centroids.set(sums.map((sum, at) => sum / members[Math.floor(at / length)]!));
      }
      expect(Math.abs(kMeans(each).inertia / inertia - 1)).toBeLessThan(0.001);
    },
  );

  test('k above N, or below 1, is a broken call', () => {
    expect(() => kMeans(problem({ vectors: Float32Array.of(1), k: 2 }))).toThrow('k-means needs');
    expect(() => kMeans(problem({ vectors: Float32Array.of(1), k: 0 }))).toThrow('k-means needs');
  });

  test('10^5 vectors of 3 in 64 clusters: k-means++ ends no worse than any other start by more than a few per cent', () => {
    const vectors = bell(300_000, 1);
    const [best, ...others] = initialisations.map((init) => {
      return kMeans(problem({ vectors, length: 3, k: 64, init, iterations: 10 })).inertia;
    });
    for (const other of others) expect(best! / other).toBeLessThan(1.05);
  });
});
