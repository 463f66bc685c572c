import { Random } from '../../shared/random.ts';
import type { NetworkPlan, Step } from './plan.ts';

/** One trained tensor, laid out as checkpoints hold it: `[outputs, inputs, rows, columns]`, `[outputs, inputs]`, or one axis. */
export interface Parameter {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** By name: `<layer>.weight`, `<layer>.bias`; of a normalisation also `<layer>.running_mean` and `<layer>.running_var`. */
export type Parameters = ReadonlyMap<string, Parameter>;

/** Names and shapes of everything a network holds, in the order of its layers. */
export function parameterShapes({ steps }: NetworkPlan): Map<string, readonly number[]> {
  return new Map(
    steps.flatMap((step) => Object.entries(shapesOf(step)).map(([part, shape]) => [`${step.name}.${part}`, shape])),
  );
}

function shapesOf(step: Step): Readonly<Record<string, readonly number[]>> {
  switch (step.kind) {
    case 'conv':
      return { weight: [step.outputs, step.inputs, ...step.kernel], ...(step.bias && { bias: [step.outputs] }) };
    case 'depthwise':
      return { weight: [step.channels, 1, ...step.kernel], ...(step.bias && { bias: [step.channels] }) };
    case 'fc': {
      const { rows, columns, channels } = step.map;
      return { weight: [step.outputs, rows * columns * channels], ...(step.bias && { bias: [step.outputs] }) };
    }
    case 'normalisation': {
      const each = [step.channels];
      return { weight: each, bias: each, running_mean: each, running_var: each };
    }
    default:
      return {};
  }
}

/**
 * Parameters to start from: weights normally distributed with variance 2 over the inputs of an output (He et al. 2015), 1 over
 * them in the last layer, biases 0. The same seed gives the same numbers.
 */
export function initialParameters(plan: NetworkPlan, seed: number): Parameters {
  const random = new Random(seed);
  const made = new Map<string, Parameter>();
  for (const [name, shape] of parameterShapes(plan)) {
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    const fanIn = data.length / shape[0]!;
    if (shape.length > 1) fillNormal(data, random, Math.sqrt((name === `${plan.logits}.weight` ? 1 : 2) / fanIn));
    else if (name.endsWith('.weight') || name.endsWith('.running_var')) data.fill(1);
    made.set(name, { shape, data });
  }
  return made;
}

/** Box and Muller 1958. */
function fillNormal(data: Float32Array, random: Random, deviation: number): void {
  for (let at = 0; at < data.length; at += 1) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
    data[at] = deviation * radius * Math.cos(2 * Math.PI * random.next());
  }
}
