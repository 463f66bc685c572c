import { InputError } from '../../../shared/issue.ts';
import type { Layer, LayerZeros, Workload } from '../../workload.ts';
import { withoutPadding } from '../../zeros.ts';
import type { Activity, LayerActivity } from './read-activity.ts';
import { strangeLayers } from './strange-layers.ts';

/**
 * A network with the zeros of a table in its maps. Layers the table does not name stay as they are; a row that names no
 * layer is a fault (`InputError`).
 */
export function withZeros(workload: Workload, activity: Activity): Workload {
  const names = workload.layers.map(({ name }) => name);
  const strangers = strangeLayers(activity, names, (name) => `"${workload.name}" has no layer "${name}"`);
  if (strangers.length > 0) throw new InputError(strangers);
  const layers = workload.layers.map((layer) => {
    const figures = activity.layers.get(layer.name);
    return figures === undefined ? layer : { ...layer, zeros: zerosOf(layer, figures, activity) };
  });
  return { ...workload, layers };
}

/** The same network with full maps, whatever its own file says. */
export function withoutZeros(workload: Workload): Workload {
  return { ...workload, layers: workload.layers.map(({ zeros: _, ...layer }) => layer) };
}

function zerosOf(layer: Layer, figures: LayerActivity, { source }: Activity): LayerZeros {
  const { inputZeros, padded, outputZeros, inputRatio, outputRatio } = figures;
  const ratio = {
    ...(inputRatio !== undefined && { I: inputRatio }),
    ...(outputRatio !== undefined && { O: outputRatio }),
  };
  return {
    I: padded ? withoutPadding(layer, inputZeros) : inputZeros,
    O: outputZeros,
    ...(Object.keys(ratio).length > 0 && { ratio }),
    source,
  };
}
