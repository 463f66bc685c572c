import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LayerCount } from '../../../src/study/layer-count.ts';
import type { TimeloopLevelResult, TimeloopResult } from '../../../src/study/timeloop/evaluate.ts';
import { everything, folderWith, type Outcome, runIn } from '../../cli/run-in.ts';
import { root } from '../../docs/documents.ts';
import { architecture, energies, mapping, problem } from './small-spec.ts';

async function evaluate(files: Readonly<Record<string, string>>): Promise<Outcome> {
  return runIn(folderWith(files), 'timeloop', ...Object.keys(files), '--json');
}

async function result(...parts: readonly string[]): Promise<TimeloopResult> {
  const { code, out, err } = await evaluate(Object.fromEntries(parts.map((text, index) => [`${index}.yaml`, text])));
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as TimeloopResult;
}

const level = ({ levels }: TimeloopResult, name: string) => levels.find((each) => each.name === name)!;
const words = ({ dataSpaces }: TimeloopLevelResult, space: string) => {
  const { scalarReads, scalarFills, scalarUpdates } = dataSpaces.find(({ name }) => name === space)!;
  return [scalarReads, scalarFills, scalarUpdates].map(({ perInstance }) => perInstance);
};

describe('a matrix multiplication in four files', () => {
  test('counts by hand, reads, fills, updates of an instance', async () => {
    const found = await result(architecture, problem, mapping, energies);
    // 8·4·6 products on four units
    expect([found.computes, found.cycles, found.utilization]).toEqual([192, 48, 1]);
    // each row of A once from DRAM, each pair of it to all four units at once
    expect(words(level(found, 'DRAM'), 'A')).toEqual([48, 0, 0]);
    expect(words(level(found, 'Buffer'), 'A')).toEqual([48, 48, 0]);
    expect(words(level(found, 'A_file'), 'A')).toEqual([48, 48, 0]);
    // B stays in the buffer and is read for every product: each unit has a column of its own
    expect(words(level(found, 'DRAM'), 'B')).toEqual([24, 0, 0]);
    expect(words(level(found, 'Buffer'), 'B')).toEqual([192, 24, 0]);
    // sums meet the buffer at every product: 192 updates, all but the first of each of 32 read before
    expect(words(level(found, 'Buffer'), 'C')).toEqual([160, 0, 192]);
    expect(words(level(found, 'DRAM'), 'C')).toEqual([0, 0, 32]);
    expect(level(found, 'Buffer').dataSpaces.map(({ utilizedCapacity }) => utilizedCapacity)).toEqual([6, 24, 4]);
    expect(level(found, 'A_file').dataSpaces.map(({ name }) => name)).toEqual(['A']);
  });

  test('energy is that of whole blocks; the dearest of several arguments counts; a write stands for an update', async () => {
    const found = await result(architecture, problem, mapping, energies);
    // blocks of 4 words: 12 + 6 reads, 8 updates
    expect(level(found, 'DRAM').energyPj).toBe(18 * 100 + 8 * 120);
    // blocks of 2: reads 24 + 96 + 80, fills 24 + 12, updates 96 at the price of a write
    expect(level(found, 'Buffer').energyPj).toBe(200 * 8 + 36 * 6 + 96 * 6);
    expect(level(found, 'A_file').energyPj).toBe(4 * 48 * (0.5 + 0.75));
    expect(found.arithmetic.energyPj).toBe(192);
    expect(found.energyPj).toBe(2760 + 2392 + 240 + 192);
    expect(found.notCounted).toEqual(['component wires']);
  });

  test('the order of the files does not matter; without an energy table counts remain, and no energy is made up', async () => {
    const priced = await result(architecture, problem, mapping, energies);
    expect(await result(energies, mapping, problem, architecture)).toEqual(priced);
    const bare = await result(mapping, architecture, problem);
    expect(bare.energyPj).toBeNull();
    expect(bare.levels.map((each) => each.dataSpaces.map(({ scalarReads }) => scalarReads))).toEqual(
      priced.levels.map((each) => each.dataSpaces.map(({ scalarReads }) => scalarReads)),
    );
  });

  test('a network that does not merge copies: every unit is read for, and every sum comes up alone', async () => {
    const apart = mapping.replace('split: 1 }', 'split: 1, no_multicast_no_reduction: [A] }');
    const found = await result(architecture, problem, apart);
    expect(words(level(found, 'Buffer'), 'A')).toEqual([4 * 48, 48, 0]);
    const k = mapping
      .replace('factors: K=3', 'factors: N=4')
      .replace('factors: N=4, permutation: NMK', 'factors: K=3, permutation: KMN');
    expect(words(level(await result(architecture, problem, k), 'Buffer'), 'C')).toEqual([32, 0, 64]);
    const alone = k.replace('split: 1 }', 'split: 1, no_multicast_no_reduction: [C] }');
    expect(words(level(await result(architecture, problem, alone), 'Buffer'), 'C')).toEqual([160, 0, 192]);
  });

  test('bandwidth slows down: 400 words read of a buffer in 48 cycles, at 4 words a cycle', async () => {
    const slow = architecture.replace('depth: 32,', 'depth: 32, read_bandwidth: 4,');
    const found = await result(slow, problem, mapping);
    expect(found.cycles).toBe((48 + 192 + 160) / 4);
    expect(level(found, 'Buffer').bandwidthThrottling).toBeCloseTo(0.48, 12);
    expect(level(found, 'DRAM').cycles).toBe(48);
  });

  test('imperfect factors: 7 columns of N on 4 units, in two rounds, of which the last has 3', async () => {
    const seven = problem.replace('N: 4', 'N: 7');
    const rounds = mapping
      .replace('factors: K=3, permutation: KMN', 'factors: N=2 K=3, permutation: KNM')
      .replace('factors: N=4,', "factors: 'N=4,3',");
    const found = await result(architecture, seven, rounds);
    expect(found.computes).toBe(8 * 7 * 6);
    expect(found.cycles).toBe(8 * 2 * 6);
    expect(words(level(found, 'DRAM'), 'B')).toEqual([42, 0, 0]);
  });

  test('a data space of four indices with a stride and a dilation, by name or as `cnn-layer`', async () => {
    const named =
      'problem: { shape: cnn-layer, instance: { R: 3, S: 1, P: 4, Q: 1, C: 2, K: 4, N: 1, Wstride: 2, Wdilation: 3 } }';
    const directives = mapping.replaceAll('[A]', '[Weights]').replace('[B, C]', '[Inputs, Outputs]');
    const map = directives
      .replace('factors: M=8, permutation: MNK', 'factors: P=4, permutation: PRSQCKN')
      .replace('factors: K=3, permutation: KMN', 'factors: R=3, permutation: RSPQCKN')
      .replace('factors: N=4, permutation: NMK', 'factors: K=4, permutation: KRSPQCN')
      .replace('factors: K2, permutation: KMN', 'factors: C2, permutation: CRSPQKN');
    const found = await result(architecture, named, map);
    expect(found.computes).toBe(3 * 4 * 2 * 4);
    // 3·2 + 2·3 + 1 = 13 rows of input are spanned, of 2 channels
    expect(level(found, 'DRAM').dataSpaces.find(({ name }) => name === 'Inputs')!.utilizedCapacity).toBe(13 * 2);
  });
});

