import { resolve } from 'node:path';
import { type NamedWeights, namedWeights } from '../compression/named-weights.ts';
import type { Workload } from '../workload/workload.ts';
import { type Place, shownPath } from './place.ts';
import { readInputBytes } from './read-input.ts';

/** Weights, or importance of weights, of a network from a safetensors file. */
export async function loadNamedWeights(reference: string, place: Place, workload: Workload): Promise<NamedWeights> {
  const path = resolve(place.folder, reference);
  const shown = shownPath(path, place.cwd);
  return namedWeights(shown, await readInputBytes(path, shown), workload);
}
