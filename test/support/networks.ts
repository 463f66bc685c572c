import { readdirSync, readFileSync } from 'node:fs';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import type { Layer, Workload } from '../../src/workload/workload.ts';

const folder = new URL('../../scenarios/workloads/', import.meta.url);

/** Names of the networks that come with the project. */
export const builtInNetworks: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''));

export function builtInNetwork(name: string, batch = 1): Workload {
  return readLayerList(`${name}.yaml`, readFileSync(new URL(`${name}.yaml`, folder), 'utf8'), { batch });
}

/** One layer of each shape and operation; each named by its network. */
export function distinctLayers(workloads: readonly Workload[]): Layer[] {
  const known = new Map<string, Layer>();
  for (const { name, layers } of workloads) {
    for (const layer of layers) {
      const key = JSON.stringify([layer.problem, layer.operation, layer.operationsPerPoint, layer.bits]);
      if (!known.has(key)) known.set(key, { ...layer, name: `${name}: ${layer.name}` });
    }
  }
  return [...known.values()];
}
