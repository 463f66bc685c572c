import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import { layerMacs } from '../../src/workload/layers.ts';
import { iterationCount } from '../../src/workload/problem.ts';
import type { Layer, LayerKind, Workload } from '../../src/workload/workload.ts';

describe('multiply-accumulates per image, key layers written out', () => {
  test.each<readonly [network: string, layer: string, macs: number]>([
    ['lenet5', 'conv1', 20 * 1 * 5 * 5 * 24 * 24],
    ['lenet5', 'conv2', 50 * 20 * 5 * 5 * 8 * 8],
    ['lenet5', 'ip1', 500 * (50 * 4 * 4)],
    ['alexnet', 'conv1', 96 * 3 * 11 * 11 * 55 * 55],
    ['alexnet', 'conv2', 256 * (96 / 2) * 5 * 5 * 27 * 27],
    ['alexnet', 'conv3', 384 * 256 * 3 * 3 * 13 * 13],
    ['alexnet', 'fc6', 4096 * (256 * 6 * 6)],
    ['vgg16', 'conv1-2', 64 * 64 * 3 * 3 * 224 * 224],
    ['vgg16', 'fc6', 4096 * (512 * 7 * 7)],
    ['googlenet-v1', 'conv1/7x7_s2', 64 * 3 * 7 * 7 * 112 * 112],
    ['googlenet-v1', 'inception_4e/3x3', 320 * 160 * 3 * 3 * 14 * 14],
    ['googlenet-v1', 'inception_5b/pool_proj', 128 * 832 * 7 * 7],
    ['resnet18', 'layer2.0.shortcut', 128 * 64 * 28 * 28],
    ['resnet50', 'layer2.0.conv1', 128 * 256 * 56 * 56],
    ['resnet50', 'layer2.0.conv2', 128 * 128 * 3 * 3 * 28 * 28],
    ['resnet20', 'layer2.0.conv1', 32 * 16 * 3 * 3 * 16 * 16],
    ['wide-resnet-16-4', 'group2.block0.conv1', 128 * 64 * 3 * 3 * 32 * 32],
    ['wide-resnet-16-4', 'group2.block0.conv2', 128 * 128 * 3 * 3 * 16 * 16],
    ['tt-conv-cnn', 'conv2.2', 128 * 128 * 3 * 3 * 16 * 16],
    ['tt-conv-cnn', 'conv3.1', 128 * 128 * 3 * 3 * 6 * 6],
    ['tt-conv-cnn', 'linear4.1', 10 * 128],
    ['freshnet-cnn', 'conv5', 256 * 128 * 5 * 5 * 8 * 8],
    ['squeezenet-v1.0', 'conv10', 1000 * 512 * 15 * 15],
    ['squeezenet-v1.1', 'conv1', 64 * 3 * 3 * 3 * 111 * 111],
    ['mobilenet-v2', 'block2.depthwise', 96 * 3 * 3 * 56 * 56],
  ])('%s %s', (network, layer, macs) => {
    expect(layerMacs(named(read(network), layer))).toBe(macs);
  });
});

describe('totals against published figures', () => {
  // Millions of MACs per image; each figure is quoted to the digits its source prints.
  test.each<readonly [network: string, millions: number, digits: number, source: string]>([
    ['vgg16', 15_470, -1, 'torchvision model table: 15.47 GFLOPS, counted as MACs'],
    ['googlenet-v1', 1580, -1, 'bvlc_googlenet, about 1.58 G; Szegedy et al. 2015 plan for 1.5 G'],
    ['resnet18', 1814, 0, 'torchvision model table: 1.81 GFLOPS, counted as MACs'],
    ['resnet50', 4089.2, 1, 'ONNX model zoo; torchvision model table: 4.09; version 1.5'],
    ['wide-resnet-16-4', 505.9, 1, 'Wu et al. 2018, deploy code, at 32x32'],
    ['resnet20', 40.55, 2, 'a PyTorch export of He et al. 2016, n = 3: 40,551,040'],
    ['squeezenet-v1.1', 349.2, 1, 'ONNX model zoo SqueezeNet 1.1'],
    ['mobilenet-v2', 300.8, 1, 'Sandler et al. 2018, table 4: 300 M; torchvision: 0.30'],
  ])('%s: %f M MACs', (network, millions, digits) => {
    expect(total(read(network), layerMacs) / 1e6).toBeCloseTo(millions, digits);
  });

  test('AlexNet: 665.8 M MACs in the convolutions (Chen et al., JSSC 2017, table V: 2663 M for four images)', () => {
    const convolutions = total(read('alexnet', 4), layerMacs, ['conv']);
    expect(convolutions / 4).toBe(665_784_864);
    expect(convolutions / 1e6).toBeCloseTo(2663, 0);
  });

  test('SqueezeNet 1.0 without the padded 1x1 and at 224x224 is what torchvision ships: 0.819 GFLOPS', () => {
    const text = source('squeezenet-v1.0')
      .replace('[227, 227]', '[224, 224]')
      .replace('kernel: 1, pad: 1', 'kernel: 1');
    expect(total(readLayerList('changed.yaml', text), layerMacs) / 1e6).toBeCloseTo(818.9, 1);
  });

  test('ResNet-50 with the stride moved to the first 1x1 is the original: 3.858 G MACs', () => {
    const text = source('resnet50')
      .replace(/(layer\d\.0\.conv1, .*kernel: 1) \}/g, (line, start) =>
        start.startsWith('layer1') ? line : `${start}, stride: 2 }`,
      )
      .replace(/(layer\d\.0\.conv2, .*kernel: 3), stride: 2/g, '$1');
    expect(total(readLayerList('changed.yaml', text), layerMacs) / 1e6).toBeCloseTo(3858, -1);
  });
});

