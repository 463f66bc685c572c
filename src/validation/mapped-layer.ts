import type { PriceTable } from '../components/price.ts';
import { estimateLayer, type LayerEstimate, type PricedAction } from '../cost/estimate.ts';
import { conventions } from '../dataflow/conventions/index.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { parseMapping } from '../mapping/parse.ts';
import { validateMapping } from '../mapping/validate.ts';
import { InputError } from '../shared/issue.ts';
import type { Layer } from '../workload/workload.ts';

export interface MappedLayer {
  readonly layer: Layer;
  readonly hardware: HardwareSpec;
  readonly prices: PriceTable;
  readonly convention: string;
  /** Text of the mapping. */
  readonly nest: string;
}

/** The simulator's estimate under a given nest, whether or not its tiles fit. Throws `InputError` for an unsound one. */
export function estimateMapped({ layer, hardware, prices, convention: name, nest }: MappedLayer): LayerEstimate {
  const mapping = parseMapping(nest, layer.problem, hardware, layer.name);
  const faults = validateMapping(layer.problem, hardware, mapping);
  if (faults.length > 0) throw new InputError(faults);
  const convention = conventions.find((each) => each.name === name)!;
  return estimateLayer({ layer, hardware, prices, convention, mapping });
}

type Selection = Partial<Record<'component' | 'action' | 'operand', readonly string[]>>;

/** Sum over the actions of some components, kinds and operands; of all where none are named. */
export function sumOver(
  { actions }: Pick<LayerEstimate, 'actions'>,
  picked: Selection,
  value: (action: PricedAction) => number,
): number {
  const keys = ['component', 'action', 'operand'] as const;
  return actions
    .filter((action) => keys.every((key) => picked[key]?.includes(action[key]) ?? true))
    .reduce((sum, action) => sum + value(action), 0);
}
