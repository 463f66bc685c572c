import { readFileSync } from 'node:fs';
import { plainAssigner } from '../src/compression/clustering/assigner.ts';
import { vectorKMeans } from '../src/compression/clustering/vector-k-means.ts';
import { networkRatio } from '../src/compression/compression-ratio.ts';
import type { WeightTensor } from '../src/compression/engine.ts';
import { deepKMeans } from '../src/compression/engines/deep-k-means.ts';
import { shapeOf } from '../src/compression/uncompressed.ts';
import { weightedLayers } from '../src/compression/weighted-layers.ts';
import { Random } from '../src/shared/random.ts';
import { readLayerList } from '../src/workload/import/layer-list/read-layer-list.ts';
import type { Workload } from '../src/workload/workload.ts';
import { wideResNet } from '../test/published/deep-k-means.ts';

/**
 * CPU time of compressing Wide ResNet 16-4 with the published K and p, against one pass of the plain loop over all vectors of the
 * same layers (the reference).
 */
export async function benchCompressNetwork(): Promise<void> {
  const file = new URL('../scenarios/workloads/wide-resnet-16-4.yaml', import.meta.url);
  const workload = readLayerList('wide-resnet-16-4.yaml', readFileSync(file, 'utf8'));
  const weights = normalWeights(workload);
  for (const setting of ['45', '47', '50'] as const) {
    const layers = Object.fromEntries(
      wideResNet.map(({ name, k, p }) => [name, { k: k[setting], sparsity: p[setting] }]),
    );
    let ratio = 0;
    const seconds = await cpuSeconds(async () => {
      const compressed = await deepKMeans.compress({ workload, weights, seed: 1 }, { k: 1, layers });
      ratio = networkRatio(compressed.layers);
    });
    const pass = await cpuSeconds(async () => {
      for (const { name, size, k } of wideResNet) onePass(weights.get(name)!.data, size, k[setting]!);
    });
    console.log(
      `Wide ResNet 16-4, setting ${setting}×: ${seconds.toFixed(2)} s, ${(seconds / pass).toFixed(1)} plain passes of ${pass.toFixed(2)} s; ratio ${ratio.toFixed(1)} on random weights`,
    );
  }
}

function onePass(vectors: Float32Array, length: number, k: number): void {
  vectorKMeans(
    { vectors, length, k, init: 'random', iterations: 0, tolerance: 0, seed: 1 },
    plainAssigner(vectors, length),
  );
}

/** Normal weights (Box and Muller 1958), as wide as He et al. 2015 start them. */
function normalWeights(workload: Workload): ReadonlyMap<string, WeightTensor> {
  const random = new Random(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return new Map(
    weightedLayers(workload).map((each): [string, WeightTensor] => {
      const shape = shapeOf(each);
      const width = Math.sqrt(2 / (shape[1] * shape[2] * shape[3]));
      const data = Float32Array.from({ length: each.weights }, () => width * normal());
      return [each.layer.name, { shape, data, bias: new Float32Array(each.biases) }];
    }),
  );
}

async function cpuSeconds(task: () => Promise<void>): Promise<number> {
  const start = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}