describe('parameters against published figures', () => {
  test.each<readonly [network: string, parameters: number, source: string]>([
    ['lenet5', 20 * 26 + 50 * 501 + 500 * 801 + 10 * 501, 'Caffe LeNet: 431,080'],
    ['alexnet', 60_965_224, 'Caffe bvlc_alexnet'],
    ['vgg16', 138_357_544, 'torchvision'],
    ['googlenet-v1', 6_998_552, 'Caffe bvlc_googlenet without auxiliary classifiers'],
    ['resnet20', 268_336 + 16 * 7 + 32 * 6 + 64 * 6 + 10, 'He et al. 2016: 0.27 M; weights and one bias per channel'],
    ['squeezenet-v1.0', 1_248_424, 'torchvision'],
    ['squeezenet-v1.1', 1_235_496, 'torchvision'],
  ])('%s: %i', (network, parameters) => {
    expect(total(read(network), (layer) => layer.parameters)).toBe(parameters);
  });

  // torchvision counts scale and shift of every normalised channel; folded, one bias per channel is left.
  test.each<readonly [network: string, published: number]>([
    ['resnet18', 11_689_512],
    ['resnet50', 25_557_032],
    ['mobilenet-v2', 3_504_872],
  ])('%s: %i with batch normalisation unfolded', (network, published) => {
    const workload = read(network);
    const folded = workload.layers.filter(({ kind }) => kind === 'conv' || kind === 'depthwise').map(filters);
    const channels = folded.reduce((sum, each) => sum + each, 0);
    expect(total(workload, (layer) => layer.parameters)).toBe(published - channels);
  });

  test('Wide ResNet 16-4: 2,747,530 without normalisation (Wu et al. 2018), biases on every convolution', () => {
    const workload = read('wide-resnet-16-4');
    const standAlone = 2 * (16 + 64 + 64 + 128 + 128 + 256 + 256);
    expect(total(workload, (layer) => layer.parameters, ['conv', 'fc'])).toBe(2_747_530);
    expect(total(workload, (layer) => layer.parameters)).toBe(2_747_530 + standAlone);
  });

  test('FreshNet-CNN is unconfirmed and says so', () => {
    expect(read('freshnet-cnn').source).toContain('unconfirmed');
    expect(source('freshnet-cnn')).toContain('NOT CONFIRMED');
  });
});

describe('Deep k-Means clusters rows of filters: N = s · c · m of them in a layer', () => {
  const rows = (layer: Layer) => size(layer, 'S') * size(layer, 'C') * size(layer, 'M');
  const convolutions = (network: string) => read(network).layers.filter(({ kind }) => kind === 'conv');

  test('LeNet-5 (Wu et al. 2018, figure 1)', () => {
    expect(convolutions('lenet5').map(rows)).toEqual([100, 5000]);
  });

  test('Wide ResNet 16-4, in the order of the deploy code', () => {
    expect(convolutions('wide-resnet-16-4').map(rows)).toEqual([
      144, 3072, 12288, 1024, 12288, 12288, 24576, 49152, 8192, 49152, 49152, 98304, 196608, 32768, 196608, 196608,
    ]);
  });
});

describe('nothing is silently free', () => {
  test('every ReLU, pool, normalisation, addition and concatenation is a layer', () => {
    const counts = (network: string) => {
      const kinds = read(network).layers.map(({ kind }) => kind);
      return Object.fromEntries(
        [...new Set(kinds)].map((kind) => [kind, kinds.filter((each) => each === kind).length]),
      );
    };
    expect(counts('alexnet')).toEqual({ conv: 5, activation: 8, normalisation: 2, pool: 3, fc: 3 });
    expect(counts('googlenet-v1')).toEqual({ conv: 57, activation: 58, normalisation: 2, pool: 14, concat: 9, fc: 1 });
    expect(counts('resnet18')).toEqual({ conv: 20, activation: 18, pool: 2, add: 8, fc: 1 });
  });

  test('the batch multiplies every layer', () => {
    const points = (layer: Layer) => iterationCount(layer.problem);
    expect(total(read('googlenet-v1', 7), points)).toBe(7 * total(read('googlenet-v1'), points));
  });
});

