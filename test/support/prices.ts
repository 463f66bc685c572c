import type { ComponentPrice, PriceTable } from '../../src/components/price.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';

/** Prices as given in place, with 3 pJ a word delivered and 2 pJ a word reduced on every network, and prices for a decoder. */
export function pricesOf(hardware: HardwareSpec): PriceTable {
  const price = (component: string, bits: number, energies: Readonly<Record<string, number>>): ComponentPrice => ({
    component,
    instances: 1,
    actions: Object.fromEntries(
      Object.entries(energies).map(([action, energyPj]) => [action, { energyPj, bits, source: 'test' }]),
    ),
    areaUm2: null,
    areaSource: 'test',
    leakageMw: 0,
  });
  const all = [
    ...hardware.levels.flatMap((level) => [
      ...level.memories.map((memory) => price(memory.name, memory.blockBits, memory.component.energyPj ?? {})),
      price(`${level.name} network`, 16, { deliver: 3, reduce: 2 }),
    ]),
    price(hardware.mac.name, 16, hardware.mac.component.energyPj ?? {}),
    ...[hardware.mac.adder, hardware.mac.bins].flatMap((each) =>
      each === undefined ? [] : [price(each.name, 16, each.component.energyPj ?? {})],
    ),
    ...(hardware.decoder === undefined
      ? []
      : [price(hardware.decoder.name, 16, { lookup: 2, load: 5, unpack: 0.3, decode: 0.7 })]),
  ];
  return new Map(all.map((each) => [each.component, each]));
}
