import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../backend/tensor-library.ts';
import { fromTensorFlow, toTensorFlow } from '../network/layout.ts';
import { type Network, ownerOf } from '../network/network.ts';
import type { GradientRule } from './gradient-rule.ts';

export interface DescentOptions {
  /** Share of the last step that is taken again, 0…1. */
  readonly momentum: number;
  /** Added to the gradient of weights, not of biases: decay × weight. */
  readonly weightDecay: number;
  readonly rule?: GradientRule | undefined;
}

/** Stochastic gradient descent with momentum: v ← momentum·v + g, w ← w − rate·v. */
export class Descent {
  readonly #velocities = new Map<string, Variable>();
  readonly #concerned = new Set<string>();

  readonly #tf: TensorLibrary;
  readonly #network: Network;
  readonly #options: DescentOptions;

  constructor(tf: TensorLibrary, network: Network, options: DescentOptions) {
    this.#tf = tf;
    this.#network = network;
    this.#options = options;
    for (const [name, variable] of network.trained) {
      const zeros = tf.zerosLike(variable);
      this.#velocities.set(name, tf.variable(zeros, false));
      zeros.dispose();
    }
  }

  async beginEpoch(epoch: number): Promise<void> {
    const { rule } = this.#options;
    await rule?.refresh?.(epoch, this.#network.read);
    this.#concerned.clear();
    for (const name of this.#network.trained.keys()) if (rule?.concerns(name)) this.#concerned.add(name);
  }

  /** One step on one batch; returns the loss before it. Weights stay as they are when the loss is not finite. */
  step(images: Tensor, labels: Tensor, options: { readonly rate: number; readonly loss: LossOf }): number {
    const [tf, network] = [this.#tf, this.#network];
    const variables = [...network.trained.values()];
    const { value, grads } = tf.variableGrads(
      () => options.loss(network.forward(images, true), labels) as never,
      variables,
    );
    const loss = value.dataSync()[0]!;
    value.dispose();
    for (const [name, variable] of network.trained) {
      const gradient = grads[variable.name]!;
      if (Number.isFinite(loss)) this.#update(name, variable, gradient, options.rate);
      gradient.dispose();
    }
    return loss;
  }

  dispose(): void {
    for (const velocity of this.#velocities.values()) velocity.dispose();
  }

  #update(name: string, variable: Variable, gradient: Tensor, rate: number): void {
    const tf = this.#tf;
    const { momentum, weightDecay } = this.#options;
    tf.tidy(() => {
      let all = this.#concerned.has(name) ? this.#changed(name, variable, gradient) : gradient;
      if (weightDecay > 0 && name.endsWith('.weight')) all = tf.add(all, tf.mul(variable, weightDecay));
      const velocity = this.#velocities.get(name)!;
      velocity.assign(tf.add(tf.mul(velocity, momentum), all));
      variable.assign(tf.sub(variable, tf.mul(velocity, rate)));
    });
  }

  #changed(name: string, variable: Variable, gradient: Tensor): Tensor {
    const step = this.#network.plan.steps.find((each) => each.name === ownerOf(name))!;
    const weights = fromTensorFlow(step, variable.dataSync() as Float32Array);
    const changed = fromTensorFlow(step, gradient.dataSync() as Float32Array);
    this.#options.rule!.change(name, weights, changed);
    return this.#tf.tensor(toTensorFlow(step, changed).data, gradient.shape);
  }
}

export type LossOf = (logits: Tensor, labels: Tensor) => Tensor;
