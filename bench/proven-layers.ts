import { priceHardware } from '../src/components/price-hardware.ts';
import { port } from '../src/dataflow/conventions/port.ts';
import { loadHardware } from '../src/files/load-hardware.ts';
import { loadLibrary } from '../src/files/load-library.ts';
import { loadWorkload } from '../src/files/load-workload.ts';
import type { HardwareSpec } from '../src/hardware/hardware.ts';
import type { Objective } from '../src/mapper/mapper.ts';
import { mapByProof } from '../src/mapper/strategies/optimal.ts';
import { iterationCount } from '../src/workload/problem.ts';
import type { Layer } from '../src/workload/workload.ts';

const networks = ['alexnet', 'vgg16', 'resnet50', 'googlenet-v1'];

/** Every layer of four networks, the same ones once: processor time until the best mapping is proven, by objective. */
export async function benchProvenLayers(): Promise<void> {
  const folder = process.cwd();
  const library = await loadLibrary(folder);
  const layers = new Map<string, Layer>();
  for (const network of networks) {
    const workload = await loadWorkload(network, { cwd: folder, folder }, { batch: 1 });
    for (const layer of workload.layers) {
      if (layer.operation === 'mac') layers.set(JSON.stringify(layer.problem), layer);
    }
  }
  for (const name of ['eyeriss-isca16', 'edge-small']) {
    const hardware = await loadHardware(name, { cwd: folder, folder }, library);
    const prices = priceHardware(hardware, library);
    for (const [objectiveOf, imperfect] of questions) {
      const times: number[] = [];
      let open = 0;
      let none = 0;
      let title = '';
      for (const layer of layers.values()) {
        const objective = objectiveOf(layer, hardware);
        title = typeof objective === 'string' ? objective : objective.kind;
        const before = process.cpuUsage();
        const outcome = mapByProof({ layer, hardware, prices, convention: port, objective }, { imperfect });
        times.push(process.cpuUsage(before).user / 1e3);
        if (!outcome.found) none += 1;
        else if (outcome.proof!.gap > 0 || (outcome.proof!.energyGap ?? 0) > 0) open += 1;
      }
      times.sort((a, b) => a - b);
      const ms = (at: number): string => `${times[at]!.toFixed(0).padStart(5)} ms`;
      console.log(
        `${`${name}: ${title}${imperfect ? ', imperfect' : ''}`.padEnd(40)} ${times.length} layers: median ${ms(times.length >> 1)}, worst ${ms(times.length - 1)}; ` +
          `${open} not proven, ${none} not possible`,
      );
    }
  }
}

/** Caps and weights by the time the layer takes with every unit busy. */
const objectives: readonly ((layer: Layer, hardware: HardwareSpec) => Objective)[] = [
  () => 'energy',
  () => 'latency',
  () => 'energy-delay',
  (layer, hardware) => ({ kind: 'sum', pj: iterationCount(layer.problem) * 20, ns: busyNs(layer, hardware) }),
  (layer, hardware) => ({ kind: 'within', ns: 1.5 * busyNs(layer, hardware) }),
];

const questions = [false, true].flatMap((imperfect) => objectives.map((each) => [each, imperfect] as const));

function busyNs({ problem }: Layer, { levels, clockMhz }: HardwareSpec): number {
  const units = levels.reduce((product, { fanout: { x, y } }) => product * x * y, 1);
  return (iterationCount(problem) / units / clockMhz) * 1000;
}
