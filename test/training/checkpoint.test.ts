import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadParameters } from '../../src/files/load-parameters.ts';
import { InputError } from '../../src/shared/issue.ts';
import { readCheckpoint, writeCheckpoint } from '../../src/training/network/checkpoint.ts';
import { fitParameters } from '../../src/training/network/fit-parameters.ts';
import { fromWeights } from '../../src/training/network/from-weights.ts';
import { toTensorFlow } from '../../src/training/network/layout.ts';
import { initialParameters } from '../../src/training/network/parameters.ts';
import { planNetwork } from '../../src/training/network/plan.ts';
import { asWeights } from '../../src/training/share/share-network.ts';
import { folderWith } from '../cli/run-in.ts';
import { everyKind, small } from './tiny.ts';

const plan = planNetwork(everyKind);
const parameters = initialParameters(plan, 3);

function codesOf(error: unknown): readonly string[] {
  if (!(error instanceof InputError)) throw error;
  return error.issues.map(({ code, path }) => `${code} ${path ?? ''}`.trim());
}

describe('checkpoints', () => {
  test('a safetensors file holds every parameter; what is read is what was written', () => {
    expect(fitParameters(plan, readCheckpoint(writeCheckpoint(parameters, {})), 'x')).toEqual(parameters);
  });

  test('one of another network: whatever is missing, foreign or of another shape, in one report', () => {
    const other = new Map(parameters);
    other.delete('fc2.weight');
    other.set('fc3.weight', { shape: [1], data: Float32Array.of(1) });
    other.set('conv1.bias', { shape: [2], data: Float32Array.of(1, 2) });
    other.set('norm1.bias', { shape: [4], data: Float32Array.of(1, 2, Number.NaN, 4) });
    expect.assertions(1);
    try {
      fitParameters(plan, other, 'x');
    } catch (error) {
      expect(codesOf(error)).toEqual([
        'checkpoint-mismatch conv1.bias',
        'weights-not-finite norm1.bias',
        'checkpoint-mismatch fc2.weight',
        'checkpoint-mismatch fc3.weight',
      ]);
    }
  });

  test('weights under other names are taken in the order of the layers', () => {
    const plain = planNetwork(small);
    const own = initialParameters(plain, 1);
    const foreign = new Map([...asWeights(small, own)].map(([name, tensor]) => [`/net/${name}/Conv`, tensor]));
    const found = fitParameters(plain, fromWeights(plain, foreign), 'x');
    for (const [name, { data }] of own) expect(found.get(name)!.data).toEqual(data);
  });
});

describe('model.json of TensorFlow.js', () => {
  const kerasParts = { weight: 'kernel', bias: 'bias', running_mean: 'moving_mean', running_var: 'moving_variance' };

  /** As Keras saves a model: its own layouts and names, layer after layer. */
  function model() {
    const weights: { name: string; shape: readonly number[]; dtype: string }[] = [];
    const bytes: Uint8Array[] = [];
    for (const [name, { data }] of parameters) {
      const [layer, part] = name.split('.') as [string, keyof typeof kerasParts];
      const step = plan.steps.find((each) => each.name === layer)!;
      const stored = part === 'weight' ? toTensorFlow(step, data) : { shape: [data.length], data };
      const normalised = { weight: 'gamma', bias: 'beta' }[part as 'weight' | 'bias'];
      const kernel = step.kind === 'depthwise' && part === 'weight' ? 'depthwise_kernel' : kerasParts[part];
      const own = step.kind === 'normalisation' ? (normalised ?? kerasParts[part]) : kernel;
      weights.push({ name: `keras_${layer}/${own}`, shape: stored.shape, dtype: 'float32' });
      bytes.push(new Uint8Array(stored.data.buffer, stored.data.byteOffset, stored.data.byteLength).slice());
    }
    return { json: { weightsManifest: [{ paths: ['a.bin', 'b.bin'], weights }] }, bytes: Buffer.concat(bytes) };
  }

  test('gives the same network, from weight files of any number', async () => {
    const { json, bytes } = model();
    const cwd = folderWith({
      'model.json': JSON.stringify(json),
      'a.bin': bytes.subarray(0, 100),
      'b.bin': bytes.subarray(100),
    });
    expect(await loadParameters('model.json', { cwd, folder: cwd }, plan)).toEqual(parameters);
    writeFileSync(join(cwd, 'b.bin'), bytes.subarray(100, 200));
    await expect(loadParameters('model.json', { cwd, folder: cwd }, plan)).rejects.toThrow('shorter than the manifest');
    await expect(loadParameters('model.json', { cwd, folder: cwd }, planNetwork(small))).rejects.toThrow(InputError);
  });

  test('weight files outside the folder of model.json are not opened', async () => {
    const { json, bytes } = model();
    for (const path of ['../a.bin', 'x/../../a.bin', '/etc/passwd', 'C:\\a.bin', '..\\a.bin']) {
      const manifest = { weightsManifest: [{ ...json.weightsManifest[0]!, paths: [path] }] };
      const folder = folderWith({ 'm/model.json': JSON.stringify(manifest), 'a.bin': bytes });
      const cwd = join(folder, 'm');
      const loaded = loadParameters('model.json', { cwd, folder: cwd }, plan);
      await expect(loaded, path).rejects.toThrow('in the folder of model.json');
    }
  });

  test('anything else is refused', async () => {
    const cwd = folderWith({ 'model.json': '{"a": 1}', 'text.json': 'no' });
    for (const name of ['model.json', 'text.json']) {
      await expect(loadParameters(name, { cwd, folder: cwd }, plan)).rejects.toThrow('not a TensorFlow.js model.json');
    }
  });
});
