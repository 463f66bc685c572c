import { describe, expect, test } from 'vitest';
import { readInputFile } from '../../src/cross-check/read-input-file.ts';
import { toolLayers } from '../../src/cross-check/tool-layers.ts';
import { writeInputFile } from '../../src/cross-check/write-input-file.ts';
import { InputError, type Issue } from '../../src/shared/issue.ts';
import { convolutionLayer, fullyConnectedLayer, matrixMultiplyLayer } from '../../src/workload/layers.ts';
import type { Layer, Workload } from '../../src/workload/workload.ts';
import { builtInNetwork, builtInNetworks } from '../support/networks.ts';

const network = (...layers: readonly Layer[]): Workload => ({ name: 'n', source: 'test', layers, uncosted: [] });

function faults(text: string): readonly Issue[] {
  try {
    readInputFile('net.txt', text);
  } catch (error) {
    if (error instanceof InputError) return error.issues;
    throw error;
  }
  return [];
}

describe('the input file', () => {
  test.each(builtInNetworks)('%s: what is written reads back as it was', (name) => {
    const { layers } = toolLayers(builtInNetwork(name, 3));
    const back = readInputFile('net.txt', writeInputFile(layers));
    expect(back.map(({ name: _, ...rest }) => rest)).toEqual(layers.map(({ name: _, ...rest }) => rest));
  });

  test('holds 25 numbers a line: index, three tensors, strides, padding top, bottom, left, right', () => {
    const layer = convolutionLayer({
      name: 'a',
      batch: 2,
      groups: 2,
      inputChannels: 6,
      outputChannels: 4,
      input: [9, 8],
      kernel: [3, 2],
      stride: [2, 1],
      padding: [1, 0, 0, 1],
    });
    const text = writeInputFile(toolLayers(network(layer)).layers);
    expect(text).toBe('1,9,8,6,2,0,16,3,2,3,4,0,16,4,8,4,2,0,16,2,1,1,0,0,1\n');
  });

  test('has a fully connected layer after a map as a filter that covers it', () => {
    const { layers } = toolLayers(builtInNetwork('alexnet'));
    const [fc6, fc7] = ['fc6', 'fc7'].map((name) => layers.find((layer) => layer.name === name)!);
    expect(fc6!.filter).toMatchObject({ height: 6, width: 6, channels: 256, count: 4096 });
    expect(fc7!.filter).toMatchObject({ height: 1, width: 1, channels: 4096, count: 4096 });
  });

  test('has no line for dilation or products of activations, and says so', () => {
    const shape = { inputChannels: 2, outputChannels: 2, input: [9, 9], kernel: [3, 3] } as const;
    const { layers, leftOut } = toolLayers(
      network(
        convolutionLayer({ name: 'dilated', ...shape, dilation: [2, 2] }),
        matrixMultiplyLayer({ name: 'attention', rows: 4, inner: 3, columns: 5 }),
        matrixMultiplyLayer({ name: 'projection', rows: 4, inner: 3, columns: 5, constantWeights: true }),
        { ...fullyConnectedLayer({ name: 'twice', inputs: 3, outputs: 5 }), repeat: 2 },
      ),
    );
    expect(leftOut.map(({ layer }) => layer)).toEqual(['dilated', 'attention']);
    expect(layers.map(({ name }) => name)).toEqual(['projection', 'twice#1', 'twice#2']);
  });

  test('may hold comments, empty lines, spaces and Windows line ends', () => {
    const line = '1, 9,8,6,2,0,16, 3,2,3,4,0,16, 4,8,4,2,0,16, 2,1, 1,0,0,1';
    expect(readInputFile('net.txt', `\uFEFF# a comment\r\n\r\n${line}\r\n`)).toHaveLength(1);
  });
});

describe('a bad input file', () => {
  const good = '1,9,8,6,2,0,16,3,2,3,4,0,16,4,8,4,2,0,16,2,1,1,0,0,1';
  const with_ = (index: number, value: string) => good.split(',').with(index, value).join(',');

  test.each([
    ['a word', 1, 'nine', 'not-a-number', 'ifmap.height'],
    ['nothing between commas', 2, '', 'not-a-number', 'ifmap.width'],
    ['NaN', 6, 'NaN', 'not-a-number', 'ifmap.bits'],
    ['half a channel', 3, '6.5', 'wrong-value', 'ifmap.channels'],
    ['no bits', 6, '0', 'wrong-value', 'ifmap.bits'],
    ['a stride of zero', 19, '0', 'wrong-value', 'stride.rows'],
    ['negative padding', 21, '-1', 'wrong-value', 'padding.top'],
    ['the wrong number', 0, '2', 'size-mismatch', 'index'],
    ['channels that no group divides', 9, '4', 'size-mismatch', 'filter.channels'],
    ['other channels than filters', 15, '5', 'size-mismatch', 'ofmap.channels'],
    ['a wrong output height', 13, '5', 'size-mismatch', 'ofmap.height'],
    ['more zeros than elements', 11, '73', 'size-mismatch', 'filter.zeros'],
  ])('%s', (_, index, value, code, path) => {
    const found = faults(`${with_(index, value)}\n`);
    const column = [...good.split(',').slice(0, index), ''].join(',').length + 1;
    expect(found[0]).toMatchObject({ code, path, file: 'net.txt', line: 1, column });
    expect(found).toHaveLength(1);
  });

  test('reports all faults of all lines at once', () => {
    const found = faults(
      `${with_(1, 'x')}\n${with_(0, '2').replace(/,1$/, '')}\n${with_(0, '3').replace(',16,', ',-1,')}\n`,
    );
    expect(found.map(({ line, code }) => [line, code])).toEqual([
      [1, 'not-a-number'],
      [2, 'wrong-field-count'],
      [3, 'wrong-value'],
    ]);
  });

  test('with other separators says which to use', () => {
    expect(faults(good.replaceAll(',', ' '))[0]!.hint).toBe('separate the numbers by commas');
  });

  test('without a layer is empty', () => {
    expect(faults('# nothing\n').map(({ code }) => code)).toEqual(['empty-file']);
  });
});
