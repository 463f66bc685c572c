import type { WeightTensor } from '../../compression/engine.ts';
import type { Parameter, Parameters } from './parameters.ts';
import type { NetworkPlan } from './plan.ts';

/**
 * Weights of another description of the same network (an ONNX file) under this one's names: by name where all names are the
 * same, else in the order of the layers. Shapes are checked later.
 */
export function fromWeights(plan: NetworkPlan, weights: ReadonlyMap<string, WeightTensor>): Parameters {
  const layers = plan.steps.filter(({ kind }) => kind === 'conv' || kind === 'depthwise' || kind === 'fc');
  const byName = layers.every(({ name }) => weights.has(name));
  const inOrder = [...weights];
  const parameters = new Map<string, Parameter>();
  inOrder.forEach(([foreign, { shape, data, bias }], at) => {
    const name = byName ? foreign : (layers[at]?.name ?? foreign);
    parameters.set(`${name}.weight`, { shape, data });
    if (bias !== undefined) parameters.set(`${name}.bias`, { shape: [bias.length], data: bias });
  });
  return parameters;
}
