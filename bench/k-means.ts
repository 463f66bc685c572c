import { plainAssigner } from '../src/compression/clustering/assigner.ts';
import type { ClusteringProblem } from '../src/compression/clustering/clustering-problem.ts';
import { simdAssigner } from '../src/compression/clustering/simd-assigner.ts';
import { vectorKMeans } from '../src/compression/clustering/vector-k-means.ts';
import { Random } from '../src/shared/random.ts';

const iterations = 3;

/** One Lloyd iteration (assignment and update) of the SIMD kernel, against the plain TypeScript loop (the reference). */
export function benchKMeans(): void {
  for (const [count, length, k] of [
    [1e6, 3, 256],
    [1e6, 3, 1024],
    [1e6, 5, 256],
    [196608, 3, 64],
  ] as const) {
    const random = new Random(1);
    const vectors = Float32Array.from({ length: count * length }, () => random.next() + random.next() - 1);
    const problem = { vectors, length, k, init: 'random', iterations, tolerance: 0, seed: 1 } as const;
    const simd = measure(problem, simdAssigner(vectors, length, k)!);
    const plain = measure(problem, plainAssigner(vectors, length));
    const same = simd.inertia === plain.inertia ? 'same inertia' : 'INERTIA DIFFERS';
    const ratio = (plain.ms / simd.ms).toFixed(1);
    console.log(
      `k-means N=${count} × ${length}, K=${k}: ${simd.ms.toFixed(0)} ms per iteration, plain ${plain.ms.toFixed(0)} ms, ${ratio}×, ${same}`,
    );
  }
}

function measure(problem: ClusteringProblem, assigner: ReturnType<typeof plainAssigner>) {
  const start = process.cpuUsage();
  const { inertia } = vectorKMeans(problem, assigner);
  const { user, system } = process.cpuUsage(start);
  // the first assignment, to the starting centres, counts as a pass too
  return { inertia, ms: (user + system) / 1000 / (iterations + 1) };
}
