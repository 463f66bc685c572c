import type { Backend } from '../backend/backend.ts';
import type { ImageSet } from '../data/image-set.ts';
import { accuracy, judgedAtOnce } from '../loop/evaluate.ts';
import type { GradientRule } from '../loop/gradient-rule.ts';
import type { Schedule } from '../loop/schedule.ts';
import { train } from '../loop/train.ts';
import { buildNetwork, type Network } from '../network/network.ts';
import type { Parameters } from '../network/parameters.ts';
import type { NetworkPlan } from '../network/plan.ts';
import type { RetrainingTask } from './retraining-task.ts';

/** Called after every step of training and judging; what it throws ends the task. */
export type OnProgress = (done: number, total: number, what: string) => void;

/** Trains and judges parameters of one network; counts steps over all of it, those of judging as well. */
export class Workbench {
  readonly #backend: Backend;
  readonly #network: Network;
  readonly #data: RetrainingTask['data'];
  readonly #onProgress: OnProgress | undefined;
  readonly #total: number;
  #done = 0;

  constructor(backend: Backend, plan: NetworkPlan, given: WorkbenchOptions) {
    this.#backend = backend;
    this.#network = buildNetwork(backend.tf, plan, given.start);
    this.#data = given.data;
    this.#onProgress = given.onProgress;
    this.#total = given.totalSteps;
  }

  /** The parameters after training from these. */
  async train(from: Parameters, schedule: Schedule, task: TrainingTask): Promise<Parameters> {
    this.#network.write(from);
    const before = this.#done;
    const onStep = (done: number) => {
      this.#done = before + done;
      this.#onProgress?.(this.#done, this.#total, task.what);
    };
    const { seed, rule } = task;
    await train(
      this.#backend.tf,
      { network: this.#network, images: this.#data.training },
      { ...schedule, seed, rule, onStep },
    );
    return this.#network.read();
  }

  /** Share of the test images that are told right. */
  async judge(parameters: Parameters, what: string): Promise<number> {
    this.#network.write(parameters);
    const share = await accuracy(this.#backend.tf, this.#network, this.#data.test);
    this.#done += judgingSteps(this.#data.test);
    this.#onProgress?.(this.#done, this.#total, what);
    return share;
  }

  dispose(): void {
    this.#network.dispose();
  }
}

interface WorkbenchOptions {
  readonly start: Parameters;
  readonly data: RetrainingTask['data'];
  readonly totalSteps: number;
  readonly onProgress: OnProgress | undefined;
}

interface TrainingTask {
  readonly seed: number;
  readonly what: string;
  readonly rule?: GradientRule | undefined;
}

/** Steps of gradient descent a schedule takes on these images. */
export function stepsOf({ epochs, batch }: Schedule, { labels }: ImageSet): number {
  return epochs * Math.ceil(labels.length / batch);
}

/** What judging counts as: a batch of it takes about as long as a step of training. */
export function judgingSteps({ labels }: ImageSet): number {
  return Math.ceil(labels.length / judgedAtOnce);
}
