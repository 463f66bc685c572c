import { resolve } from 'node:path';
import { checkNewFile, createFile } from '../../files/create-file.ts';
import { loadParameters } from '../../files/load-parameters.ts';
import { loadTrainingData } from '../../files/load-training-data.ts';
import { loadWorkload } from '../../files/load-workload.ts';
import { safeText } from '../../report/safe-text.ts';
import { openBackend } from '../../training/backend/backend.ts';
import { checkImages } from '../../training/data/check-images.ts';
import { accuracy } from '../../training/loop/evaluate.ts';
import { train } from '../../training/loop/train.ts';
import { writeCheckpoint } from '../../training/network/checkpoint.ts';
import { buildNetwork } from '../../training/network/network.ts';
import { initialParameters } from '../../training/network/parameters.ts';
import { planNetwork } from '../../training/network/plan.ts';
import { OptionFaults } from '../option-faults.ts';
import { startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { withoutInterruption } from '../without-interruption.ts';

export interface TrainOptions {
  readonly out: string;
  readonly data: string;
  readonly train?: string;
  readonly test?: string;
  readonly start?: string;
  readonly epochs: string;
  readonly batch: string;
  readonly rate: string;
  readonly rateDecay: string;
  readonly seed: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `kjoule train`: trains a network and writes its weights. */
export async function trainCommand(reference: string, options: TrainOptions, terminal: Terminal): Promise<void> {
  const { cwd } = terminal;
  const place = { cwd, folder: cwd };
  const { schedule, split } = numbersOf(options);
  const target = { path: resolve(cwd, options.out), shown: options.out, overwrite: options.force === true };
  await checkNewFile(target);
  const plan = planNetwork(await loadWorkload(reference, place, { batch: 1 }));
  const data = await loadTrainingData({ ...split, from: options.data, channels: plan.input.channels }, place);
  checkImages(plan, data);
  const given = options.start === undefined ? undefined : await loadParameters(options.start, place, plan);
  const backend = await openBackend();
  const network = buildNetwork(backend.tf, plan, given ?? initialParameters(plan, schedule.seed));
  const progress = await startProgress(terminal, 'steps');
  const onStep = (done: number, total: number, loss: number) => progress.report(done, total, `loss ${loss.toFixed(3)}`);
  const task = { network, images: data.training };
  const losses = await train(backend.tf, task, { ...schedule, onStep }).finally(progress.stop);
  const result = {
    network: plan.name,
    file: options.out,
    accuracy: await accuracy(backend.tf, network, data.test),
    losses,
    data: {
      name: data.name,
      source: data.source,
      trainingImages: data.training.labels.length,
      testImages: data.test.labels.length,
    },
    backend: { name: backend.name, reason: backend.reason },
    schedule,
  };
  const facts = { kjoule: JSON.stringify({ ...result, file: undefined }) };
  await withoutInterruption(() => createFile(target, writeCheckpoint(network.read(), facts)));
  network.dispose();
  terminal.out(options.json === true ? `${JSON.stringify(result, null, 2)}\n` : textOf(result));
}

function numbersOf(options: TrainOptions) {
  const faults = new OptionFaults();
  const seed = faults.seed('--seed', options.seed);
  const schedule = {
    epochs: faults.count('--epochs', options.epochs, 1),
    batch: faults.count('--batch', options.batch, 1),
    rate: faults.positive('--rate', options.rate, 1),
    rateDecay: faults.share('--rate-decay', options.rateDecay) ?? 1,
    momentum: 0.9,
    weightDecay: 5e-4,
    seed,
  };
  const training = options.train === undefined ? undefined : faults.count('--train', options.train, 1);
  const test = options.test === undefined ? undefined : faults.count('--test', options.test, 1);
  faults.throwIfAny();
  return { schedule, split: { training, test, seed } };
}

interface Trained {
  readonly network: string;
  readonly file: string;
  readonly accuracy: number;
  readonly data: {
    readonly name: string;
    readonly source: string;
    readonly trainingImages: number;
    readonly testImages: number;
  };
  readonly backend: { readonly name: string; readonly reason: string };
}

function textOf({ network, file, accuracy: share, data, backend }: Trained): string {
  const lines = [
    `Data      ${data.name}: ${data.trainingImages} training images, ${data.testImages} test images`,
    `          ${data.source}`,
    `Backend   ${backend.name}: ${backend.reason}`,
    `Accuracy  ${(100 * share).toFixed(2)} % of the test images`,
    '',
    `Weights of ${network}: ${file}`,
  ];
  return `${lines.map(safeText).join('\n')}\n`;
}
