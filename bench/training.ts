import { readFileSync } from 'node:fs';
import { type BackendName, openBackend } from '../src/training/backend/backend.ts';
import { syntheticDigits } from '../src/training/data/synthetic-digits.ts';
import { train } from '../src/training/loop/train.ts';
import { buildNetwork } from '../src/training/network/network.ts';
import { initialParameters } from '../src/training/network/parameters.ts';
import { planNetwork } from '../src/training/network/plan.ts';
import { readLayerList } from '../src/workload/import/layer-list/read-layer-list.ts';

/** Images of LeNet-5 training per CPU second on the backend that runs here, against the stock cpu backend of TensorFlow.js. */
export async function benchTraining(): Promise<void> {
  const best = await imagesPerSecond(undefined, { batch: 64, steps: 20 });
  const stock = await imagesPerSecond('cpu', { batch: 2, steps: 2 });
  const ratio = (best.rate / stock.rate).toFixed(0);
  console.log(
    `LeNet-5 training on ${best.name}: ${best.rate.toFixed(0)} images per CPU second (batch 64; goal 400), stock cpu backend ${stock.rate.toFixed(1)}, ratio ${ratio}`,
  );
}

async function imagesPerSecond(wanted: BackendName | undefined, { batch, steps }: { batch: number; steps: number }) {
  const file = new URL('../scenarios/workloads/lenet5.yaml', import.meta.url);
  const plan = planNetwork(readLayerList('lenet5.yaml', readFileSync(file, 'utf8')));
  const { tf, name } = await openBackend(wanted);
  const network = buildNetwork(tf, plan, initialParameters(plan, 1));
  const run = async (count: number) => {
    const { training: images } = syntheticDigits({ training: count * batch, test: 1, seed: 1 });
    const start = process.cpuUsage();
    const task = { network, images };
    await train(tf, task, { epochs: 1, batch, rate: 0.01, rateDecay: 1, momentum: 0.9, weightDecay: 5e-4, seed: 1 });
    const { user, system } = process.cpuUsage(start);
    return (count * batch) / ((user + system) / 1e6);
  };
  await run(Math.ceil(steps / 10));
  const rate = await run(steps);
  network.dispose();
  return { name, rate };
}
