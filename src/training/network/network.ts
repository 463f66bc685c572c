import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '../backend/tensor-library.ts';
import { forward } from './forward.ts';
import { fromTensorFlow, toTensorFlow } from './layout.ts';
import type { Parameter, Parameters } from './parameters.ts';
import { parameterShapes } from './parameters.ts';
import type { NetworkPlan, Step } from './plan.ts';

/** A network on a backend. Its variables live until `dispose`. */
export interface Network {
  readonly plan: NetworkPlan;
  /** Trained variables by parameter name, in TensorFlow's layout. */
  readonly trained: ReadonlyMap<string, Variable>;
  /** Images `[N rows columns channels]` to logits `[N classes]`; training normalises with the batch and notes its statistics. */
  readonly forward: (images: Tensor, training: boolean) => Tensor;
  readonly read: () => Parameters;
  readonly write: (parameters: Parameters) => void;
  readonly dispose: () => void;
}

/** Puts a network on a backend. The parameters must fit it: `checkParameters`. */
export function buildNetwork(tf: TensorLibrary, plan: NetworkPlan, parameters: Parameters): Network {
  const shapes = parameterShapes(plan);
  const steps = new Map(plan.steps.map((step) => [step.name, step]));
  const variables = new Map<string, Variable>();
  for (const name of shapes.keys()) {
    const { shape, data } = placed(steps, name, parameters.get(name)!);
    const trainable = !name.includes('.running_');
    const first = tf.tensor(data, shape);
    variables.set(name, tf.variable(first, trainable));
    first.dispose();
  }
  return {
    plan,
    trained: new Map([...variables].filter(([, variable]) => variable.trainable)),
    forward: (images, training) => forward({ tf, plan, variables, training }, images),
    read: () => readAll(shapes, steps, variables),
    write: (given) => {
      for (const [name, variable] of variables) {
        const { shape, data } = placed(steps, name, given.get(name)!);
        const value = tf.tensor(data, shape);
        variable.assign(value);
        value.dispose();
      }
    },
    dispose: () => {
      for (const variable of variables.values()) variable.dispose();
    },
  };
}

/** The step a parameter belongs to. */
export function ownerOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function placed(steps: ReadonlyMap<string, Step>, name: string, { data }: Parameter) {
  return name.endsWith('.weight') ? toTensorFlow(steps.get(ownerOf(name))!, data) : { shape: [data.length], data };
}

function readAll(
  shapes: ReadonlyMap<string, readonly number[]>,
  steps: ReadonlyMap<string, Step>,
  variables: ReadonlyMap<string, Variable>,
): Parameters {
  const read = new Map<string, Parameter>();
  for (const [name, shape] of shapes) {
    const data = variables.get(name)!.dataSync() as Float32Array;
    const weights = name.endsWith('.weight');
    read.set(name, { shape, data: weights ? fromTensorFlow(steps.get(ownerOf(name))!, data) : data.slice() });
  }
  return read;
}
