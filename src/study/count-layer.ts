import type { ComponentLibrary } from '../components/library.ts';
import { priceHardware } from '../components/price-hardware.ts';
import { estimateLayer, type LayerEstimate } from '../cost/estimate.ts';
import { isFused, layerHardware } from '../cost/layer-hardware.ts';
import type { Convention } from '../dataflow/conventions/convention.ts';
import { elementBits } from '../dataflow/element-bits.ts';
import { capacityIssues } from '../dataflow/fit.ts';
import { styleNotUsed } from '../dataflow/mac-style.ts';
import { buildNest, usedInstances } from '../dataflow/nest.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { parseMapping } from '../mapping/parse.ts';
import { printMapping } from '../mapping/print.ts';
import { validateMapping } from '../mapping/validate.ts';
import { InputError, NoAnswerError } from '../shared/issue.ts';
import { layerMacs } from '../workload/layers.ts';
import type { Layer, Workload } from '../workload/workload.ts';
import { countLevels, countNetworks } from './count-levels.ts';
import type { LayerCount } from './layer-count.ts';
import { placeInMapping } from './place-in-mapping.ts';

export interface CountInput {
  readonly workload: Pick<Workload, 'name'>;
  readonly layer: Layer;
  readonly hardware: HardwareSpec;
  readonly library: ComponentLibrary;
  readonly convention: Convention;
  /** Text form, and what to call it in messages. */
  readonly mapping: { readonly text: string; readonly file: string };
}

/**
 * Counts and prices one layer under one given mapping. Throws InputError when the mapping is unsound and NoAnswerError
 * when a tile is larger than its memory, or the accelerator has nothing that runs such a layer.
 */
export function countLayer(input: CountInput): LayerCount {
  const { layer, convention, library } = input;
  const hardware = runningHardware(layer, input.hardware);
  const mapping = soundMapping(layer, hardware, input.mapping);
  const prices = priceHardware(input.hardware, library);
  const estimate = estimateLayer({ layer, hardware, prices, convention, mapping });
  const counted = { layer, hardware, convention, estimate };
  return {
    layer: layer.name,
    kind: layer.kind,
    workload: input.workload.name,
    hardware: hardware.name,
    convention: convention.name,
    mapping: printMapping(mapping),
    dimensions: Object.fromEntries(layer.problem.dimensions.map(({ name, size }) => [name, size])),
    repeat: layer.repeat,
    macs: layerMacs(layer),
    operations: arithmeticOf(estimate, hardware).operations,
    fused: isFused(layer, hardware),
    styleNotUsed: styleNotUsed(hardware, estimate.arithmetic),
    cycles: estimate.cycles,
    latencyMs: estimate.cycles / hardware.clockMhz / 1000,
    utilisation: estimate.utilisation,
    stalls: estimate.stalls,
    energyPj: estimate.energyPj,
    levels: countLevels(counted),
    networks: countNetworks(counted),
    arithmetic: arithmeticOf(estimate, hardware),
  };
}

function runningHardware(layer: Layer, hardware: HardwareSpec): HardwareSpec {
  const running = layerHardware(layer, hardware);
  if (running !== null) return running;
  const message = `${hardware.name} has no vector unit, so nothing in it runs ${layer.name} (${layer.operation})`;
  throw new NoAnswerError([{ code: 'no-vector-unit', severity: 'error', message, path: layer.name }]);
}

function soundMapping(layer: Layer, hardware: HardwareSpec, { text, file }: CountInput['mapping']): Mapping {
  const mapping = parseMapping(text, layer.problem, hardware, file);
  const faults = validateMapping(layer.problem, hardware, mapping);
  if (faults.length > 0) throw new InputError(faults.map((issue) => placeInMapping(issue, text, file)));
  const misfits = capacityIssues(buildNest(layer.problem, hardware, mapping), hardware, elementBits(layer, hardware));
  if (misfits.length > 0) throw new NoAnswerError(misfits.map((issue) => placeInMapping(issue, text, file)));
  return mapping;
}

function arithmeticOf(estimate: LayerEstimate, { mac }: HardwareSpec) {
  const actions = estimate.actions.filter((action) => action.component === mac.name);
  return {
    component: mac.name,
    action: actions[0]?.action ?? 'mac',
    operations: actions.reduce((sum, action) => sum + action.count, 0),
    instances: usedInstances(estimate.nest, estimate.nest.levelCount),
    energyPj: actions.reduce((sum, action) => sum + action.energyPj, 0),
  };
}
