import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toolLayers } from '../../../src/cross-check/tool-layers.ts';
import { withActivity } from '../../../src/cross-check/with-activity.ts';
import { readActivity } from '../../../src/workload/import/activity/read-activity.ts';
import { withZeros } from '../../../src/workload/import/activity/with-zeros.ts';
import { storedInputZeros } from '../../../src/workload/zeros.ts';
import { faults } from '../../support/faults.ts';
import { builtInNetwork, builtInNetworks } from '../../support/networks.ts';

const folder = new URL('../../../scenarios/workloads/activity/', import.meta.url);
const shipped = readdirSync(folder).map((name) => name.replace('.csv', ''));
const table = (name: string) => readActivity(`${name}.csv`, readFileSync(new URL(`${name}.csv`, folder), 'utf8'));

describe('shipped tables', () => {
  test.each(shipped)('%s: has a source and a figure for every layer that multiplies', (name) => {
    const network = builtInNetworks.find((each) => name === each || name.startsWith(`${each}-`))!;
    const { layers } = toolLayers(builtInNetwork(network));
    const activity = table(name);
    expect(activity.source.length).toBeGreaterThan(20);
    expect([...activity.layers.keys()].sort()).toEqual(layers.map((layer) => layer.name).sort());
  });

  test('a map that one layer writes and the next reads has one share of zeros', () => {
    const { layers } = table('googlenet-v1');
    const modules = [...layers.keys()].filter((name) => name.endsWith('/3x3_reduce') && name.startsWith('inception'));
    expect(modules).toHaveLength(9);
    for (const name of modules) {
      expect(layers.get(name.replace('_reduce', ''))!.inputZeros, name).toBe(layers.get(name)!.outputZeros);
    }
  });
});

describe('zeros of padded inputs', () => {
  test('leave out the padding, which the tool does not count', () => {
    const { layers } = toolLayers(builtInNetwork('alexnet', 2));
    const [active] = withActivity(
      layers.filter(({ name }) => name === 'conv3'),
      readActivity('a.csv', '# source: test\nlayer,padded_input_zeros,output_zeros\nconv3,0.725,0.5\n'),
    );
    const padded = 2 * 256 * 15 * 15;
    const zeros = Math.round(0.725 * padded) - 2 * 256 * (15 * 15 - 13 * 13);
    expect(active!.ifmap.zeros).toBe(zeros);
    expect(active!.ofmap.zeros).toBe(384 * 13 * 13);
  });
});

describe('zeros of a workload', () => {
  const network = builtInNetwork('alexnet', 2);
  const conv3 = (text: string) =>
    withZeros(network, readActivity('a.csv', `# source: test\n${text}`)).layers.find(({ name }) => name === 'conv3')!;

  test('a table that counts the padding says the same as one that does not', () => {
    // 13 × 13 inputs in a padded map of 15 × 15
    const padded = conv3('layer,padded_input_zeros,output_zeros\nconv3,0.725,0.5\n');
    const without = 1 - (1 - 0.725) / ((13 * 13) / (15 * 15));
    expect(padded.zeros!.I).toBeCloseTo(without, 12);
    expect(storedInputZeros(padded)).toBeCloseTo(0.725, 12);
    const plain = conv3(`layer,input_zeros,output_zeros\nconv3,${without},0.5\n`);
    expect(plain.zeros).toEqual({ ...padded.zeros!, I: without });
  });

  test('less than the padding counts as none', () => {
    expect(conv3('layer,padded_input_zeros,output_zeros\nconv3,0.1,0.5\n').zeros!.I).toBe(0);
  });

  test('measured ratios come along where a field holds one', () => {
    const { zeros } = conv3('layer,input_zeros,output_zeros,input_ratio,output_ratio\nconv3,0.5,0.5,1.75,\n');
    expect(zeros).toEqual({ I: 0.5, O: 0.5, ratio: { I: 1.75 }, source: 'test' });
  });

  test('layers without a row keep what they have; a row without a layer is a fault', () => {
    const table = readActivity('a.csv', '# source: test\nlayer,input_zeros,output_zeros\nconv3,0.5,0.5\n');
    expect(withZeros(network, table).layers.filter(({ zeros }) => zeros !== undefined)).toHaveLength(1);
    const strange = readActivity('a.csv', '# source: test\nlayer,input_zeros,output_zeros\ncnov3,0.5,0.5\n');
    expect(faults(() => withZeros(network, strange))).toMatchObject([
      { code: 'no-such-layer', line: 3, column: 1, hint: 'did you mean "conv3"?' },
    ]);
  });
});

describe('a bad table', () => {
  const head = 'layer,input_zeros,output_zeros';
  test.each([
    ['no source', `${head}\na,0,0\n`, 'missing-source', undefined, undefined],
    ['no figures', `# source: s\n${head}\n`, 'empty-file', undefined, undefined],
    ['a misspelt column', '# source: s\nlayer,input_zeros,ouput_zeros\na,0,0\n', 'unknown-key', 2, 19],
    ['a column twice', '# source: s\nlayer,input_zeros,input_zeros,output_zeros\na,0,0,0\n', 'duplicate-key', 2, 19],
    [
      'zeros both ways',
      '# source: s\nlayer,input_zeros,padded_input_zeros,output_zeros\na,0,0,0\n',
      'conflicting-keys',
      2,
      1,
    ],
    ['percent', `# source: s\n${head}\na,38.7,0\n`, 'wrong-value', 3, 3],
    ['nothing', `# source: s\n${head}\na,,0\n`, 'wrong-value', 3, 3],
    ['a ratio of nothing', `# source: s\n${head},input_ratio\na,0,0,0\n`, 'wrong-value', 3, 7],
    ['a ratio in words', `# source: s\n${head},output_ratio\na,0,0,twice\n`, 'wrong-value', 3, 7],
    ['a short row', `# source: s\n${head}\na,0\n`, 'wrong-field-count', 3, 1],
    ['a layer twice', `# source: s\n${head}\na,0,0\na,0,0\n`, 'duplicate-name', 4, 1],
  ])('%s', (_, text, code, line, column) => {
    const found = faults(() => readActivity('a.csv', text));
    expect(found.map((each) => each.code)).toContain(code);
    const fault = found.find((each) => each.code === code)!;
    expect([fault.line, fault.column, fault.file]).toEqual([line, column, 'a.csv']);
  });

  test('a missing column is named', () => {
    const found = faults(() => readActivity('a.csv', '# source: s\nlayer,output_zeros\na,0\n'));
    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ['missing-key', 'there is no column input_zeros or padded_input_zeros'],
    ]);
  });

  test('a layer that the network lacks is a fault with the nearest name', () => {
    const { layers } = toolLayers(builtInNetwork('lenet5'));
    const activity = readActivity('a.csv', `# source: s\n${head}\nconv3,0,0\nip1,0,0\n`);
    const found = faults(() => withActivity(layers, activity));
    expect(found).toMatchObject([{ code: 'no-such-layer', line: 3, column: 1, hint: 'did you mean "conv1"?' }]);
  });
});
