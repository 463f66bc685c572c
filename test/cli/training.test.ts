import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readRetraining } from '../../src/study/read-retraining.ts';
import { retrainingSchema } from '../../src/study/retraining-schema.ts';
import { retrainingSchemaText } from '../../src/study/retraining-schema-text.ts';
import { readCheckpoint } from '../../src/training/network/checkpoint.ts';
import { builtInNetwork } from '../support/networks.ts';
import { digitNetwork as net } from './digit-network.ts';
import { everything, folderWith, runIn } from './run-in.ts';

const study = `network: net.yaml
data: { from: synthetic-digits, train: 300, test: 100 }
pretrain: { epochs: 2 }
retrain: { epochs: 1 }
regularisers: [{ form: hard-indicator, lambda: 0.1 }]
share: { engine: deep-k-means, cases: [{ layer: conv, k: [3, 6], options: { firstLayer: same } }] }
`;

const train = ['train', 'net.yaml', '--out', 'w.safetensors', '--train', '300', '--test', '100', '--epochs', '2'];

test('doctor says which backend runs, and why', async () => {
  const { code, out } = await runIn(folderWith(), 'doctor', '--json');
  expect(code).toBe(0);
  const { training, node } = JSON.parse(out);
  expect(node).toBe(process.version);
  expect(training).toMatchObject({ tensorflowJs: '4.22.0' });
  if (training.backend === 'wasm') expect(training.reason).toContain('@tensorflow/tfjs-node');
  expect((await runIn(folderWith(), 'doctor')).out).toContain(`Training  ${training.backend}`);
});

describe('train', () => {
  test('writes a checkpoint that says what it was made of; a further run starts from it', async () => {
    const folder = folderWith({ 'net.yaml': net });
    const first = await runIn(folder, ...train, '--json');
    expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: '' });
    const result = JSON.parse(first.out);
    expect(result).toMatchObject({
      network: 'net',
      data: { name: 'synthetic-digits', trainingImages: 300, testImages: 100 },
    });
    expect(result.losses[1]).toBeLessThan(result.losses[0]);
    const bytes = readFileSync(join(folder, 'w.safetensors'));
    expect([...readCheckpoint(bytes).keys()].sort()).toEqual(['conv.bias', 'conv.weight', 'fc.bias', 'fc.weight']);
    expect(bytes.toString('latin1')).toContain('not handwriting');
    expect((await runIn(folder, ...train)).code).toBe(2);
    const again = await runIn(folder, ...train, '--force', '--start', 'w.safetensors', '--json');
    expect(JSON.parse(again.out).losses[0]).toBeLessThan(result.losses[0]);
  }, 60_000);

  test('a learning rate that is too high: exit 1 with step, rate and hint; no file', async () => {
    const folder = folderWith({ 'net.yaml': net });
    const { code, err } = await runIn(folder, ...train, '--rate', '1e30');
    expect(code).toBe(1);
    expect(err).toMatch(/training-diverged/);
    expect(err).toMatch(/at step \d+/);
    expect(everything(folder)).toEqual(['net.yaml']);
  });

  test('every wrong option in one report; nothing is written', async () => {
    const folder = folderWith({ 'net.yaml': net });
    const { code, err } = await runIn(
      folder,
      ...train,
      '--epochs',
      'x',
      '--rate',
      '-1',
      '--rate-decay',
      '2',
      '--seed',
      'a',
    );
    expect(code).toBe(2);
    for (const flag of ['--epochs', '--rate', '--rate-decay', '--seed']) expect(err).toContain(flag);
    expect(everything(folder)).toEqual(['net.yaml']);
  });

  test('images of another size, weights of another network, a network that cannot be trained', async () => {
    const folder = folderWith({ 'net.yaml': net });
    await runIn(folder, ...train);
    const refused = async (...args: string[]) => {
      const { code, err } = await runIn(folder, 'train', ...args, '--out', 'x.safetensors');
      expect(code).toBe(2);
      return err;
    };
    expect(await refused('freshnet-cnn')).toContain('image-size');
    expect(await refused('lenet5', '--start', 'w.safetensors')).toContain('checkpoint-mismatch');
    expect(await refused('alexnet')).toContain('layer-not-trainable');
    expect(everything(folder)).toEqual(['net.yaml', 'w.safetensors']);
  }, 60_000);
});

