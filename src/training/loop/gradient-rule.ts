import type { Parameters } from '../network/parameters.ts';

/** Changes the gradients of some parameters on their way to the update. Weights are in the order of checkpoints. */
export interface GradientRule {
  /** Before each epoch, from 0. `read` is dear: call it only when the weights are needed. */
  readonly refresh?: (epoch: number, read: () => Parameters) => Promise<void> | void;
  /** Whether it changes this parameter; asked once an epoch. */
  readonly concerns: (name: string) => boolean;
  /** Changes the gradient in place. */
  readonly change: (name: string, weights: Float32Array, gradient: Float32Array) => void;
}
