import type { Backend } from '../backend/backend.ts';
import type { ImageSet } from '../data/image-set.ts';
import { accuracy } from '../loop/evaluate.ts';
import type { GradientRule } from '../loop/gradient-rule.ts';
import type { Schedule } from '../loop/schedule.ts';
import { train } from '../loop/train.ts';
import { buildNetwork, type Network } from '../network/network.ts';
import type { Parameters } from '../network/parameters.ts';
import type { NetworkPlan } from '../network/plan.ts';
import type { RetrainingTask } from './retraining-task.ts';

/** Called after every step of training. */
export type OnProgress = (done: number, total: number, what: string) => void;

/** Trains and judges parameters of one network; counts steps over all of it. */
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
  async judge(parameters: Parameters): Promise<number> {
    this.#network.write(parameters);
    return accuracy(this.#backend.tf, this.#network, this.#data.test);
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
