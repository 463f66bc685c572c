import type { Workload } from './workload.ts';

/** Images a workload processes together: the size of N in its first layer that has one; 1 without. */
export function batchOf(workload: Workload): number {
  for (const { problem } of workload.layers) {
    const batch = problem.dimensions.find((dimension) => dimension.name === 'N');
    if (batch !== undefined) return batch.size;
  }
  return 1;
}
