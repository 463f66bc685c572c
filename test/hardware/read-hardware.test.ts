import { describe, expect, test } from 'vitest';
import { readHardware } from '../../src/hardware/read-hardware.ts';
import { exampleSpec } from './example-spec.ts';

const example = () => readHardware('toy.yaml', exampleSpec);

describe('a spec in named units', () => {
  test('technology, clock and energy unit', async () => {
    const spec = await example();
    expect(spec).toMatchObject({
      name: 'toy',
      description: '',
      nodeNm: 65,
      voltageV: 1,
      clockMhz: 200,
      clockPowerMw: 106,
      dataflow: 'row-stationary',
      energyUnit: { name: 'MAC', energyPj: 1.694, source: 'made up' },
    });
  });

  test('a level with one memory: the memory is named like the level', async () => {
    const glb = (await example()).levels[1]!;
    expect(glb.memories).toHaveLength(1);
    expect(glb.memories[0]).toMatchObject({ name: 'GLB', roles: ['I', 'O'], doubleBuffered: true });
    expect(glb.memories[0]!.capacityBits).toBe(100 * 1024 * 8);
    expect(glb.fanout).toEqual({ x: 14, y: 3 * 4 });
  });

  test('memories side by side are named <level>.<memory>', async () => {
    const pe = (await example()).levels[2]!;
    expect(pe.memories.map(({ name, capacityBits }) => [name, capacityBits])).toEqual([
      ['PE.ifmap', 12 * 16],
      ['PE.weights', 448 * 8],
    ]);
  });

  test('the outermost level may be without end and has two ports when read and write are given apart', async () => {
    const dram = (await example()).levels[0]!.memories[0]!;
    expect(dram.capacityBits).toBe(Number.POSITIVE_INFINITY);
    expect(dram).toMatchObject({ readBitsPerCycle: 64, writeBitsPerCycle: 32, sharedPort: false });
  });

  test('one bandwidth means one shared port; bytes per second are divided by the clock', async () => {
    const glb = (await example()).levels[1]!.memories[0]!;
    const bitsPerCycle = (25.6e9 * 8) / 200e6;
    expect(glb).toMatchObject({ readBitsPerCycle: bitsPerCycle, writeBitsPerCycle: bitsPerCycle, sharedPort: true });
  });

  test('an energy per bit in place is multiplied by the block', async () => {
    const { component } = (await example()).levels[0]!.memories[0]!;
    expect(component.energyPj).toEqual({ read: 200, write: 3 * 64 });
    expect(component.areaUm2).toBe(1e6);
    expect(component.source).toBe('made up');
  });

  test('one energy in place stands for every action, and an update stays a read and a write', async () => {
    const { network } = (await example()).levels[1]!;
    expect(network.component?.energyPj).toEqual({ deliver: 2, reduce: 2 });
    expect(network.component?.leakageMw).toBe(0.5);
    const text = exampleSpec.replace('{ use: sram }', '{ energy: 5 pJ, source: s }');
    const glb = (await readHardware('toy.yaml', text)).levels[1]!.memories[0]!;
    expect(glb.component.energyPj).toEqual({ read: 5, write: 5 });
  });

  test('multicast for some operands only', async () => {
    const { network } = (await example()).levels[1]!;
    expect(network).toMatchObject({ multicast: { W: true, I: true, O: false }, reduction: false });
  });

  test('MAC, vector unit and constraints', async () => {
    const spec = await example();
    expect(spec.mac).toMatchObject({ bits: { W: 16, I: 16, O: 32 }, macsPerCycle: 0.5, component: { use: 'mac' } });
    expect(spec.vector).toMatchObject({ level: 'GLB', lanes: 16, fused: ['activation'] });
    expect(spec.constraints.spatial).toEqual([
      {
        level: 'GLB',
        x: ['Q', 'M'],
        y: ['R', 'C'],
        writtenAt: expect.objectContaining({ path: 'constraints.spatial[0]' }),
        dimensionsAt: [
          { name: 'Q', writtenAt: expect.objectContaining({ path: 'constraints.spatial[0].x[0]' }) },
          { name: 'M', writtenAt: expect.objectContaining({ path: 'constraints.spatial[0].x[1]' }) },
          { name: 'R', writtenAt: expect.objectContaining({ path: 'constraints.spatial[0].y[0]' }) },
          { name: 'C', writtenAt: expect.objectContaining({ path: 'constraints.spatial[0].y[1]' }) },
        ],
      },
    ]);
  });
});

describe('defaults', () => {
  test('what is not said is 1 x 1, one word per block, not limited, multicasting, adding up', async () => {
    const pe = (await example()).levels[2]!;
    expect(pe.fanout).toEqual({ x: 1, y: 1 });
    expect(pe.network).toEqual({ multicast: { W: true, I: true, O: true }, reduction: true });
    expect(pe.memories[0]).toEqual({
      name: 'PE.ifmap',
      roles: ['I'],
      capacityBits: 12 * 16,
      writtenAt: expect.objectContaining({ file: 'toy.yaml', path: 'levels[2].memories[0].capacity' }),
      wordBits: 16,
      blockBits: 16,
      readBitsPerCycle: Number.POSITIVE_INFINITY,
      writeBitsPerCycle: Number.POSITIVE_INFINITY,
      sharedPort: false,
      doubleBuffered: false,
      component: { use: 'regfile' },
    });
  });

  test('optional parts left out are absent, not undefined', async () => {
    const text = exampleSpec.replace(/^(energyUnit|vector|clockPower):.*\n/gm, '').replace(/^constraints:.*/ms, '');
    const spec = await readHardware('toy.yaml', text);
    expect(spec.clockPowerMw).toBe(0);
    expect(spec.constraints).toEqual({ spatial: [] });
    expect('energyUnit' in spec).toBe(false);
    expect('vector' in spec).toBe(false);
  });

  test('a level of loops only has no memory', async () => {
    const text = exampleSpec.replace('  - name: PE\n', '  - name: columns\n    fanout: { y: 4 }\n  - name: PE\n');
    const level = (await readHardware('toy.yaml', text)).levels[2]!;
    expect(level).toMatchObject({ name: 'columns', memories: [], fanout: { x: 1, y: 4 } });
  });
});
