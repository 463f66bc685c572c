import { beforeAll, describe, expect, it } from 'vitest';
import type { ComponentLibrary } from '../../src/components/library.ts';
import { priceHardware } from '../../src/components/price-hardware.ts';
import { isFused, layerHardware } from '../../src/cost/layer-hardware.ts';
import { port } from '../../src/dataflow/conventions/port.ts';
import { elementBits } from '../../src/dataflow/element-bits.ts';
import { capacityIssues } from '../../src/dataflow/fit.ts';
import { buildNest } from '../../src/dataflow/nest.ts';
import type { Dataflow } from '../../src/hardware/constraint-rule.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import { dataflows, mapByTemplates } from '../../src/mapper/strategies/templates.ts';
import { validateMapping } from '../../src/mapping/validate.ts';
import type { Layer } from '../../src/workload/workload.ts';
import { shippedLibrary, shippedSpec, shippedSpecNames } from '../components/shipped.ts';
import { builtInNetwork, builtInNetworks, distinctLayers } from '../support/networks.ts';

/** Enough to see that something legal is found; not enough for a good mapping. */
const steps = 150;

let library: ComponentLibrary;
beforeAll(async () => {
  library = await shippedLibrary();
});

/** What is wrong with the mapping found for a layer; empty when it is legal or the layer needs none. */
function faultsOf(layer: Layer, whole: HardwareSpec, dataflow: Dataflow | 'best'): string[] {
  const hardware = layerHardware(layer, whole);
  if (hardware === null || isFused(layer, whole)) return [];
  const prices = priceHardware(whole, library);
  const outcome = mapByTemplates({ layer, hardware, prices, convention: port, objective: 'energy' }, dataflow, steps);
  if (!outcome.found) return outcome.issues.map((issue) => `${layer.name}: ${issue.message}`);
  const { mapping } = outcome;
  const issues = [
    ...validateMapping(layer.problem, hardware, mapping),
    ...capacityIssues(buildNest(layer.problem, hardware, mapping), hardware, elementBits(layer, hardware)),
  ];
  return issues.map((issue) => `${layer.name}: ${issue.code}: ${issue.message}`);
}

describe.each(shippedSpecNames())('a legal mapping on %s', (spec) => {
  it('for every layer shape of every built-in network, by the dataflow the accelerator was built for', async () => {
    const hardware = await shippedSpec(spec);
    const layers = distinctLayers(builtInNetworks.map((name) => builtInNetwork(name)));
    expect(layers.length).toBeGreaterThan(100);
    expect(layers.flatMap((layer) => faultsOf(layer, hardware, hardware.dataflow))).toEqual([]);
  }, 120_000);

  it.each([...dataflows, 'best'] as const)('by %s, for a few layers, also in batches', async (dataflow) => {
    const hardware = await shippedSpec(spec);
    const some = (network: string, batch: number, names: readonly string[]): Layer[] =>
      builtInNetwork(network, batch).layers.filter((layer) => names.includes(layer.name));
    const layers = [
      ...some('alexnet', 1, ['conv1', 'conv2', 'conv3', 'fc8', 'pool1', 'norm1']),
      ...some('alexnet', 16, ['conv5', 'fc6']),
      ...some('mobilenet-v2', 1, ['block2.depthwise']),
      ...some('lenet5', 1, ['conv1', 'ip2']),
    ];
    expect(layers).toHaveLength(11);
    expect(layers.flatMap((layer) => faultsOf(layer, hardware, dataflow))).toEqual([]);
  });
});
