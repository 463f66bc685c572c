import { describe, expect, test } from 'vitest';
import { describeWorkload, type LayerDescription } from '../../../../src/study/describe-workload.ts';
import { readMaestro } from '../../../../src/workload/import/maestro/read-maestro.ts';
import { readNetwork } from '../../../../src/workload/import/read-network.ts';
import { readZigzag } from '../../../../src/workload/import/zigzag/read-zigzag.ts';
import type { Workload } from '../../../../src/workload/workload.ts';
import { folderWith, runIn } from '../../../cli/run-in.ts';
import { codeBlocks, read, tableRows } from '../../../docs/documents.ts';
import { faults } from '../../../support/faults.ts';

const shape = ({
  name,
  kind,
  operation,
  dimensions,
  operands,
  macs,
  operations,
  parameters,
  convolution,
}: LayerDescription) => {
  return { name, kind, operation, dimensions, operands, macs, operations, parameters, convolution };
};
const shapes = (workload: Workload) => describeWorkload(workload, 1).layers.map(shape);

describe.each([
  { page: 'docs/maestro.md', language: 'maestro', file: 'n.m' },
  { page: 'docs/zigzag.md', language: 'yaml zigzag', file: 'n.yaml' },
])('$page', ({ page, language, file }) => {
  const guide = read(page);
  const theirs = codeBlocks(guide, language)[0]!;
  const ours = codeBlocks(guide, 'yaml layers')[0]!;

  test('both files on the page describe the same layers', () => {
    expect(shapes(readNetwork(file, theirs))).toEqual(shapes(readNetwork('l.yaml', ours)));
  });

  test('the counts of its table are theirs', () => {
    const rows = tableRows(guide).filter(([, macs]) => /^\d+$/.test(macs!));
    const found = describeWorkload(readNetwork(file, theirs), 1).layers.map((layer) => {
      const elements = (role: string) => layer.operands.filter((each) => each.role === role)[0]?.elements ?? 0;
      return [layer.name, layer.operations, elements('W'), elements('I'), elements('O')].map(String);
    });
    expect(rows).toEqual(found);
  });

  test('a scenario takes the file, batch and all', async () => {
    const scenario = `workload: ${file}\nhardware: edge-small\nbatch: 2\n`;
    const folder = folderWith({
      [file]: theirs,
      'l.yaml': ours,
      's.yaml': scenario,
      'l.scenario.yaml': scenario.replace(file, 'l.yaml'),
    });
    const [a, b] = await Promise.all(
      ['s.yaml', 'l.scenario.yaml'].map(async (name) => JSON.parse((await runIn(folder, 'run', name, '--json')).out)),
    );
    expect(a.totals.energyPj).toBeGreaterThan(0);
    expect(a.totals).toEqual(b.totals);
  });
});

