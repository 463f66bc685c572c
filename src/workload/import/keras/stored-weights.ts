import type { KerasWeights, StoredArray } from './graph-builder.ts';
import type { KerasLayer } from './model-config.ts';

/** Parts that Keras has called otherwise. */
const otherNames: Readonly<Record<string, string>> = { depthwise_kernel: 'kernel' };

/** Arrays by the names files give them, `conv2d/kernel:0` or `model/conv2d/kernel`: the last two parts are layer and part. */
export function weightsByName(arrays: ReadonlyMap<string, () => StoredArray | undefined>): KerasWeights {
  const byPart = new Map<string, () => StoredArray | undefined>();
  for (const [name, read] of arrays) {
    const [part = '', layer = ''] = name.split('/').reverse();
    byPart.set(JSON.stringify([layer, part.replace(/:\d+$/, '')]), read);
  }
  const find = (layer: KerasLayer, part: string) => byPart.get(JSON.stringify([layer.name, part]))?.();
  return (layer, part) => find(layer, part) ?? find(layer, otherNames[part] ?? part);
}

/** Parts in the order in which a layer of Keras 3 makes them. */
const order: Readonly<Record<string, readonly string[]>> = {
  Dense: ['kernel', 'bias'],
  Conv1D: ['kernel', 'bias'],
  Conv2D: ['kernel', 'bias'],
  Conv3D: ['kernel', 'bias'],
  Conv1DTranspose: ['kernel', 'bias'],
  Conv2DTranspose: ['kernel', 'bias'],
  Conv3DTranspose: ['kernel', 'bias'],
  DepthwiseConv1D: ['depthwise_kernel', 'bias'],
  DepthwiseConv2D: ['depthwise_kernel', 'bias'],
  SeparableConv1D: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
  SeparableConv2D: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
};

/**
 * Arrays of a `.keras` file, `layers/conv2d_1/vars/0`: layers are called by their class and counted in the order of the model,
 * parts are counted in the order in which the layer makes them.
 */
export function weightsByOrder(
  layers: readonly KerasLayer[],
  read: (layer: string, variable: number) => StoredArray | undefined,
): KerasWeights {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { className, name } of layers) {
    const base = snakeCase(className);
    const before = counts.get(base) ?? 0;
    counts.set(base, before + 1);
    names.set(name, before === 0 ? base : `${base}_${before}`);
  }
  return (layer, part) => {
    const at = order[layer.className]?.indexOf(part) ?? -1;
    const name = names.get(layer.name);
    return at < 0 || name === undefined ? undefined : read(name, at);
  };
}

/** As Keras does it: `Conv2D` becomes `conv2d`, `SeparableConv2D` `separable_conv2d`. */
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
