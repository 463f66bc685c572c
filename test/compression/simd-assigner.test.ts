import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileKernel } from '../../scripts/compile-kernels.ts';
import { plainAssigner } from '../../src/compression/clustering/assigner.ts';
import { simdAssigner } from '../../src/compression/clustering/simd-assigner.ts';
import { Random } from '../../src/shared/random.ts';

describe('the SIMD kernel', () => {
  test('finds the centres and distances of the plain loop, bit for bit', () => {
    const cases = fc.record({
      count: fc.integer({ min: 1, max: 70 }),
      length: fc.integer({ min: 1, max: 12 }),
      k: fc.integer({ min: 1, max: 40 }),
      seed: fc.nat(),
      size: fc.constantFrom(1e-30, 1e-3, 1, 1e20),
    });
    fc.assert(
      fc.property(cases, ({ count, length, k, seed, size }) => {
        const random = new Random(seed);
        const numbers = (many: number) => Float32Array.from({ length: many }, () => (random.next() - 0.5) * size);
        const vectors = numbers(count * length);
        const [plain, simd] = [plainAssigner(vectors, length), simdAssigner(vectors, length, k)!];
        for (let pass = 0; pass < 2; pass += 1) {
          const centroids = numbers(k * length);
          // equally near centres: the first must win
          centroids.copyWithin(0, Math.floor(k / 2) * length, Math.floor(k / 2 + 1) * length);
          plain.assign(centroids);
          simd.assign(centroids);
          expect(simd.assignment).toEqual(plain.assignment);
          expect(simd.distances).toEqual(plain.distances);
        }
      }),
    );
  });

  test('is the compiled form of its source', async () => {
    const file = new URL('../../src/compression/clustering/nearest-centroids-wasm.ts', import.meta.url);
    expect(await compileKernel()).toBe(readFileSync(file, 'utf8'));
  });
});