describe('ZigZag equations', () => {
  const layer = (equation: string, loops: Readonly<Record<string, number>>, more = '') =>
    `- id: 0\n  operator_type: Any\n  equation: ${equation}\n  loop_dims: [${Object.keys(loops)}]\n  loop_sizes: [${Object.values(loops)}]\n${more}`;
  const one = (text: string) => readZigzag('z.yaml', text).layers[0]!;

  test('any einsum: three operands of any indices, sums with strides among them', () => {
    const found = one(
      layer('O[a][i][k]+=W[j][k]*I[a][z][j]', { A: 2, I: 3, J: 4, K: 5, T: 6 }, '  dimension_relations: [z=3*i+2*t]\n'),
    );
    expect(found.kind).toBe('custom');
    expect(found.problem.dimensions).toEqual([
      { name: 'A', size: 2 },
      { name: 'I', size: 3 },
      { name: 'J', size: 4 },
      { name: 'M', size: 5 },
      { name: 'T', size: 6 },
    ]);
    const input = found.problem.operands.find(({ role }) => role === 'I')!;
    expect(input.ranks[1]).toEqual([
      { dimension: 'I', coefficient: 3 },
      { dimension: 'T', coefficient: 2 },
    ]);
    expect(found.parameters).toBe(4 * 5);
  });

  test('a product whose second factor another layer makes has no parameters', () => {
    const text = `${layer('O[b][d][k]+=I[b][d][c]*W[b][c][k]', { B: 2, D: 3, C: 4, K: 5 }, '  operand_source: { I: 0, W: 0 }\n')}${layer('O[b][d][k]+=I[b][d][c]*W[b][c][k]', { B: 2, D: 3, C: 5, K: 4 }, '  operand_source: { I: 0, W: 0 }\n').replace('id: 0', 'id: 1')}`;
    const { layers } = readZigzag('z.yaml', text);
    expect(layers.map(({ kind, parameters, reads }) => [kind, parameters, reads])).toEqual([
      ['matmul', 0, ['input']],
      ['matmul', 0, ['Any 0', 'Any 0']],
    ]);
  });

  test('groups with one filter each are depthwise; a padded input is told from its padding; unused loops of 1 mean nothing', () => {
    const loops = { B: 1, G: 8, K: 1, C: 1, OY: 5, OX: 5, FY: 3, FX: 3, D1: 1 };
    const relations =
      '  dimension_relations: [iy=1*oy+1*fy, ix=1*ox+1*fx]\n  pr_loop_dims: [IX, IY]\n  pr_loop_sizes: [5, 5]\n  padding: [[1, 1], [2, 0]]\n';
    const found = one(layer('O[b][g][k][oy][ox]+=W[g][k][c][fy][fx]*I[b][g][c][iy][ix]', loops, relations));
    expect(found.kind).toBe('depthwise');
    expect(found.convolution).toMatchObject({ padding: [2, 1, 0, 1], inputSize: [5, 5] });
  });

  test('every fault in one report, with its place', () => {
    const text = `${layer('O[b][k]+=W[k][c]*I[b][c', { B: 1, K: 2, C: 3 })}${layer('O[b][k]+=W[k][c]*I[b][q]', { B: 1, K: 2, C: 3, X: 4 }, '  dimension_relations: [ix=1*k-1]\n  operand_source: { I: 9 }\n  operand_precision: { W: 99 }\n').replace('id: 0', 'id: 1').replace('[1,2,3,4]', '[1,2,0,4]')}- id: 1\n  equation: O=I\n`;
    const codes = faults(() => readZigzag('z.yaml', text)).map(({ code, line }) => [code, line]);
    for (const each of [
      ['equation-syntax', 3],
      ['wrong-value', 10],
      ['unknown-dimension', 8],
      ['affine-constant', 11],
      ['duplicate-name', 14],
      ['missing-key', 14],
    ])
      expect(codes).toContainEqual(each);
  });
});

describe('MAESTRO networks', () => {
  const network = (layers: string) => `Network n { FPS: 30\n${layers}\n}`;

  test("outputs may stand in for inputs: Y' rows of stride 2 and 3 rows of filter reach over 2·(Y' − 1) + 3 rows", () => {
    const text = network(
      "Layer a { Type: CONV Stride { X: 1, Y: 2 } Dimensions { K: 4, C: 2, R: 3, S: 3, Y': 5, X': 6 } }",
    );
    const [found] = readMaestro('n.m', text).layers;
    expect(found!.convolution!.inputSize).toEqual([11, 8]);
    expect(describeWorkload(readMaestro('n.m', text), 1).totals.macs).toBe(4 * 2 * 9 * 5 * 6);
  });

  test('groups, products of batches, and layers of one name', () => {
    const text = network(
      'Layer a { Type: NGCONV Dimensions { G: 4, K: 2, C: 3, R: 1, S: 1, Y: 5, X: 5 } }\nLayer a { Type: BMM Dimensions { B: 3, M: 4, K: 5, N: 6 } }',
    );
    const { layers } = describeWorkload(readMaestro('n.m', text), 1);
    expect(layers.map(({ name, macs, parameters }) => [name, macs, parameters])).toEqual([
      ['a', 4 * 2 * 3 * 25, 4 * 2 * 3],
      ['a_2', 3 * 4 * 5 * 6, 0],
    ]);
  });

  test('every fault in one report, with its place', () => {
    const text = network(
      [
        'Layer a { Type: CONV Dimensions { K: 4, C: 2, R: 3, S: 3, Y: 2, X: 6 } }',
        'Layer b { Type: LSTM Dimensions { K: 4 } }',
        'Layer c { Type: CONV Dimensions { K: Kk, C: 2, R: 3, Y: 5, X: 6 } }',
        "Layer d { Type: CONV Stride { Z: 2 } Dimensions { K: 4, C: 2, R: 3, S: 3, Y: 9, Y': 3, X: 6 } }",
        'Layer e { Tipe: CONV }',
      ].join('\n'),
    );
    expect(
      faults(() => readMaestro('n.m', text))
        .map(({ code, line }) => [code, line])
        .sort(),
    ).toEqual([
      ['kernel-exceeds-input', 2],
      ['maestro-syntax', 6],
      ['missing-key', 4],
      ['not-supported', 3],
      ['size-mismatch', 5],
      ['unknown-dimension', 5],
      ['wrong-value', 4],
    ]);
  });
});
