import type { Variable } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../backend/tensor-library.ts';
import type { NetworkPlan } from './plan.ts';

/** What a forward pass works with. */
export interface Pass {
  readonly tf: TensorLibrary;
  readonly plan: NetworkPlan;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly training: boolean;
}
