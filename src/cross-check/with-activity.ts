import { InputError } from '../shared/issue.ts';
import type { Activity } from '../workload/import/activity/read-activity.ts';
import { strangeLayers } from '../workload/import/activity/strange-layers.ts';
import { elements, type ToolLayer } from './tool-layer.ts';

/** Layers with the zeros of their maps. Layers without figures stay dense; figures without a layer are faults. */
export function withActivity(layers: readonly ToolLayer[], activity: Activity): readonly ToolLayer[] {
  const names = layers.map(({ name }) => name);
  const strangers = strangeLayers(activity, names, (name) => `the network has no layer "${name}" that multiplies`);
  if (strangers.length > 0) throw new InputError(strangers);
  return layers.map((layer) => {
    const figures = activity.layers.get(layer.name);
    if (figures === undefined) return layer;
    const { ifmap, ofmap } = layer;
    const zeros = figures.padded
      ? figures.inputZeros * (elements(ifmap) + paddingElements(layer)) - paddingElements(layer)
      : figures.inputZeros * elements(ifmap);
    return {
      ...layer,
      ifmap: { ...ifmap, zeros: Math.max(0, Math.round(zeros)) },
      ofmap: { ...ofmap, zeros: Math.round(figures.outputZeros * elements(ofmap)) },
    };
  });
}

function paddingElements({ ifmap, padding }: ToolLayer): number {
  const [top, bottom, left, right] = padding;
  const padded = (ifmap.height + top + bottom) * (ifmap.width + left + right) * ifmap.channels * ifmap.count;
  return padded - elements(ifmap);
}
