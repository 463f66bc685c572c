import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readArtefact } from '../../src/compression/artefact/read-artefact.ts';
import { onnxWeights } from '../../src/compression/onnx-weights.ts';
import { readOnnx } from '../../src/workload/import/onnx/read-onnx.ts';
import { folderWith, runIn } from './run-in.ts';

const model = fileURLToPath(new URL('../../../shared/data/onnx/resnet20_cifar10.onnx', import.meta.url));

async function json(folder: string, ...args: readonly string[]) {
  const { code, out, err } = await runIn(folder, ...args, '--json');
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
}

describe.skipIf(!existsSync(model))('ResNet-20 with its trained weights (skipped when the file is absent)', () => {
  test.each([
    ['deep-k-means', ['--k', '64']],
    [
      'deep-k-means',
      [
        '--k',
        '16',
        '--sparsity',
        '0.4',
        '--fc',
        '--option',
        'firstLayer=same',
        '--option',
        'codebookBits=16',
        '--coding',
        'arithmetic',
      ],
    ],
    ['uniform', ['--bits', '6', '--option', 'scale=per-channel']],
    ['prune', ['--option', 'share=0.8', '--option', 'positions=runs']],
  ])('%s %j: compress, artefact, decompress, ONNX: the same MACs, weights as decoded', async (engine, options) => {
    const folder = folderWith();
    const described = await json(
      folder,
      'compress',
      model,
      '--engine',
      engine,
      ...options,
      '--out',
      'r.kj.safetensors',
    );
    expect(described.layers).toHaveLength(20);
    const surplus = described.file.dataBytes * 8 - described.totals.bitsAfter;
    expect(surplus).toBeGreaterThanOrEqual(0);
    expect(surplus).toBeLessThan(20 * 16);
    await json(folder, 'decompress', 'r.kj.safetensors', '--onnx', model, '--out', 'decoded.onnx');
    const [before, after] = [await json(folder, 'workload', model), await json(folder, 'workload', 'decoded.onnx')];
    expect(after.totals).toEqual(before.totals);
    expect(after.layers).toEqual(before.layers);
    const decoded = readArtefact('r', readFileSync(join(folder, 'r.kj.safetensors'))).layers;
    const original = onnxWeights(readOnnx('r', readFileSync(model))).weights;
    const { weights } = onnxWeights(readOnnx('d', readFileSync(join(folder, 'decoded.onnx'))));
    for (const { layer, decoded: data, error } of decoded) {
      expect(weights.get(layer)!.data).toEqual(data);
      expect(weights.get(layer)!.bias).toEqual(original.get(layer)!.bias);
      expect(Number.isFinite(error!.sqnrDb)).toBe(data!.some((value, at) => value !== original.get(layer)!.data[at]));
    }
    expect(readFileSync(join(folder, 'decoded.onnx')).length).toBe(readFileSync(model).length);
  });

  test('its artefact and its engine give a scenario the same result', async () => {
    const head = `workload: ${model}\nhardware: eyeriss-65nm-lut\nlayers: ['/layer1/*']\n`;
    const folder = folderWith({
      'engine.yaml': `${head}compression: { engine: deep-k-means, options: { k: 32, firstLayer: same } }\n`,
      'artefact.yaml': `${head}compression: { artefact: r.kj.safetensors }\n`,
    });
    const all = ['--engine', 'deep-k-means', '--k', '32', '--option', 'firstLayer=same'];
    await json(folder, 'compress', model, ...all, '--out', 'r.kj.safetensors');
    const [byEngine, byArtefact] = [
      await json(folder, 'run', 'engine.yaml'),
      await json(folder, 'run', 'artefact.yaml'),
    ];
    expect(byArtefact.layers.length).toBeGreaterThan(6);
    const bits = ({ layers }: { layers: { compression: { bitsBefore: number } | null }[] }) =>
      layers.map(({ compression }) => compression?.bitsBefore);
    expect(bits(byArtefact)).toEqual(bits(byEngine));
    expect(byArtefact.compression.engine).toBe('deep-k-means');
  });
});
