import { describe, expect, test } from 'vitest';
import type { LayerCount, OperandCount } from '../../src/study/layer-count.ts';
import { folderWith, runIn } from './run-in.ts';
import { small } from './small.ts';

/** A product of three matrices' sizes, said directly: the only layer of its file. */
const product = `name: product
source: made up for tests
layers:
  - name: product
    type: custom
    dimensions: { M: 4, K: 6, N: 5 }
    operands:
      - { name: A, role: I, ranks: [M, K] }
      - { name: B, role: W, ranks: [K, N] }
      - { name: C, role: O, ranks: [M, N] }
`;
const files = { ...small, 'product.yaml': product };
const given = ['count', '--hardware', 'hw.yaml', '--workload', 'product.yaml'];
const mapping = 'DRAM: M4 K2; BUF: N5 | X: K3';

async function counted(...args: readonly string[]): Promise<LayerCount> {
  const { code, out, err } = await runIn(folderWith(files), ...given, ...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as LayerCount;
}

function operand(count: LayerCount, level: string, name: string): OperandCount {
  return count.levels.find((each) => each.level === level)!.operands.find((each) => each.operand === name)!;
}

describe('kjoule count', () => {
  test('counts words, capacity, cycles and energy of one mapping', async () => {
    const count = await counted('--mapping', mapping);
    expect(count).toMatchObject({
      layer: 'product',
      convention: 'port',
      macs: 4 * 6 * 5,
      dimensions: { M: 4, K: 6, N: 5 },
    });
    // A changes with M and K: every element comes once. B changes with K: fetched again for every M.
    expect(operand(count, 'DRAM', 'A')).toMatchObject({
      reads: 4 * 6,
      writes: 0,
      instances: 1,
      capacityUsedElements: 24,
    });
    expect(operand(count, 'DRAM', 'B')).toMatchObject({ reads: 4 * 6 * 5 });
    expect(operand(count, 'BUF', 'B')).toMatchObject({
      fills: 4 * 6 * 5,
      updates: 0,
      capacityUsedElements: 3 * 5,
      capacityUsedBits: 120,
      capacityBits: 8192,
    });
    // Outputs stay in the buffer over the two visits of K and are written once: M x N words.
    expect(operand(count, 'DRAM', 'C')).toMatchObject({ fills: 0, updates: 4 * 5 });
    expect(count.stalls.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(count.cycles);
    const parts = [...count.levels, ...count.networks, count.arithmetic];
    expect(parts.reduce((sum, { energyPj }) => sum + energyPj, 0)).toBe(count.energyPj);
  });

  test('under port what is written is filled from above or updated from below', async () => {
    const count = await counted('--mapping', mapping);
    for (const each of count.levels.flatMap(({ operands }) => operands)) {
      expect(each.fills + each.updates).toBe(each.writes);
      expect(each.readsPerInstance * each.instances).toBe(each.reads);
    }
  });

  test('under timeloop the output’s updates are counted apart, first reads elided', async () => {
    const count = await counted('--mapping', mapping, '--convention', 'timeloop');
    // Each of the 20 outputs is updated once per visit of K (2), after the 3 in space are summed by the network.
    expect(operand(count, 'BUF', 'C')).toMatchObject({ updates: 4 * 5 * 2, reads: 4 * 5 * 2 - 4 * 5 });
    expect(operand(count, 'DRAM', 'C').updates).toBe(4 * 5);
  });

  test('a mapping may stand in a file, or in the command with \\n between its lines', async () => {
    const folder = folderWith({ ...files, 'product.map': '# as above\nDRAM: M4 K2\nBUF: N5 | X: K3\n' });
    const fromFile = await runIn(folder, ...given, '--mapping', 'product.map', '--json');
    const fromText = await runIn(folder, ...given, '--mapping', 'DRAM: M4 K2\\nBUF: N5 | X: K3', '--json');
    expect(fromFile).toEqual(fromText);
    expect(JSON.parse(fromFile.out)).toEqual(await counted('--mapping', mapping));
  });

  test('without --json the same as tables', async () => {
    const { out } = await runIn(folderWith(files), ...given, '--mapping', mapping);
    expect(out).toContain('DRAM keep A,B,C: M4 K2');
    expect(out).toMatch(/BUF +B +1 +120/);
  });

  test('an array whose style the layer cannot use: as map and run say', async () => {
    const why = 'multiplied weight by weight, not by row-reuse: its weights are not shared';
    const asked = ['lenet5', 'eyeriss-65nm-row-reuse', '--layer', 'ip2'];
    const mapped = await runIn(folderWith(), 'map', ...asked, '--json');
    const { styleNotUsed, mapping: best } = JSON.parse(mapped.out);
    expect(styleNotUsed).toBe(why);
    expect((await runIn(folderWith(), 'map', ...asked)).out).toContain(`It is ${why}.`);
    const spec = ['--workload', 'lenet5', '--hardware', 'eyeriss-65nm-row-reuse', '--layer', 'ip2'];
    expect((await runIn(folderWith(), 'count', ...spec, '--mapping', best)).out).toContain(`It is ${why}.`);
    const plain = await runIn(folderWith(), 'map', 'lenet5', 'eyeriss-65nm', '--layer', 'ip2', '--json');
    expect(JSON.parse(plain.out).styleNotUsed).toBe(null);
  });

  test('a layer that run fuses: this is its cost by itself', async () => {
    const of = ['count', '--hardware', 'hw.yaml', '--workload', 'net.yaml', '--layer'];
    const relu = [...of, 'relu', '--mapping', 'DRAM: X4; BUF: X36'];
    expect((await runIn(folderWith(small), ...relu)).out).toContain('`run` fuses this layer into the one before');
    expect(JSON.parse((await runIn(folderWith(small), ...relu, '--json')).out).fused).toBe(true);
    const conv = await runIn(folderWith(small), ...of, 'conv', '--mapping', 'DRAM: M4 C3 P6 Q6 R3 S3');
    expect([conv.code, conv.out.includes('fuses')]).toEqual([0, false]);
  });

  test('a layer that is repeated: all figures are of all, and the text says so', async () => {
    const folder = folderWith({
      ...files,
      'ten.yaml': product.replace('type: custom', 'type: custom\n    repeat: 10'),
    });
    const of = ['count', '--hardware', 'hw.yaml', '--mapping', mapping, '--workload'];
    const json = async (network: string) =>
      JSON.parse((await runIn(folder, ...of, network, '--json')).out) as LayerCount;
    const [one, ten] = [await json('product.yaml'), await json('ten.yaml')];
    expect([one.repeat, ten.repeat, ten.macs, ten.cycles]).toEqual([1, 10, 10 * one.macs, 10 * one.cycles]);
    expect(ten.energyPj / one.energyPj).toBeCloseTo(10, 9);
    expect(operand(ten, 'BUF', 'B').reads).toBe(10 * operand(one, 'BUF', 'B').reads);
    expect((await runIn(folder, ...of, 'ten.yaml')).out).toContain('All figures are of 10 times the layer');
    expect((await runIn(folder, ...of, 'product.yaml')).out).not.toContain('times the layer');
  });

  test('a dimension that the accelerator limits and no layer has is a fault, as for map', async () => {
    const hardware = `${small['hw.yaml']}\nconstraints: { spatial: [{ level: BUF, x: [MM] }] }\n`;
    const { code, err } = await runIn(
      folderWith({ ...files, 'odd.yaml': hardware }),
      'count',
      '--hardware',
      'odd.yaml',
      ...given.slice(3),
      '--mapping',
      mapping,
    );
    expect([code, err.includes('MM'), err.includes('unknown-dimension')]).toEqual([2, true, true]);
  });

  test('a built-in network on a built-in accelerator', async () => {
    const args = ['--hardware', 'edge-small', '--workload', 'lenet5', '--layer', 'conv1'];
    const text = 'SRAM: M5 P24 Q3 | X: Q8 Y: M4; PE: R5 S5';
    const { code, out } = await runIn(folderWith(), 'count', ...args, '--mapping', text, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ macs: 20 * 24 * 24 * 5 * 5, arithmetic: { instances: 32 } });
  });
});

describe('kjoule count refuses', () => {
  test.each([
    ['factors that do not cover a dimension', ['--mapping', 'DRAM: M4 K2; BUF: N5'], 2, 'factors-too-small'],
    ['a fan-out that is too small', ['--mapping', 'DRAM: M4; BUF: N5 | X: K6'], 2, 'fanout-exceeded'],
    ['an unknown level, at its place', ['--mapping', 'DRAM: M4 K6; BFU: N5'], 2, '--mapping:2:2  error unknown-level'],
    ['a mapping file that is not there', ['--mapping', 'gone.map'], 2, 'file-not-found'],
    ['a mapping file that is empty', ['--mapping', 'empty.map'], 2, 'empty-file'],
    ['an unknown convention', ['--mapping', mapping, '--convention', 'tmeloop'], 2, 'did you mean "timeloop"?'],
    ['a batch of nothing', ['--mapping', mapping, '--batch', '0'], 2, 'found: 0'],
    ['an unknown layer', ['--mapping', mapping, '--layer', 'produkt'], 2, 'did you mean "product"?'],
    ['a shape that is none', ['--mapping', mapping, '--input-shape', 'x=1xx2'], 2, 'name=1x3x224x224'],
    ['a missing option', [], 2, "required option '--mapping <mapping>' not specified"],
  ])('%s', async (_, args, expected, part) => {
    const folder = folderWith({ ...files, 'empty.map': '# nothing\n' });
    const { code, out, err } = await runIn(folder, ...given, ...args);
    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toContain(part);
    const { out: json } = await runIn(folder, ...given, ...args, '--json');
    expect(JSON.parse(json).error).toMatchObject({ code: 'bad-input' });
  });

  test('a tile that is larger than its memory: exit 1, with the numbers', async () => {
    const folder = folderWith({ ...files, 'tiny.yaml': small['hw.yaml'].replace('1 KiB', '16 B') });
    const args = ['count', '--hardware', 'tiny.yaml', '--workload', 'product.yaml', '--mapping', 'BUF: M4 N5 K6'];
    const { code, err } = await runIn(folder, ...args);
    expect(code).toBe(1);
    // A 4x6 and B 6x5 of 8 bit, C 4x5 of 16 bit
    expect(err).toContain(`found: ${(24 + 30) * 8 + 20 * 16} bit`);
    expect(err).toContain('accepted: at most 128 bit');
    expect(JSON.parse((await runIn(folder, ...args, '--json')).out).error.code).toBe('no-answer');
  });

  test('every part that is wrong, in one report', async () => {
    const args = ['count', '--hardware', 'edge-smal', '--workload', 'lenet', '--mapping', 'no.map', '--batch', 'x'];
    const { err } = await runIn(folderWith(), ...args);
    for (const part of ['--batch', 'did you mean "edge-small"?', 'did you mean "lenet5"?', 'no.map', '4 errors.'])
      expect(err).toContain(part);
  });
});
