import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type OnnxImport, readOnnx } from '../../../../src/workload/import/onnx/read-onnx.ts';
import { layerMacs } from '../../../../src/workload/layers.ts';

const folder = new URL('../../../../../shared/data/onnx/', import.meta.url);
const present = existsSync(folder);
const load = (name: string, batch?: number): OnnxImport =>
  readOnnx(name, readFileSync(new URL(name, folder)), batch === undefined ? {} : { batch });
const megaMacs = ({ workload }: OnnxImport): number =>
  Math.round(workload.layers.reduce((sum, layer) => sum + layerMacs(layer), 0) / 1e5) / 10;
const parameters = ({ workload }: OnnxImport): number =>
  workload.layers.reduce((sum, layer) => sum + layer.parameters, 0);

// multiply-accumulates of one image in millions, as the model zoo's own tools count them
const published: readonly (readonly [string, number])[] = [
  ['light_bvlc_alexnet.onnx', 654.6],
  ['light_vgg19.onnx', 19632.1],
  ['light_resnet50.onnx', 4089.2],
  ['light_squeezenet.onnx', 349.2],
  ['light_inception_v1.onnx', 1431.6],
];

const suite = present ? 'published networks' : 'published networks (skipped: ../shared/data/onnx is absent)';
describe.skipIf(!present)(suite, () => {
  test.each(published)('%s does %f million multiply-accumulates per image', (file, expected) => {
    const network = load(file);
    expect(megaMacs(network)).toBe(expected);
    expect(network.workload.uncosted).toEqual([]);
  });

  test.each(published)('%s does four times as many for a batch of four', (file) => {
    const one = load(file).workload.layers;
    const four = load(file, 4).workload.layers;
    expect(four.map(layerMacs)).toEqual(one.map((layer) => 4 * layerMacs(layer)));
  });

  test('ResNet-50: all 53 batch normalisations are folded and each convolution gains a bias', () => {
    const network = load('light_resnet50.onnx');
    expect(network.folded).toHaveLength(53);
    expect(network.workload.layers.some((layer) => layer.kind === 'normalisation')).toBe(false);
    const channels = 64 + 3 * (64 + 64 + 256) + 256 + 4 * (128 + 128 + 512) + 512;
    const deeper = 6 * (256 + 256 + 1024) + 1024 + 3 * (512 + 512 + 2048) + 2048;
    const convolutions = 23_454_912;
    expect(parameters(network)).toBe(convolutions + channels + deeper + 2048 * 1000 + 1000);
  });

  test('ResNet-20 for CIFAR-10: parameters of the file, batch normalisation folded into biases by the exporter', () => {
    const network = load('resnet20_cifar10.onnx');
    const stage = (channels: number, first: number) => (first + 5 * channels) * channels * 9;
    const weights = 3 * 16 * 9 + 6 * 16 * 16 * 9 + stage(32, 16) + stage(64, 32);
    const biases = 7 * 16 + 6 * 32 + 6 * 64;
    expect(parameters(network)).toBe(weights + biases + 64 * 10 + 10);
    // the trained network has a scale and a shift per channel where the file has one bias
    expect(parameters(network) + biases).toBe(269_722);
    expect([...network.weights.values()].every(({ weight }) => weight.bytes() !== undefined)).toBe(true);
  });

  test('mnist: the layers a designer expects, weights present', () => {
    const network = load('mnist.onnx');
    expect(network.workload.layers.map((layer) => layer.kind)).toEqual(
      'conv add activation pool conv add activation pool fc add'.split(' '),
    );
    expect(network.weights.get('Times212')?.weight).toMatchObject({
      dims: [256, 10],
      axes: ['C', 'M'],
      dataType: 'FLOAT',
    });
    expect(network.weights.get('Times212')?.weight.bytes()).toHaveLength(4 * 256 * 10);
  });

  test('resnet18: weights in a missing file are absent, costs are not', () => {
    const network = load('resnet18.onnx');
    expect(megaMacs(network)).toBe(1814.1);
    expect(network.weights.get('Conv_0')?.weight ?? [...network.weights.values()][0]?.weight).toMatchObject({
      dims: [64, 3, 7, 7],
      absent: expect.stringContaining('external'),
    });
  });
});
