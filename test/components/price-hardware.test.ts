import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComponentLibrary } from '../../src/components/library.ts';
import type { PriceTable } from '../../src/components/price.ts';
import { priceHardware } from '../../src/components/price-hardware.ts';
import type { HardwareSpec, Memory } from '../../src/hardware/hardware.ts';
import { InputError, type Issue } from '../../src/shared/issue.ts';
import { shippedLibrary, shippedSpec, shippedSpecNames } from './shipped.ts';

let library: ComponentLibrary;
beforeAll(async () => {
  library = await shippedLibrary();
});

function energy(prices: PriceTable, component: string, action: string): number {
  return prices.get(component)!.actions[action]!.energyPj;
}

describe('every accelerator that is shipped', () => {
  test.each(shippedSpecNames())(
    '%s: every component has prices, each a finite energy with its source',
    async (name) => {
      const spec = await shippedSpec(name);
      const prices = priceHardware(spec, library);
      const named = [
        ...spec.levels.flatMap((level) => [...level.memories.map((memory) => memory.name), `${level.name} network`]),
        spec.mac.name,
        ...(spec.mac.adder === undefined ? [] : [spec.mac.adder.name]),
        ...(spec.mac.bins === undefined ? [] : [spec.mac.bins.name]),
        ...(spec.decoder === undefined ? [] : [spec.decoder.name]),
        spec.vector!.name,
      ];
      expect([...prices.keys()]).toEqual(named);
      for (const { component, instances, actions, areaUm2, areaSource, leakageMw } of prices.values()) {
        expect(instances).toBeGreaterThanOrEqual(1);
        expect(areaUm2 === null || areaUm2 > 0, component).toBe(true);
        expect(areaSource).not.toBe('');
        expect(leakageMw).toBeGreaterThanOrEqual(0);
        for (const [action, price] of Object.entries(actions)) {
          expect(Number.isFinite(price.energyPj) && price.energyPj >= 0, `${component} ${action}`).toBe(true);
          expect(price.bits).toBeGreaterThan(0);
          expect(price.source).not.toBe('');
        }
      }
    },
  );

  test.each(shippedSpecNames())('%s: a bit costs more in a larger memory further out', async (name) => {
    const prices = priceHardware(await shippedSpec(name), library);
    const perBit = ({ memories }: HardwareSpec['levels'][number]) =>
      Math.max(...memories.map(({ name: memory, blockBits }) => energy(prices, memory, 'read') / blockBits));
    const largest = ({ memories }: HardwareSpec['levels'][number]) =>
      Math.max(...memories.map(({ capacityBits }) => capacityBits));
    const { levels } = await shippedSpec(name);
    for (const [index, outer] of levels.entries()) {
      for (const inner of levels.slice(index + 1).filter((each) => largest(each) < largest(outer))) {
        expect(perBit(outer), `${outer.name} and ${inner.name}`).toBeGreaterThan(perBit(inner));
      }
    }
  });
});

