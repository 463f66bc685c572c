import { expect, it } from 'vitest';
import { priceHardware } from '../../../src/components/price-hardware.ts';
import { port } from '../../../src/dataflow/conventions/port.ts';
import { SpreadCharges } from '../../../src/mapper/optimal/spread-charges.ts';
import type { Spread } from '../../../src/mapper/optimal/spreads.ts';
import { mapByProof } from '../../../src/mapper/strategies/optimal.ts';
import { shippedLibrary, shippedSpec } from '../../components/shipped.ts';
import { builtInNetwork } from '../../support/networks.ts';

const spread = (...both: number[]): Spread => {
  return { x: both, y: both.map(() => 1), both, node: 0, instances: both[0]! * both[1]!, ways: 1, rooms: [] };
};

it('what one level lays out leaves less room for another', () => {
  // 3 channels, 4 filters: either level may lay out all channels, not both.
  const charges = new SpreadCharges(
    [
      [spread(1, 1), spread(3, 1)],
      [spread(1, 1), spread(3, 2)],
    ],
    [3, 4],
  );
  expect(charges.instancesAbove(2)).toBe(6);
  charges.add(12, [0, 1], (level) => Float64Array.of(1, level === 0 ? 1 / 3 : 1 / 6));
  // At the level that spreads most: 1/3 beside its first way, nothing beside its second.
  expect([...charges.fixedPj[1]!]).toEqual([4, 2]);
});

it('a depthwise layer is proven where factors need not divide', async () => {
  const hardware = await shippedSpec('simba-like-16nm');
  const prices = priceHardware(hardware, await shippedLibrary());
  const layer = builtInNetwork('mobilenet-v2').layers.find(({ name }) => name === 'block5.depthwise')!;
  const problem = { layer, hardware, prices, convention: port, objective: 'energy' } as const;
  const outcome = mapByProof(problem, { imperfect: true, most: 1e6 });
  expect(outcome.found && outcome.proof?.gap).toBe(0);
});