test('docs/timeloop.md: the example has the counts of its table', async () => {
  const guide = readFileSync(join(root, 'docs/timeloop.md'), 'utf8');
  const found = await result(/```yaml timeloop\n([\s\S]*?)```/.exec(guide)![1]!);
  const rows = [...guide.matchAll(/^\| (\w+) \| ([ABC]) \| (\d+) \| (\d+) \| (\d+) \|$/gm)];
  expect(rows).toHaveLength(7);
  for (const [, name, space, ...figures] of rows)
    expect(words(level(found, name!), space!)).toEqual(figures.map(Number));
  expect(guide).toContain(`\n${found.mapping}\n`);
});

describe('bad specifications', () => {
  test('faults of all files come in one report, with their places', async () => {
    const { code, out, err } = await runIn(
      folderWith({
        'a.yaml': architecture.replace('width: 32,', 'width: 40,'),
        'm.yaml': mapping
          .replace('target: Buffer, type: temporal', 'target: Bufer, type: temporal')
          .replace('bypass: [B, C]', 'bypass: [B, D]')
          .replace('factors: M=8', 'factors: M=8 L=2'),
        'p.yaml': problem.replace('K: 6', 'K: 0').replace('[[K]], [[N]]', '[[K]], [[J]]'),
      }),
      'timeloop',
      'a.yaml',
      'm.yaml',
      'p.yaml',
    );
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/a\.yaml:15:\d+ {2}error wrong-value/);
    expect(err).toMatch(/p\.yaml:\d+:\d+ {2}error unknown-dimension/);
    expect(err).toMatch(/p\.yaml:10:\d+ {2}error wrong-value/);
  });

  test('mapping faults: levels, data spaces, dimensions, products', async () => {
    const broken = mapping
      .replace('target: Buffer, type: spatial', 'target: Bufer, type: spatial')
      .replace('bypass: [B, C]', 'bypass: [B, D]')
      .replace('factors: M=8', 'factors: M=9 L=2')
      .replace('type: bypass', 'type: bypas');
    const { code, err } = await evaluate({ 'a.yaml': architecture, 'm.yaml': broken, 'p.yaml': problem });
    expect(code).toBe(2);
    for (const part of [
      'unknown-level',
      'did you mean "Buffer"?',
      'unknown-dimension',
      'the factors of M make 9',
      'the factors of N make 1',
      'temporal, spatial, datatype or bypass',
    ])
      expect(err).toContain(part);
  });

  test.each([
    ['no mapping', { 'a.yaml': architecture, 'p.yaml': problem }, '"mapping" is missing from all files'],
    [
      'two problems',
      { 'a.yaml': architecture, 'm.yaml': mapping, 'p.yaml': problem, 'q.yaml': problem },
      'stands in two files',
    ],
    [
      'tagged nodes',
      { 'a.yaml': 'architecture: { version: 0.4, nodes: [] }', 'm.yaml': mapping, 'p.yaml': problem },
      'not-supported',
    ],
    [
      'more units than there are',
      {
        'a.yaml': architecture.replaceAll('meshX: 4', 'meshX: 2').replace('PE[0..3]', 'PE[0..1]'),
        'm.yaml': mapping,
        'p.yaml': problem,
      },
      'fanout-exceeded',
    ],
    [
      'densities',
      {
        'a.yaml': architecture,
        'm.yaml': mapping,
        'p.yaml': problem.replace('K: 6 }', 'K: 6, densities: { A: 0.5 } }'),
      },
      'densities are not modelled',
    ],
    [
      'a mesh that is no product',
      {
        'a.yaml': architecture.replace('depth: 4, datawidth: 16, meshX: 4', 'depth: 4, datawidth: 16, meshX: 3'),
        'm.yaml': mapping,
        'p.yaml': problem,
      },
      'do not make up its instances',
    ],
    ['a file that is no YAML', { 'a.yaml': '\u0000' }, 'error'],
  ])('%s', async (_, files, words) => {
    const { code, err } = await evaluate(files);
    expect(code).toBe(2);
    expect(err).toContain(words);
  });

  test('tiles larger than their memory are no answer, with the words they take', async () => {
    const small = architecture.replace('depth: 32,', 'depth: 16,');
    const { code, err } = await evaluate({ 'a.yaml': small, 'm.yaml': mapping, 'p.yaml': problem });
    expect(code).toBe(1);
    expect(err).toContain('the tiles in Buffer take 34 words: A 6, B 24, C 4');
  });
});