describe("Eyeriss' cost table, in MACs of 1.694 pJ per 16-bit word", () => {
  test.each(['eyeriss-65nm', 'eyeriss-isca16'])(
    '%s: DRAM 200, buffer 6, network 2, register file 1, MAC 1',
    async (name) => {
      const spec = await shippedSpec(name);
      const prices = priceHardware(spec, library);
      const unit = 1.694;
      expect(spec.energyUnit!.energyPj).toBe(unit);
      for (const action of ['read', 'write', 'update']) {
        const words = (memory: Memory) => memory.blockBits / 16;
        const [dram, buffer, pe] = spec.levels.map((level) => level.memories);
        expect(energy(prices, 'DRAM', action)).toBeCloseTo(200 * unit * words(dram![0]!), 9);
        expect(energy(prices, 'GLB', action)).toBeCloseTo(6 * unit * words(buffer![0]!), 9);
        for (const memory of pe!) expect(energy(prices, memory.name, action)).toBeCloseTo(1 * unit, 12);
      }
      expect(energy(prices, 'GLB network', 'deliver')).toBeCloseTo(2 * unit, 12);
      expect(energy(prices, 'GLB network', 'reduce')).toBeCloseTo(2 * unit, 12);
      expect(energy(prices, 'MAC', 'mac')).toBe(unit);
    },
  );

  test('the chip moves four words in one 64-bit access: 4 × 6 × 1.694 pJ', async () => {
    const price = priceHardware(await shippedSpec('eyeriss-65nm'), library).get('GLB')!.actions.read!;
    expect(price.bits).toBe(64);
    expect(price.energyPj).toBeCloseTo(4 * 6 * 1.694, 9);
    expect(price.source).toContain('× 4 width 16 → 64 bit');
  });

  test('the published tables are used at their own node: nothing is scaled but the vector unit', async () => {
    for (const { component, actions } of priceHardware(await shippedSpec('eyeriss-65nm'), library).values()) {
      const scaled = Object.values(actions).some((price) => price.source.includes('node'));
      expect(scaled, component).toBe(component === 'vector unit');
    }
  });

  test('chip area of storage: 168 PEs of 24 + 448 + 48 B, 100 KiB of buffer', async () => {
    const prices = priceHardware(await shippedSpec('eyeriss-65nm'), library);
    const filter = 448 * (27.48 + ((448 - 256) / 256) * (20.87 - 27.48));
    expect(prices.get('PE.filter')).toMatchObject({ instances: 14 * 12 });
    expect(prices.get('PE.filter')!.areaUm2).toBeCloseTo(filter, 3);
    expect(prices.get('GLB')!.areaUm2).toBeCloseTo(100 * 1024 * 12.7, 2);
    expect(prices.get('MAC')!.areaUm2).toBeCloseTo((12.25e6 * 0.074) / 168, 3);
  });
});

describe('prices moved to another technology and geometry', () => {
  test('an 8 × 8 + 32 bit MAC at 45 nm: 0.2 pJ multiply + 0.1 pJ add', async () => {
    const prices = priceHardware(await shippedSpec('edge-small'), library);
    expect(energy(prices, 'MAC', 'mac')).toBeCloseTo(0.2 + 0.1, 12);
    expect(energy(prices, 'DRAM', 'read')).toBe(640);
  });

  test('64 KiB of SRAM at 45 nm: between 32 KiB at 20 pJ and 1 MiB at 100 pJ', async () => {
    const prices = priceHardware(await shippedSpec('edge-small'), library);
    expect(energy(prices, 'SRAM', 'read')).toBeCloseTo(20 * 5 ** (Math.log(64 / 32) / Math.log(1024 / 32)), 9);
  });

  test('a 16 nm MAC with a 24-bit accumulator: (0.2 + 0.1 · 24/32) · f16(0.8 V) / f45(0.9 V)', async () => {
    const prices = priceHardware(await shippedSpec('simba-like-16nm'), library);
    const f16 = 0.2958 * 0.64 - 0.1241 * 0.8 + 0.03024;
    const f45 = 1.018 * 0.81 - 0.3107 * 0.9 + 0.1539;
    expect(energy(prices, 'MAC', 'mac')).toBeCloseTo(((0.2 + (0.1 * 24) / 32) * f16) / f45, 12);
    expect(prices.get('MAC')!.instances).toBe(4 * 4 * 8 * 8);
  });

  test('a hop of the systolic array: 32 bit · (0.009 + 0.0497 · 310/2560) pJ · 28/40', async () => {
    const prices = priceHardware(await shippedSpec('tpu-like-28nm'), library);
    expect(energy(prices, 'ACC network', 'deliver')).toBeCloseTo((32 * (0.009 + (0.0497 * 310) / 2560) * 28) / 40, 9);
    expect(prices.get('CELL')!.instances).toBe(256 * 256);
  });

  test('off-chip memory keeps its price whatever the accelerator is made in', async () => {
    const spec = await shippedSpec('edge-small');
    const shrunk = priceHardware({ ...spec, nodeNm: 7, voltageV: 0.7 }, library);
    expect(energy(shrunk, 'DRAM', 'read')).toBe(640);
    expect(energy(shrunk, 'SRAM', 'read')).toBeLessThan(energy(priceHardware(spec, library), 'SRAM', 'read'));
  });

  test('energy is non-decreasing in bits, and proportional to them for memories', async () => {
    const spec = await shippedSpec('edge-small');
    const read = (blockBits: number) => {
      const [dram, sram, ...rest] = spec.levels;
      const memory = { ...sram!.memories[0]!, blockBits };
      const levels = [dram!, { ...sram!, memories: [memory] }, ...rest];
      return energy(priceHardware({ ...spec, levels }, library), 'SRAM', 'read');
    };
    const mac = (W: number, I: number, O: number) =>
      energy(priceHardware({ ...spec, mac: { ...spec.mac, bits: { W, I, O } } }, library), 'MAC', 'mac');
    const bits = fc.integer({ min: 1, max: 64 });
    fc.assert(
      fc.property(bits, bits, bits, (a, b, c) => {
        expect(read(8 * a)).toBeCloseTo(a * read(8), 9);
        expect(mac(a, b, c)).toBeLessThanOrEqual(mac(a + 1, b, c));
        expect(mac(a, b, c)).toBeLessThanOrEqual(mac(a, b, c + 1));
      }),
      { numRuns: 30 },
    );
  });
});

