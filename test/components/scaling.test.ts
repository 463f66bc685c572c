import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ComponentLibrary } from '../../src/components/library.ts';
import { memoryAreaUm2, scaleArea } from '../../src/components/scale-area.ts';
import { energyAtCapacity } from '../../src/components/scale-capacity.ts';
import { type NodeCurve, nodeFault, scaleNode } from '../../src/components/scale-node.ts';
import { bilinearInBits, linearInBits } from '../../src/components/scale-width.ts';
import { scaleWire } from '../../src/components/scale-wire.ts';
import { shippedLibrary } from './shipped.ts';

const kibibyte = 1024 * 8;
let library: ComponentLibrary;
let curve: NodeCurve;
beforeAll(async () => {
  library = await shippedLibrary();
  curve = library.nodeCurve!;
});

describe('another node and supply', () => {
  const at45 = { nodeNm: 45, voltageV: 0.9 };
  const f45 = 1.018 * 0.9 ** 2 - 0.3107 * 0.9 + 0.1539;
  const f65 = 3.755 * 1 ** 2 - 4.398 * 1 + 1.975;

  test('energy moves by f_to(V_to) / f_from(V_from)', () => {
    expect(scaleNode(curve, at45, { nodeNm: 65, voltageV: 1 })).toBeCloseTo(f65 / f45, 12);
    expect(f65 / f45).toBeCloseTo(1.906, 3);
    expect(scaleNode(curve, at45, at45)).toBe(1);
  });

  test("CNNergy's simpler rule for the same move, (65/45)(1/0.9)², is 6 % lower", () => {
    expect(((65 / 45) * (1 / 0.9) ** 2) / (f65 / f45)).toBeCloseTo(0.936, 3);
  });

  test('a supply change at one node uses the same polynomial', () => {
    const factor = scaleNode(curve, { nodeNm: 65, voltageV: 1 }, { nodeNm: 65, voltageV: 0.8 });
    expect(factor).toBeCloseTo((3.755 * 0.64 - 4.398 * 0.8 + 1.975) / f65, 12);
  });

  test('28 nm lies between 32 nm HP and 20 nm HP on a log-log line', () => {
    const f32 = 0.8367 * 0.81 - 0.4341 * 0.9 + 0.1701;
    const f20 = 0.373 * 0.81 - 0.1582 * 0.9 + 0.04104;
    const way = Math.log(32 / 28) / Math.log(32 / 20);
    const f28 = Math.exp(Math.log(f32) * (1 - way) + Math.log(f20) * way);
    expect(scaleNode(curve, at45, { nodeNm: 28, voltageV: 0.9 })).toBeCloseTo(f28 / f45, 12);
  });

  test('low-power transistors have their own polynomial', () => {
    const lowPower = 1.103 * 0.81 - 0.362 * 0.9 + 0.2767;
    expect(scaleNode(curve, at45, { ...at45, flavour: 'LP' })).toBeCloseTo(lowPower / f45, 12);
  });

  test('a node the table does not reach is an issue that names the nodes it has', () => {
    const fault = nodeFault(curve, { nodeNm: 180, voltageV: 1.8 });
    expect(fault).toMatchObject({ code: 'node-outside-table', found: '180 nm' });
    expect(fault!.accepted).toContain('130, 90, 65, 45, 32, 20, 16, 14, 10, 7');
    expect(nodeFault(curve, { nodeNm: 5, voltageV: 0.7 })).toMatchObject({ code: 'node-outside-table' });
  });

  test('below the minimum of the fit, where energy would rise with falling supply, is an issue', () => {
    expect(4.398 / (2 * 3.755)).toBeCloseTo(0.586, 3);
    expect(nodeFault(curve, { nodeNm: 65, voltageV: 0.55 })).toMatchObject({ code: 'voltage-outside-fit' });
    expect(nodeFault(curve, { nodeNm: 65, voltageV: 0.82 })).toBeUndefined();
  });

  test('wires: capacitance per mm stays, length follows the node, energy the square of the supply', () => {
    const factor = scaleWire({ nodeNm: 40, voltageV: 0.9 }, { nodeNm: 28, voltageV: 0.8 });
    expect(factor).toBeCloseTo((28 / 40) * (0.8 / 0.9) ** 2, 12);
  });

  test('areas shrink with the square of the node', () => {
    expect(scaleArea(65, 28)).toBeCloseTo((28 * 28) / (65 * 65), 12);
  });
});