describe('kjoule import timeloop', () => {
  const files = { 'a.yaml': architecture, 'e.yaml': energies, 'm.yaml': mapping, 'p.yaml': problem };
  const technology = ['--node', '45 nm', '--voltage', '1 V', '--clock', '1 GHz'];

  test('writes an accelerator that counts the same words and energies under the same mapping', async () => {
    const conv2 = 'problem: { shape: cnn-layer, instance: { R: 5, S: 5, P: 8, Q: 8, C: 20, K: 50, N: 1 } }';
    const directives = `mapping:
  - { target: DRAM, type: temporal, factors: K=50 C=5, permutation: CKRSPQN }
  - { target: Buffer, type: temporal, factors: P=8 Q=8, permutation: QPRSCKN }
  - { target: Buffer, type: spatial, factors: C=4, permutation: CRSPQKN }
  - { target: A_file, type: temporal, factors: R=5 S=5, permutation: SRPQCKN }
  - { target: A_file, type: bypass, keep: [Weights], bypass: [Inputs, Outputs] }
`;
    const large = architecture
      .replace('depth: 4,', 'depth: 32,')
      .replace('depth: 32, datawidth', 'depth: 1024, datawidth');
    const parts = { 'a.yaml': large, 'e.yaml': energies, 'm.yaml': directives, 'p.yaml': conv2 };
    const folder = folderWith(parts);
    const imported = await runIn(
      folder,
      'import',
      'timeloop',
      ...Object.keys(parts),
      '--out',
      'mine.yaml',
      ...technology,
    );
    expect([imported.code, imported.err]).toEqual([0, '']);
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toMatch(/name: "A_file".*\n {4}keeps: \[W\]/);
    const given = ['--mapping', 'DRAM: M50 C5; Buffer: P8 Q8 | X: C4; A_file: R5 S5', '--convention', 'timeloop'];
    const layer = ['--hardware', 'mine.yaml', '--workload', 'lenet5', '--layer', 'conv2'];
    const { code, out, err } = await runIn(folder, 'count', ...layer, ...given, '--json');
    expect([code, err]).toEqual([0, '']);
    const counted = JSON.parse(out) as LayerCount;
    const whole = await result(large, energies, directives, conv2);
    expect([counted.cycles, counted.energyPj]).toEqual([whole.cycles, whole.energyPj]);
    const own = counted.levels.flatMap(({ operands }) =>
      operands.map((each) => [each.reads, each.fills, each.updates]),
    );
    const theirs = [...whole.levels]
      .reverse()
      .flatMap(({ dataSpaces }) =>
        dataSpaces.map((each) => [each.scalarReads, each.scalarFills, each.scalarUpdates].map(({ total }) => total)),
      );
    expect(own).toEqual(theirs);
  });

  test('what a specification does not say must be said; prices that are missing are faults', async () => {
    const folder = folderWith({
      ...files,
      'e.yaml': energies.replace(/ {4}- \{ name: 'system.chip.PE\[0..3\].MAC.*\n/, ''),
    });
    const bare = await runIn(folder, 'import', 'timeloop', 'a.yaml', 'e.yaml', '--out', 'x.yaml');
    expect(bare.code).toBe(2);
    for (const option of ['--node', '--voltage', '--clock']) expect(bare.err).toContain(`missing-option  ${option}`);
    const unpriced = await runIn(folder, 'import', 'timeloop', 'a.yaml', 'e.yaml', '--out', 'x.yaml', ...technology);
    expect([unpriced.code, unpriced.err.includes('"MAC" has no energy for compute')]).toEqual([2, true]);
    expect(everything(folder)).not.toContain('x.yaml');
  });
});

describe('kjoule import timeloop with constraints', () => {
  const technology = ['--node', '45 nm', '--voltage', '1 V', '--clock', '1 GHz'];
  const wide = architecture
    .replaceAll('meshX: 4', 'meshX: 2, meshY: 2')
    .replace('depth: 4,', 'depth: 64,')
    .replace('depth: 32, datawidth', 'depth: 1024, datawidth');
  const imported = async (constraints: string, more: Readonly<Record<string, string>> = {}) => {
    const files = { 'a.yaml': wide, 'e.yaml': energies, 'c.yaml': constraints, ...more };
    const folder = folderWith(files);
    const outcome = await runIn(
      folder,
      'import',
      'timeloop',
      ...Object.keys(files),
      '--out',
      'mine.yaml',
      ...technology,
    );
    return { folder, ...outcome };
  };

  const targets = `architecture_constraints:
  targets:
    - { target: Buffer, type: spatial, factors: N=1 P=1 Q=1 R<=1, permutation: KCNPQRS, split: 1 }
    - { target: A_file, type: temporal, factors: R=0 K<=2, permutation: RSC }
    - { target: A_file, type: datatype, keep: [Weights], bypass: [Inputs, Outputs] }
    - { target: A_file, type: utilization, min: 0.5 }
    - { target: A_file, type: no_multicast, datatypes: [Weights] }
`;

  test('factors, orders, axes, keep and bypass are taken over under our names; the rest is named', async () => {
    const { folder, code, err } = await imported(targets);
    expect([code, err]).toEqual([0, '']);
    const text = readFileSync(join(folder, 'mine.yaml'), 'utf8');
    expect(
      text.slice(text.indexOf('# Of its constraints')),
    ).toBe(`# Of its constraints, dimensions by the names of our layers.
# Not taken over: no_multicast of A_file.
constraints:
  utilisation: 0.5
  levels:
    - { level: "Buffer", x: { factors: [N=1, Q=1, P=1, S=1, C=1, R=1] }, y: { factors: [N=1, Q=1, P=1, S=1, M=1] } }
    - { level: "A_file", factors: [S=all, M<=2], innermost: [C, R, S] }
    - { level: "A_file", keep: [W], bypass: [I, O] }
`);
  });

  test('the mapping found on it keeps to them', async () => {
    const { folder } = await imported(targets);
    const { code, out, err } = await runIn(folder, 'map', 'lenet5', 'mine.yaml', '--layer', 'conv2', '--json');
    expect([code, err]).toEqual([0, '']);
    const { mapping } = JSON.parse(out) as { mapping: string };
    expect(mapping).toMatch(/A_file keep W:.* S5$/m);
    expect(mapping).toMatch(/Buffer.*\| X: M2 Y: C2$/m);
  });

  test('lists of lists, attributes and problems of other dimensions; faults have their place', async () => {
    const nested = `mapspace_constraints:
  - target: Buffer
    constraints:
      - { type: temporal, attributes: { factors: M=4, permutation: [K, M] } }
      - { type: spatial, factors: K=2 N=1 }
`;
    const { folder, code, err } = await imported(nested, { 'p.yaml': problem });
    expect([code, err]).toEqual([0, '']);
    const text = readFileSync(join(folder, 'mine.yaml'), 'utf8');
    expect(text).toContain('- { level: "Buffer", factors: [M=4], innermost: [M, K] }');
    expect(text).toContain('- { level: "Buffer", x: { factors: [N=1] }, y: { factors: [N=1] } }');
    expect(text).toContain('# Not taken over: K=2 of Buffer, whose axis is not said.');
    const wrong = await imported(nested.replace('target: Buffer', 'target: Bufer').replace('M=4', 'M=x L=2'), {
      'p.yaml': problem,
    });
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('did you mean "Buffer"?');
    const factors = await imported(nested.replace('M=4', 'M=x L=2'), { 'p.yaml': problem });
    for (const part of ['unknown-dimension', 'not all of the factors can be read', 'c.yaml:4'])
      expect(factors.err).toContain(part);
  });
});