describe('what cannot be priced', () => {
  function faults(spec: HardwareSpec): readonly Issue[] {
    try {
      priceHardware(spec, library);
    } catch (error) {
      if (error instanceof InputError) return error.issues;
      throw error;
    }
    return [];
  }

  test('every unknown component is listed, each with the nearest name', async () => {
    const spec = await shippedSpec('edge-small');
    const vector = { ...spec.vector!, component: { use: 'vector-horowitz-45' } };
    const issues = faults({ ...spec, mac: { ...spec.mac, component: { use: 'mac-horowits-45nm' } }, vector });
    expect(issues.map(({ code, path, hint }) => ({ code, path, hint }))).toEqual([
      { code: 'unknown-component', path: 'mac.component', hint: 'did you mean "mac-horowitz-45nm"?' },
      { code: 'unknown-component', path: 'vector.component', hint: 'did you mean "vector-horowitz-45nm"?' },
    ]);
  });

  test('a component of another kind', async () => {
    const spec = await shippedSpec('edge-small');
    const mac = { ...spec.mac, component: { use: 'dram-horowitz' } };
    expect(faults({ ...spec, mac })[0]).toMatchObject({ code: 'wrong-component-class', found: 'dram' });
  });

  test('a node the scaling table does not reach', async () => {
    const spec = await shippedSpec('edge-small');
    expect(faults({ ...spec, nodeNm: 180 })[0]).toMatchObject({
      code: 'node-outside-table',
      path: 'levels[1].component',
    });
  });

  test('figures in place without a source or without a needed action', async () => {
    const spec = await shippedSpec('edge-small');
    const bare = { ...spec.mac, component: { energyPj: { mac: 1 } } };
    expect(faults({ ...spec, mac: bare })[0]).toMatchObject({ code: 'missing-source', path: 'mac.component' });
    const empty = { ...spec.mac, component: { energyPj: {}, source: 'a test' } };
    expect(faults({ ...spec, mac: empty })[0]).toMatchObject({ code: 'missing-action', path: 'mac.component.energy' });
  });
});

test('figures in place are taken as they are, at any node', async () => {
  const spec = await shippedSpec('edge-small');
  const component = { energyPj: { mac: 0.5 }, areaUm2: 700, leakageMw: 0.01, source: 'a data sheet' };
  const price = priceHardware({ ...spec, nodeNm: 28, mac: { ...spec.mac, component } }, library).get('MAC')!;
  expect(price.actions.mac).toEqual({
    energyPj: 0.5,
    bits: 8,
    multiplier: { otherBits: 8, adderPj: 0 },
    source: 'a data sheet',
  });
  expect(price).toMatchObject({ areaUm2: 700, leakageMw: 0.01, areaSource: 'a data sheet' });
});

test('a network without component is free, and says so', async () => {
  const prices = priceHardware(await shippedSpec('eyeriss-65nm'), library);
  const free = { energyPj: 0, bits: 16, source: 'not priced in the spec' };
  expect(prices.get('DRAM network')!.actions).toEqual({ deliver: free, reduce: free });
});