describe('retrain', () => {
  test('prints every case beside sharing alone, and writes the report and the weights', async () => {
    const folder = folderWith({ 'net.yaml': net, 'study.yaml': study });
    const { code, out, err } = await runIn(
      folder,
      'retrain',
      'study.yaml',
      '--weights',
      'w.safetensors',
      '--seeds',
      '3,4',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('without re-training');
    expect(out).toContain('300 training images, 100 test images');
    expect(out).toContain('Report: reports/study');
    const written = join(folder, 'reports/study');
    expect(readdirSync(written).filter((name) => !name.startsWith('.'))).toEqual([
      'accuracy-against-ratio.png',
      'accuracy-against-ratio.svg',
      'accuracy-against-ratio.vl.json',
      'report.html',
      'report.md',
      'retraining.csv',
      'retraining.json',
    ]);
    expect(readFileSync(join(written, 'report.md'), 'utf8')).toMatch(/^\| .*Accuracy %/m);
    const result = JSON.parse(readFileSync(join(written, 'retraining.json'), 'utf8'));
    expect(result.baselines.map(({ seed }: { seed: number }) => seed)).toEqual([3, 4]);
    expect(result.summary.map(({ k, regulariser }: { k: number; regulariser: string }) => [k, regulariser])).toEqual([
      [3, null],
      [3, 'hard-indicator'],
      [6, null],
      [6, 'hard-indicator'],
    ]);
    expect(readFileSync(join(written, 'retraining.csv'), 'utf8').trim().split('\n')).toHaveLength(1 + 2 * 4);
    expect(existsSync(join(folder, 'w.safetensors'))).toBe(true);
  }, 60_000);

  test.each([
    ['share: { engine: deep-k-means', 'share: { engine: deep-means', 'wrong-value'],
    ['layer: conv,', 'layer: konv,', 'no-such-layer'],
    ['firstLayer: same', 'scale: per-channel', 'conflicting-keys'],
    ['lambda: 0.1', 'lamda: 0.1', 'unknown-key'],
    ['network: net.yaml', 'network: nett', 'unknown-workload'],
    ['from: synthetic-digits', 'from: nowhere', 'file-not-found'],
  ])('%s → %s: %s', async (right, wrong, code) => {
    const folder = folderWith({ 'net.yaml': net, 'study.yaml': study.replace(right, wrong) });
    const outcome = await runIn(folder, 'retrain', 'study.yaml');
    expect(outcome.err).toContain(code);
    expect(outcome.code).toBe(2);
    expect(everything(folder)).toEqual(['net.yaml', 'study.yaml']);
  });

  test('the scenario of docs/training.md is sound and shows every key', () => {
    const text = readFileSync(new URL('../../docs/training.md', import.meta.url), 'utf8');
    const example = /```yaml\n([\s\S]*?)```/.exec(text)![1]!;
    expect(readRetraining('x.yaml', example).taskFor(builtInNetwork('lenet5')).cases).toHaveLength(7);
    const whole = parse(example.replaceAll(/^# (?=[a-z]+:)/gm, '')) as object;
    expect(Object.keys(whole).sort()).toEqual(Object.keys(retrainingSchema.properties).sort());
  });

  const scenarios = fileURLToPath(new URL('../../scenarios/retraining/', import.meta.url));
  test.each(readdirSync(scenarios))('the built-in scenario %s is sound, and names its schema for editors', (name) => {
    const text = readFileSync(scenarios + name, 'utf8');
    const { document, taskFor } = readRetraining(name, text);
    const { cases } = taskFor(builtInNetwork(document.value.network));
    expect(cases.flatMap(({ variants }) => variants).length).toBeGreaterThan(1);
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=../retraining.schema.json');
  });

  test('retraining.schema.json is what scripts/write-schemas.ts writes', () => {
    expect(readFileSync(`${scenarios}../retraining.schema.json`, 'utf8')).toBe(retrainingSchemaText());
  });
});
