import { asTask } from '../src/cli/workers/map-tasks.ts';
import { Threads } from '../src/cli/workers/threads.ts';
import { priceHardware } from '../src/components/price-hardware.ts';
import { port } from '../src/dataflow/conventions/port.ts';
import { loadHardware } from '../src/files/load-hardware.ts';
import { loadLibrary } from '../src/files/load-library.ts';
import { loadWorkload } from '../src/files/load-workload.ts';
import type { MapperChoice, MappingProblem, Objective } from '../src/mapper/mapper.ts';

const layers: readonly (readonly [network: string, layer: string, accelerator: string])[] = [
  ['vgg16', 'conv1-2', 'eyeriss-isca16'],
  ['vgg16', 'conv2-2', 'eyeriss-isca16'],
  ['googlenet-v1', 'inception_4d/3x3', 'eyeriss-isca16'],
  ['vgg16', 'conv1-2', 'edge-small'],
  ['vgg16', 'conv3-2', 'edge-small'],
];

const questions: readonly (readonly [objective: Objective, imperfect: boolean])[] = [
  ['energy', false],
  ['energy-delay', false],
  ['energy', true],
];

const times = 3;

/**
 * Slow layers, proven by one thread and by two together, and what two threads make of two such searches side by side, each on its
 * own: more than that this machine does not give. All threads are warm.
 */
export async function benchProvenWorkers(): Promise<void> {
  const setup = { tasks: 'map' };
  const [pair, one, other] = [new Threads(2, setup), new Threads(1, setup), new Threads(1, setup)];
  let [together, apart] = [0, 0];
  let count = 0;
  for (const [objective, imperfect] of questions) {
    for (const layer of layers) {
      const problem = await problemOf(layer, objective);
      const choice: MapperChoice = { strategy: 'optimal', objective, bypass: false, imperfect };
      const task = asTask(problem, choice);
      const search = (threads: Threads): Promise<unknown> => threads.together(task).answer;
      const ways = [() => search(one), () => search(pair), () => Promise.all([search(one), search(other)])] as const;
      for (const way of ways) await way();
      const least = [Infinity, Infinity, Infinity];
      // In turn, so that what else the machine does meets all of them.
      for (let i = 0; i < times; i += 1) {
        for (const [w, way] of ways.entries()) least[w] = Math.min(least[w]!, await elapsedMs(way));
      }
      const [alone, both, twice] = least as [number, number, number];
      together += Math.log(alone / both);
      apart += Math.log((2 * alone) / twice);
      count += 1;
      const title = `${layer[2]}: ${layer[0]} ${layer[1]}, ${String(objective)}${imperfect ? ', imperfect' : ''}`;
      console.log(
        `${title.padEnd(62)} 1 thread ${alone.toFixed(0).padStart(5)} ms, 2 threads ${both.toFixed(0).padStart(5)} ms: ` +
          `x ${(alone / both).toFixed(2)}; two searches side by side x ${((2 * alone) / twice).toFixed(2)}`,
      );
    }
  }
  const mean = (sum: number): string => Math.exp(sum / count).toFixed(2);
  console.log(`geometric means: 2 threads x ${mean(together)}; two searches side by side x ${mean(apart)}`);
  await Promise.all([pair, one, other].map((threads) => threads.close()));
}

async function problemOf(
  [network, name, accelerator]: (typeof layers)[number],
  objective: Objective,
): Promise<MappingProblem> {
  const folder = process.cwd();
  const library = await loadLibrary(folder);
  const hardware = await loadHardware(accelerator, { cwd: folder, folder }, library);
  const workload = await loadWorkload(network, { cwd: folder, folder }, { batch: 1 });
  const layer = workload.layers.find((each) => each.name === name)!;
  return { layer, hardware, prices: priceHardware(hardware, library), convention: port, objective };
}

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
