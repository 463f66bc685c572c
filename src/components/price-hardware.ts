import type { HardwareSpec, MemoryLevel } from '../hardware/hardware.ts';
import { InputError } from '../shared/issue.ts';
import type { Path } from '../shared/path-text.ts';
import { componentArea } from './component-area.ts';
import { componentNeeds } from './component-needs.ts';
import { decoderPrice } from './decoder-price.ts';
import { hasActions } from './has-actions.ts';
import { leakage } from './leakage.ts';
import type { ComponentLibrary } from './library.ts';
import { macPrices } from './mac-prices.ts';
import { memoryPrice } from './memory-price.ts';
import type { ComponentPrice, PriceTable } from './price.ts';
import { priceNetwork } from './price-network.ts';
import { priceVector } from './price-vector.ts';
import { type PricingContext, resolveComponent } from './resolve-component.ts';

/**
 * The price of every action of every component of an accelerator, moved from the library's technology and geometry to
 * the accelerator's. Throws one `InputError` with every component that cannot be priced.
 */
export function priceHardware(hardware: HardwareSpec, library: ComponentLibrary): PriceTable {
  const technology = { nodeNm: hardware.nodeNm, voltageV: hardware.voltageV };
  const context: PricingContext = { library, technology, issues: [] };
  const instances = levelInstances(hardware.levels);
  const prices = [
    ...hardware.levels.flatMap((level, index) => [
      ...level.memories.map((memory, each) =>
        memoryPrice(context, memory, { path: memoryPath(level, index, each), instances: instances[index]! }),
      ),
      networkPrice(context, hardware, { index, instances: instances[index]! }),
    ]),
    ...macPrices(context, hardware.mac, instances.at(-1)!),
    decoderPrice(context, hardware, instances),
    vectorPrice(context, hardware, instances),
  ];
  if (context.issues.length > 0) throw new InputError(context.issues);
  return new Map(prices.filter((price) => price !== undefined).map((price) => [price.component, price]));
}

/** Instances of each level, and of what hangs below the last: the product of the fan-outs above. */
function levelInstances(levels: readonly MemoryLevel[]): number[] {
  const instances = [1];
  for (const { fanout } of levels) instances.push(instances.at(-1)! * fanout.x * fanout.y);
  return instances;
}

/** Where the spec file says it: a level with one shared memory of its own name is written without `memories`. */
function memoryPath(level: MemoryLevel, index: number, each: number): Path {
  const shared = level.memories.length === 1 && level.memories[0]!.name === level.name;
  return shared ? ['levels', index, 'component'] : ['levels', index, 'memories', each, 'component'];
}

function networkPrice(
  context: PricingContext,
  hardware: HardwareSpec,
  { index, instances }: { readonly index: number; readonly instances: number },
): ComponentPrice | undefined {
  const level = hardware.levels[index]!;
  const reference = level.network.component;
  const path = ['levels', index, 'network', 'component'];
  const { classes, actions } = componentNeeds.network;
  const component = reference && resolveComponent(context, reference, { path, classes });
  if (reference && !(component && hasActions(context, component, { path, actions }))) return undefined;
  const area =
    reference && component
      ? componentArea(context, { reference, component }, { capacityBits: 0, ratio: 1 })
      : { areaUm2: null, areaSource: 'not priced in the spec' };
  return {
    component: `${level.name} network`,
    instances,
    actions: priceNetwork(networkWordBits(hardware, index), component),
    ...area,
    leakageMw: reference && component ? leakage(reference, component) : 0,
  };
}

/** The widest word among the memories that feed the network: this level's, or those of the nearest level above. */
function networkWordBits(hardware: HardwareSpec, index: number): number {
  const feeding = hardware.levels.slice(0, index + 1).findLast((level) => level.memories.length > 0);
  return Math.max(...(feeding?.memories ?? []).map((memory) => memory.wordBits), feeding ? 0 : hardware.mac.bits.I);
}

/** One vector unit beside each instance of the level that feeds it; it works at the width of input activations. */
function vectorPrice(
  context: PricingContext,
  { vector, levels, mac }: HardwareSpec,
  instances: readonly number[],
): ComponentPrice | undefined {
  if (!vector) return undefined;
  const path = ['vector', 'component'];
  const { classes, actions } = componentNeeds.vector;
  const component = resolveComponent(context, vector.component, { path, classes });
  if (!component || !hasActions(context, component, { path, actions })) return undefined;
  return {
    component: vector.name,
    instances: instances[levels.findIndex((level) => level.name === vector.level)] ?? 1,
    actions: priceVector(mac.bits.I, component),
    ...componentArea(context, { reference: vector.component, component }, { capacityBits: 0, ratio: 1 }),
    leakageMw: leakage(vector.component, component),
  };
}