const published = new URL('../../../shared/data/published/', import.meta.url);
const absent = !existsSync(published);

describe.skipIf(absent)('shapes against published tables (skipped where ../shared/data/published is absent)', () => {
  test('AlexNet: Eyeriss mapping table (Chen et al., JSSC 2017, table III)', () => {
    for (const row of table('eyeriss-jssc2017-alexnet-mapping.csv')) {
      const layer = named(read('alexnet'), String(row.layer).toLowerCase());
      const facts = layer.convolution!;
      expect(facts.inputSize[0] + 2 * facts.padding[0]).toBe(Number(row.H_padded));
      expect([size(layer, 'R'), size(layer, 'P'), facts.stride[0]]).toEqual([row.R, row.E, row.U].map(Number));
      expect([size(layer, 'C'), filters(layer), size(layer, 'G')]).toEqual(
        [row.C_per_group, row.M_total, row.groups].map(Number),
      );
    }
  });

  test('AlexNet: MACs of four images (Chen et al., JSSC 2017, table V)', () => {
    for (const row of table('eyeriss-jssc2017-alexnet.csv').filter(({ layer }) => layer !== 'TOTAL')) {
      const layer = named(read('alexnet', 4), String(row.layer).toLowerCase());
      expect(Math.abs(layerMacs(layer) / 1e6 - Number(row.macs_1e6))).toBeLessThan(0.1);
    }
  });

  test('GoogLeNet: every shape of the CNNergy table; it pads conv1 by 2.5, Caffe by 3', () => {
    const differences = compare(table('activation-sparsity-googlenet.csv'), read('googlenet-v1'));
    // 2.5 a side is what 112 outputs reach of Caffe's 3: (112 - 1)*2 + 7 - 224 = 5 rows in all.
    expect(differences).toEqual(['row 1: pad 2.5, here 3']);
  });

  test('SqueezeNet 1.1: the CNNergy table is the 227x227 network, written as 224 padded by 1.5', () => {
    const rows = table('activation-sparsity-squeezenet11.csv');
    const caffe = readLayerList('changed.yaml', source('squeezenet-v1.1').replace('[224, 224]', '[227, 227]'));
    expect(compare(rows.slice(1), caffe)).toEqual([]);
    expect(shape(named(caffe, 'conv1'))).toBe('227 3 3 64 113 2');
    expect(rows[0]).toMatchObject({ ifmap_hw: '224', ofmap_hw: '113', pad: '1.5' });
    // The network as shipped here (224x224) has maps of 111, 55, 27 and 13 where that table has 113, 56, 28 and 14.
    expect(compare(rows, read('squeezenet-v1.1'))).toHaveLength(26);
  });
});

type Row = Readonly<Record<string, string>>;

/** Rows of the table that no layer here has, and paddings that differ. */
function compare(rows: readonly Row[], workload: Workload): string[] {
  const layers = workload.layers.filter(({ kind }) => kind === 'conv' || kind === 'fc');
  return rows.flatMap((row) => {
    const wanted = [row.ifmap_hw, row.channels, row.filter_hw, row.num_filters, row.ofmap_hw, row.stride].join(' ');
    const index = layers.findIndex((layer) => shape(layer) === wanted);
    const [layer] = index < 0 ? [] : layers.splice(index, 1);
    if (layer === undefined) return [`row ${row.index}: ${wanted} is not here`];
    const pad = layer.convolution!.padding[0];
    return pad === Number(row.pad) ? [] : [`row ${row.index}: pad ${row.pad}, here ${pad}`];
  });
}

/** Input rows, channels, filter rows, filters, output rows, stride. */
function shape(layer: Layer): string {
  const facts = layer.convolution!;
  return [
    facts.inputSize[0],
    size(layer, 'C'),
    size(layer, 'R'),
    filters(layer),
    size(layer, 'P'),
    facts.stride[0],
  ].join(' ');
}

function table(file: string): Row[] {
  const lines = readFileSync(new URL(file, published), 'utf8').split('\n');
  const [head, ...rows] = lines
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(','));
  return rows.map((row) => Object.fromEntries(head!.map((key, index) => [key, row[index]!])));
}

function source(network: string): string {
  return readFileSync(new URL(`../../scenarios/workloads/${network}.yaml`, import.meta.url), 'utf8');
}

function read(network: string, batch = 1): Workload {
  return readLayerList(`${network}.yaml`, source(network), { batch });
}

function named(workload: Workload, name: string): Layer {
  return workload.layers.find((layer) => layer.name === name)!;
}

function total(workload: Workload, of: (layer: Layer) => number, kinds?: readonly LayerKind[]): number {
  return workload.layers.filter(({ kind }) => kinds?.includes(kind) ?? true).reduce((sum, layer) => sum + of(layer), 0);
}

function size(layer: Layer, dimension: string): number {
  return layer.problem.dimensions.find(({ name }) => name === dimension)!.size;
}

function filters(layer: Layer): number {
  return size(layer, 'G') * size(layer, 'M');
}