describe('another capacity', () => {
  const horowitz = () => library.rows.get('sram-horowitz-45nm')!;

  test('the points of the source are met exactly', () => {
    expect(energyAtCapacity(horowitz(), 'read', 8 * kibibyte)).toBe(10);
    expect(energyAtCapacity(horowitz(), 'read', 32 * kibibyte)).toBeCloseTo(20, 12);
    expect(energyAtCapacity(horowitz(), 'read', 1024 * kibibyte)).toBeCloseTo(100, 12);
  });

  test('between two points: a straight line in log(capacity), log(energy)', () => {
    const way = Math.log(100 / 32) / Math.log(1024 / 32);
    expect(energyAtCapacity(horowitz(), 'read', 100 * kibibyte)).toBeCloseTo(20 * 5 ** way, 9);
    expect(20 * 5 ** way).toBeCloseTo(33.95, 2);
  });

  test('beyond them: the square root of capacity', () => {
    expect(energyAtCapacity(horowitz(), 'read', 4 * 1024 * kibibyte)).toBeCloseTo(100 * Math.sqrt(4), 9);
    expect(energyAtCapacity(horowitz(), 'read', 2 * kibibyte)).toBeCloseTo(10 * Math.sqrt(2 / 8), 9);
  });

  test("Eyeriss' cost table does not depend on capacity", () => {
    const buffer = library.rows.get('sram-eyeriss-65nm')!;
    expect(energyAtCapacity(buffer, 'read', 500 * kibibyte)).toBeCloseTo(6 * 1.694, 9);
  });

  test("Horowitz' curve carried down to 448 B agrees with Sparseloop's scratchpad within 20 %", () => {
    const per16Bits = (10 * Math.sqrt(448 / 8192) * 16) / 64;
    expect(energyAtCapacity(horowitz(), 'read', 448 * 8) / 4).toBeCloseTo(per16Bits, 9);
    expect(per16Bits / 0.71011).toBeGreaterThan(0.8);
    expect(per16Bits / 0.71011).toBeLessThan(1);
  });

  test('area per byte: linear between rows of the table, constant beyond them', () => {
    const table = library.areaTables.get('memory-area-65nm')!;
    expect(memoryAreaUm2(table, 512 * 8)).toBeCloseTo(512 * 20.87, 6);
    expect(memoryAreaUm2(table, 48 * 8)).toBeCloseTo((48 * (96.06 + 59.15)) / 2, 6);
    expect(memoryAreaUm2(table, 100 * kibibyte)).toBeCloseTo(100 * 1024 * 12.7, 3);
  });

  test('a larger memory never costs less per access', () => {
    const capacity = fc.integer({ min: 64, max: 2 ** 30 });
    fc.assert(
      fc.property(capacity, capacity, (a, b) => {
        const [small, large] = [Math.min(a, b), Math.max(a, b)];
        const energy = (bits: number) => energyAtCapacity(horowitz(), 'read', bits);
        expect(energy(small)).toBeLessThanOrEqual(energy(large) * (1 + 1e-12));
      }),
    );
  });
});

describe('another bit width', () => {
  test('memories and adders are linear in bits', () => {
    expect(linearInBits(64, 16)).toBe(16 / 64);
  });

  test("a multiplier is bilinear: from Horowitz' 8 × 8 to 32 × 32 it is 16 times, 3 % above his 3.1 pJ", () => {
    const factor = bilinearInBits({ W: 8, I: 8, O: 16 }, { W: 32, I: 32, O: 64 });
    expect(factor).toBe((32 * 32) / (8 * 8));
    expect((0.2 * factor) / 3.1).toBeCloseTo(1.032, 3);
    expect(bilinearInBits({ W: 16, I: 16, O: 16 }, { W: 4, I: 8, O: 16 })).toBe((4 * 8) / (16 * 16));
  });
});
