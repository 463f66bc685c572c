import { beforeAll, describe, expect, test } from 'vitest';
import type { MappedLayer } from '../../src/cli/commands/map-text.ts';
import type { Issue } from '../../src/shared/issue.ts';
import { folderWith, runIn } from './run-in.ts';
import { small, smallNetwork } from './small.ts';

describe('kjoule map', () => {
  let mapped: MappedLayer;
  let dramPjPerBit: number;
  beforeAll(async () => {
    const { code, out, err } = await runIn(
      folderWith(),
      'map',
      'lenet5',
      'edge-small',
      '--layer',
      'conv1',
      '--explain',
      '--json',
    );
    expect([code, err]).toEqual([0, '']);
    mapped = JSON.parse(out) as MappedLayer;
    const listed = JSON.parse((await runIn(folderWith(), 'list', 'components', '--json')).out).components;
    const dram = listed.find(({ name }: { name: string }) => name === 'dram-horowitz');
    dramPjPerBit = dram.points[0].energyPj.read / dram.widthBits;
  }, 60_000);

  test('the mapping is proven best, and above what no mapping can go below', () => {
    expect(mapped.proof!.gap).toBe(0);
    const { computePj, compulsoryPj, cycles } = mapped.explanation!.bounds;
    expect(computePj + compulsoryPj).toBeLessThan(mapped.energyPj);
    // 288,000 multiply-accumulates on 64 units
    expect(cycles).toBe(4500);
    // 500 weights, 28 × 28 pixels and 20 × 24 × 24 outputs of 8 bits each, from or into DRAM
    expect(compulsoryPj).toBeCloseTo((500 + 784 + 11520) * 8 * dramPjPerBit, 3);
  });

  test('no neighbour that fits costs less: else the mapping were not the best', () => {
    const { neighbours } = mapped.explanation!;
    expect(neighbours.length).toBeGreaterThan(0);
    for (const { refused, tooLargeFor, change } of neighbours) {
      if (refused !== null) continue;
      if (tooLargeFor === null) expect(change).toBeGreaterThanOrEqual(-1e-9);
      else expect(tooLargeFor.length).toBeGreaterThan(0);
    }
  });

  test('loops in time go inwards, outwards and onto an axis, those on an axis back into time', () => {
    const moves = mapped.explanation!.neighbours.map(({ from, to }) => `${from} → ${to}`);
    for (const move of ['DRAM → SRAM', 'SRAM → DRAM', 'SRAM → SRAM X', 'SRAM X → SRAM', 'SRAM Y → SRAM'])
      expect(moves).toContain(move);
  });

  test('a move says what it changes, or what stands in its way', () => {
    const { neighbours, stalls } = mapped.explanation!;
    for (const { refused, tooLargeFor, change } of neighbours)
      expect([refused, tooLargeFor, change].filter((each) => each !== null)).toHaveLength(1);
    const laidOut = neighbours.filter(({ to }) => to.startsWith('SRAM '));
    expect(laidOut.map(({ refused }) => refused)).toContain('SRAM X lays out 16 instances over a fan-out of 8');
    expect(stalls.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(mapped.cycles);
  });

  test('bounds are of maps as they are stored, and of every time the layer stands in the network', async () => {
    const shape = 'type: conv, channels: 8, input: [14, 14], filters: 16, kernel: 3, pad: 1';
    const zeros = 'zeros: { I: 0.9, O: 0.9, source: test }';
    const layers = [
      `{ name: full, ${shape} }`,
      `{ name: sparse, ${shape}, ${zeros} }`,
      `{ name: ten, ${shape}, repeat: 10 }`,
    ];
    const cwd = folderWith({
      'n.yaml': `name: n\nsource: test\nlayers:\n${layers.map((each) => `  - ${each}\n`).join('')}`,
    });
    const of = async (layer: string): Promise<MappedLayer> => {
      const { out } = await runIn(cwd, 'map', './n.yaml', 'eyeriss-65nm', '--layer', layer, '--explain', '--json');
      return JSON.parse(out) as MappedLayer;
    };
    const [full, sparse, ten] = [await of('full'), await of('sparse'), await of('ten')];
    const sum = ({ explanation }: MappedLayer) => explanation!.bounds.computePj + explanation!.bounds.compulsoryPj;
    for (const each of [full, sparse, ten]) {
      expect(sum(each)).toBeLessThan(each.energyPj);
      expect(each.explanation!.bounds.cycles).toBeLessThanOrEqual(each.cycles);
    }
    expect(sparse.explanation!.bounds.compulsoryPj).toBeLessThan(0.6 * full.explanation!.bounds.compulsoryPj);
    expect(sum(ten) / sum(full)).toBeCloseTo(10, 9);
    expect(ten.explanation!.bounds.cycles).toBe(10 * full.explanation!.bounds.cycles);
  });

  test('what is not proven is not told as if it were', async () => {
    const limited = ['vgg16', 'eyeriss-isca16', '--layer', 'conv3-2', '--time-limit', '0s', '--explain', '--no-cache'];
    const { out } = await runIn(folderWith(), 'map', ...limited);
    expect(out).toContain('what changed may be the search and not the memory');
    expect(out).toMatch(/above its best/);
    expect(out).toContain('above a bound or not looked at');
  });

  test('factors that need not divide: which sizes were looked at', async () => {
    const odd = ['lenet5', 'eyeriss-isca16', '--layer', 'conv2', '--factors', 'imperfect', '--no-cache'];
    const { proof } = JSON.parse((await runIn(folderWith(), 'map', ...odd, '--json')).out) as MappedLayer;
    expect(proof!.cutAs).toEqual({ M: [50, 51], C: [20, 21], P: [8], Q: [8], R: [5], S: [5] });
    const { out } = await runIn(folderWith(), 'map', ...odd);
    expect(out).toContain(`M ${proof!.cutAs!.M!.join(', ')};`);
    expect(mapped.proof!.cutAs).toBeUndefined();
  });

  test('a layer of a scenario: compressed, with its zeros and limits, as run has it', async () => {
    const lines = [
      'title: shared weights',
      'workload: lenet5',
      'hardware: eyeriss-65nm-lut',
      'compression: { engine: assume, options: { k: 16 } }',
      'mapper: { strategy: optimal, constraints: { levels: [{ level: PE, factors: [Q<=4] }] } }',
    ];
    const cwd = folderWith({
      's.yaml': lines.join('\n'),
      'sweep.yaml': `${lines.join('\n')}\nsweep: { batch: [1, 2] }\n`,
    });
    const own = JSON.parse(
      (await runIn(cwd, 'map', './s.yaml', '--layer', 'conv2', '--explain', '--json')).out,
    ) as MappedLayer;
    const { layers } = JSON.parse((await runIn(cwd, 'run', './s.yaml', '--json')).out);
    const same = layers.find(({ name }: { name: string }) => name === 'conv2');
    expect([own.mapping, own.cycles, own.proof]).toEqual([same.mapping, same.cycles, same.proof]);
    const { bounds, doubled } = own.explanation!;
    expect(bounds.computePj + bounds.compulsoryPj).toBeLessThan(own.energyPj);
    expect(doubled.length).toBeGreaterThan(0);
    const refused = await runIn(cwd, 'map', './sweep.yaml', '--layer', 'conv2', '--objective', 'latency', '--bypass');
    expect(refused.code).toBe(2);
    for (const part of ['--objective', '--bypass', 'has a sweep', '3 errors']) expect(refused.err).toContain(part);
    const alone = await runIn(cwd, 'map', 'lenet5', '--layer', 'conv2');
    expect([alone.code, alone.err.includes('kjoule map NETWORK ACCELERATOR')]).toEqual([2, true]);
  });

  test('where nothing costs energy, shares of it are 0', async () => {
    const folder = folderWith({ ...small, 'hw.yaml': small['hw.yaml'].replace(/[\d.]+ pJ/g, '0 pJ') });
    for (const objective of ['energy', 'energy-delay', 'energy within 1 s', 'energy / 1 uJ + latency / 1 us']) {
      const asked = ['map', 'net.yaml', 'hw.yaml', '--layer', 'conv', '--objective', objective, '--explain'];
      const { code, out } = await runIn(folder, ...asked);
      expect([code, /Energy +0 J/.test(out), /NaN|Infinity/.test(out)], out).toEqual([0, true, false]);
      const { explanation } = JSON.parse((await runIn(folder, ...asked, '--json')).out) as MappedLayer;
      expect(explanation!.doubled.map(({ gap }) => gap)).toEqual([0]);
    }
  });

  test('every limited memory is doubled once', () => {
    expect(mapped.explanation!.doubled.map(({ memory }) => memory)).toEqual(['SRAM', 'PE.operands', 'PE.sums']);
    for (const { energyPj, change } of mapped.explanation!.doubled)
      expect(energyPj / mapped.energyPj - 1).toBeCloseTo(change, 12);
    expect(mapped.explanation!.notMapped).toEqual([]);
  });

  test('kjoule count takes the mapping back', async () => {
    const given = ['--hardware', 'edge-small', '--workload', 'lenet5', '--layer', 'conv1', '--mapping', mapped.mapping];
    expect((await runIn(folderWith(), 'count', ...given)).code).toBe(0);
  });

  test('as text; what cannot be proven is told, with the way out', async () => {
    const { out } = await runIn(folderWith(), 'map', 'lenet5', 'edge-small', '--layer', 'conv1', '--explain');
    for (const part of [
      'proven best of',
      'each element once at the outermost memory',
      'does not fit into',
      'One memory twice as large',
    ])
      expect(out).toContain(part);
    const refused = await runIn(
      folderWith(),
      'map',
      'lenet5',
      'edge-small',
      '--layer',
      'conv1',
      '--convention',
      'timeloop',
    );
    expect([refused.code, refused.err.includes('strategy templates searches it')]).toEqual([2, true]);
    const searched = await runIn(
      folderWith(),
      'map',
      'lenet5',
      'edge-small',
      '--layer',
      'conv1',
      '--convention',
      'timeloop',
      '--strategy',
      'templates',
    );
    expect([searched.code, searched.out.includes('templates: ')]).toEqual([0, true]);
  });

  test('latency, a cap, weights: each is best by its own measure; a cap nothing meets says what is possible', async () => {
    const best = async (objective: string): Promise<MappedLayer> => {
      const own = ['map', 'lenet5', 'edge-small', '--layer', 'conv1', '--objective', objective, '--json'];
      return JSON.parse((await runIn(folderWith(), ...own)).out) as MappedLayer;
    };
    const fast = (await best('latency')).proof!;
    const cheap = (await best('energy')).proof!;
    const product = (await best('energy-delay')).proof!;
    const sum = (await best('energy / 1 uJ + latency / 10 us')).proof!;
    // 200 MHz: 5 ns a cycle
    const cap = (fast.cycles + cheap.cycles) / 2;
    const within = (await best(`energy within ${cap * 5} ns`)).proof!;
    const proofs = [fast, cheap, product, sum, within];
    // A cap the cheapest keeps to is of no account.
    expect((await best('energy within 1 s')).proof!.evaluated).toBe(cheap.evaluated);
    expect(proofs.map(({ gap, energyGap = 0 }) => [gap, energyGap])).toEqual(proofs.map(() => [0, 0]));
    expect(fast.cycles).toBe(Math.min(...proofs.map(({ cycles }) => cycles)));
    expect(cheap.energyPj).toBe(Math.min(...proofs.map(({ energyPj }) => energyPj)));
    expect(product.value).toBe(Math.min(...proofs.map(({ energyPj, cycles }) => energyPj * cycles)));
    expect(sum.value).toBe(Math.min(...proofs.map(({ energyPj, cycles }) => energyPj / 1e6 + cycles / 2000)));
    expect(within.cycles).toBeLessThanOrEqual(cap * (1 + 1e-12));
    const slow = [
      'map',
      'lenet5',
      'edge-small',
      '--layer',
      'conv1',
      '--objective',
      `energy within ${fast.cycles * 4.9} ns`,
    ];
    const { code, err } = await runIn(folderWith(), ...slow);
    expect([
      code,
      err.includes('too-slow'),
      err.includes(`the fastest takes ${Math.ceil(fast.cycles)} cycles`),
    ]).toEqual([1, true, true]);
    const searched = await runIn(folderWith(), ...slow, '--strategy', 'templates');
    expect([searched.code, searched.err.includes('the fastest found takes')]).toEqual([1, true]);
  });

  test('out of time: the best so far, and how far off it may be', async () => {
    const limited = ['map', 'vgg16', 'eyeriss-isca16', '--layer', 'conv3-2', '--time-limit', '0s'];
    const { code, out } = await runIn(folderWith(), ...limited);
    expect([code, /above the best of .*; the time was over/.test(out)]).toEqual([0, true]);
  });

  test('what is of proofs alone is refused beside templates, all at once', async () => {
    const templates = ['map', 'lenet5', 'edge-small', '--layer', 'conv1', '--strategy', 'templates', '--json'];
    const more = ['--bypass', '--factors', 'imperfect', '--time-limit', '1s', '--batch', '0'];
    const { code, out } = await runIn(folderWith(), ...templates, ...more);
    const { issues } = JSON.parse(out).error as { issues: readonly Issue[] };
    expect([code, issues.map((each) => `${each.path} ${each.code}`).sort()]).toEqual([
      2,
      [
        '--batch wrong-value',
        '--bypass key-without-effect',
        '--factors key-without-effect',
        '--time-limit key-without-effect',
      ],
    ]);
    // A scenario has no such key either, whatever its value.
    expect((await runIn(folderWith(), ...templates, '--factors', 'perfect')).code).toBe(2);
  });

  test('a layer that is repeated: the figures are of all, the proof is of one, and the text says so', async () => {
    const network = smallNetwork.replace('kernel: 3 }', 'kernel: 3, repeat: 10 }');
    const repeated = ['map', 'net.yaml', 'hw.yaml', '--layer', 'conv'];
    const folder = folderWith({ ...small, 'net.yaml': network });
    const { energyPj, cycles, proof, repeat } = JSON.parse((await runIn(folder, ...repeated, '--json')).out);
    expect([repeat, cycles]).toEqual([10, 10 * proof.cycles]);
    expect(energyPj / proof.energyPj).toBeCloseTo(10, 6);
    expect((await runIn(folder, ...repeated)).out).toContain('Both are of 10 times the layer');
    expect((await runIn(folderWith(small), ...repeated)).out).not.toContain('times the layer');
  });

  test('a layer that run fuses: this is its cost by itself; small numbers stand in full', async () => {
    const alone = async (layer: string) =>
      (await runIn(folderWith(small), 'map', 'net.yaml', 'hw.yaml', '--layer', layer)).out;
    const relu = await alone('relu');
    expect(relu).toContain('`run` fuses this layer into the one before');
    expect(relu).toMatch(/proven best of \d+ mappings; \d+ evaluated\n/);
    expect(await alone('pool')).not.toContain('fuses');
    const { fused } = JSON.parse(
      (await runIn(folderWith(small), 'map', 'net.yaml', 'hw.yaml', '--layer', 'relu', '--json')).out,
    );
    expect(fused).toBe(true);
  });

  test('bad input in one report', async () => {
    const { code, err } = await runIn(
      folderWith(),
      'map',
      'lenet',
      'edge-smal',
      '--strategy',
      'best',
      '--objective',
      'speed',
      '--time-limit',
      '5',
    );
    expect(code).toBe(2);
    for (const part of [
      'did you mean "lenet5"?',
      'did you mean "edge-small"?',
      '--strategy',
      '--objective',
      '--time-limit',
    ])
      expect(err).toContain(part);
  });
});
