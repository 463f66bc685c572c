import { asTask } from '../src/cli/workers/map-tasks.ts';
import type { Threads } from '../src/cli/workers/threads.ts';
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
  ['latency', false],
  ['energy-delay', false],
  ['energy', true],
];

/** Whose layers are shared among threads, each proven by one. */
const network = 'googlenet-v1';

/** Turns of all ways, at least, and so long: first threads compile what they run often, then they are measured. */
const warmUp = { turns: 1, ms: 10_000 };
const measured = { turns: 4, ms: 4000 };

interface Work {
  readonly title: string;
  readonly by: (threads: Threads) => Promise<unknown>;
}

/**
 * Slow layers, proven by one thread and by two together, and what two threads make of two such searches side by side, each on its
 * own: more than that this machine does not give. All threads are warm.
 */
export async function benchProvenWorkers(): Promise<void> {
  // As they are built: code read from its sources runs slower in threads.
  const built = new URL('../dist/cli/workers/threads.js', import.meta.url).href;
  const { Threads } = (await import(built)) as typeof import('../src/cli/workers/threads.ts');
  const setup = { tasks: 'map' };
  const [pair, one, other] = [new Threads(2, setup), new Threads(1, setup), new Threads(1, setup)];
  const speedUps: { readonly together: number; readonly apart: number }[] = [];
  const works = [...(await oneByOne()), await allOf(network)];
  for (const { title, by } of works) {
    const ways = [() => by(one), () => by(pair), () => Promise.all([by(one), by(other)])] as const;
    await inTurns(ways, warmUp);
    const [alone, both, twice] = (await inTurns(ways, measured)) as [number, number, number];
    const [together, apart] = [alone / both, (2 * alone) / twice];
    if (title !== works.at(-1)!.title) speedUps.push({ together, apart });
    console.log(
      `${title.padEnd(62)} 1 thread ${alone.toFixed(0).padStart(5)} ms, 2 threads ${both.toFixed(0).padStart(5)} ms: ` +
        `x ${together.toFixed(2)}; two searches side by side x ${apart.toFixed(2)}`,
    );
  }
  const mean = (of: (each: (typeof speedUps)[number]) => number): string =>
    Math.exp(speedUps.reduce((sum, each) => sum + Math.log(of(each)), 0) / speedUps.length).toFixed(2);
  console.log(
    `layers, geometric means: 2 threads x ${mean(({ together }) => together)}; two searches side by side x ${mean(({ apart }) => apart)}`,
  );
  await Promise.all([pair, one, other].map((threads) => threads.close()));
}

async function oneByOne(): Promise<Work[]> {
  const works: Work[] = [];
  for (const [objective, imperfect] of questions) {
    for (const layer of layers) {
      const task = asTask(await problemOf(layer, objective), choiceOf(objective, imperfect));
      const title = `${layer[2]}: ${layer[0]} ${layer[1]}, ${String(objective)}${imperfect ? ', imperfect' : ''}`;
      works.push({ title, by: (threads) => threads.together(task).answer });
    }
  }
  return works;
}

async function allOf(name: string): Promise<Work> {
  const folder = process.cwd();
  const { layers: all } = await loadWorkload(name, { cwd: folder, folder }, { batch: 1 });
  const shapes = new Map(
    all.filter(({ operation }) => operation === 'mac').map((each) => [JSON.stringify(each.problem), each]),
  );
  const tasks = await Promise.all(
    [...shapes.values()].map(async (each) =>
      asTask(await problemOf([name, each.name, 'eyeriss-isca16'], 'energy'), choiceOf('energy', false)),
    ),
  );
  return {
    title: `eyeriss-isca16: ${name}, ${tasks.length} layers, one to a thread`,
    by: (threads) => Promise.all(tasks.map((task) => threads.run(task))),
  };
}

function choiceOf(objective: Objective, imperfect: boolean): MapperChoice {
  return { strategy: 'optimal', objective, bypass: false, imperfect };
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

/** The least that each takes; in turn, so that what else the machine does meets all of them. */
async function inTurns(
  ways: readonly (() => Promise<unknown>)[],
  { turns, ms }: { readonly turns: number; readonly ms: number },
): Promise<number[]> {
  const least = ways.map(() => Number.POSITIVE_INFINITY);
  const begin = performance.now();
  for (let turn = 0; turn < turns || performance.now() - begin < ms; turn += 1) {
    for (const [w, way] of ways.entries()) least[w] = Math.min(least[w]!, await elapsedMs(way));
  }
  return least;
}

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}
