import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CodebookEncoding } from '../../src/compression/compressed-layer.ts';
import { layerRatio, networkRatio } from '../../src/compression/compression-ratio.ts';
import type { CompressedTensor, CompressionEngine, CompressionInput } from '../../src/compression/engine.ts';
import { assume } from '../../src/compression/engines/assume.ts';
import { deepKMeans } from '../../src/compression/engines/deep-k-means.ts';
import { hashed } from '../../src/compression/engines/hashed.ts';
import { scalarKMeans } from '../../src/compression/engines/scalar-k-means.ts';
import { softWeightSharing } from '../../src/compression/engines/soft-weight-sharing.ts';
import { vectorKMeans } from '../../src/compression/engines/vector-k-means.ts';
import { halfToNumber, numberToHalf } from '../../src/compression/half-float.ts';
import { onnxWeights } from '../../src/compression/onnx-weights.ts';
import { InputError } from '../../src/shared/issue.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import { readOnnx } from '../../src/workload/import/onnx/read-onnx.ts';
import { deepKMeansFigures, wideResNet } from '../published/deep-k-means.ts';
import { mapWeights, smallInput } from './small-network.ts';

type Options = Readonly<Record<string, unknown>>;

async function layer(
  engine: CompressionEngine,
  name: string,
  options: Options,
  input: CompressionInput = smallInput(),
): Promise<CompressedTensor & { readonly table: CodebookEncoding }> {
  const { layers } = await engine.compress(input, options);
  const found = layers.find((each) => each.layer === name)!;
  return { ...found, table: found.encoding as CodebookEncoding };
}

async function issues(engine: CompressionEngine, options: Options) {
  const error = await engine.compress(smallInput(), options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).issues;
}

describe('deep-k-means', () => {
  test('vectors are rows of filters: N = rows · inputs · outputs, of the filter’s width', async () => {
    const plain = await layer(deepKMeans, 'plain', { k: 4 });
    expect(plain.table).toMatchObject({
      vectorLength: 3,
      vectors: 3 * 6 * 12,
      vectorAxis: 'row',
      entries: 4,
      tables: 1,
    });
    const oblong = await layer(deepKMeans, 'oblong', { k: 4 });
    expect(oblong.table).toMatchObject({ vectorLength: 2, vectors: 5 * 10 * 4 });
    const pointwise = await layer(deepKMeans, 'pointwise', { k: 4 });
    expect(pointwise.table).toMatchObject({ vectorLength: 1, vectors: 8 * 10, vectorAxis: 'scalar' });
  });

  test('the bits are those of the released code: 32·K·s + N·H + 32·|bias|', async () => {
    const { bitsAfter, indices } = await layer(deepKMeans, 'plain', { k: 4, coding: 'entropy-bound' });
    expect(bitsAfter).toBeCloseTo(32 * 4 * 3 + 216 * indices!.entropyBits + 32 * 12, 6);
  });

  test('the first layer is left as it is, or shared with entries of its own, or like the others', async () => {
    expect((await layer(deepKMeans, 'first', { k: 4 })).encoding).toEqual({
      kind: 'dense',
      bitsPerWeight: 32,
      scales: 0,
    });
    expect((await layer(deepKMeans, 'first', { k: 4, firstLayer: { k: 9 } })).table.entries).toBe(9);
    expect((await layer(deepKMeans, 'first', { k: 4, firstLayer: { clusterRate: 0.5 } })).table.entries).toBe(36);
    expect((await layer(deepKMeans, 'first', { k: 4, firstLayer: 'same' })).table.entries).toBe(4);
    expect((await layer(deepKMeans, 'first', { k: 4, layers: { first: { k: 7 } } })).table.entries).toBe(7);
  });

  test('fully connected layers are left as they are unless asked for', async () => {
    expect((await layer(deepKMeans, 'classifier', { k: 4 })).warnings).toEqual(['left as it is: fully connected']);
    expect((await layer(deepKMeans, 'classifier', { k: 4, fc: true })).table.entries).toBe(4);
  });

  test('entries by cluster rate are K/N; patterns set others, the last that fits', async () => {
    const options = { clusterRate: 0.1, layers: { 'p*': { k: 5 }, 'po*': { k: 6 } } };
    expect((await layer(deepKMeans, 'grouped', options)).table.entries).toBe(Math.round(0.1 * 3 * 6 * 8));
    expect((await layer(deepKMeans, 'plain', options)).table.entries).toBe(5);
    expect((await layer(deepKMeans, 'pointwise', options)).table.entries).toBe(6);
  });

  test('smallest norm to zero: ⌊pN⌋ rows are zero, they are the smallest, and K−1 entries share the rest', async () => {
    const input = smallInput();
    const { indexStream, codebook, table } = await layer(deepKMeans, 'plain', { k: 5, sparsity: 0.3 }, input);
    const { data } = input.weights.get('plain')!;
    const norms = Array.from(indexStream!, (_, row) => Math.hypot(...data.subarray(3 * row, 3 * row + 3)));
    const zero = norms.filter((_, row) => indexStream![row] === 0);
    const rest = norms.filter((_, row) => indexStream![row] !== 0);
    expect(table.entries).toBe(5);
    expect([...codebook!.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(zero).toHaveLength(Math.floor(0.3 * 216));
    expect(Math.max(...zero)).toBeLessThanOrEqual(Math.min(...rest));
  });

  test('nearest the mean to their mean: that entry is the mean of its rows; 1×1 kernels get K entries besides', async () => {
    const input = smallInput();
    const options = { k: 5, sparsity: 0.25, sparsityForm: 'nearest-mean-to-mean' };
    const { indexStream, codebook, table } = await layer(deepKMeans, 'plain', options, input);
    const { data } = input.weights.get('plain')!;
    const members = [...indexStream!.keys()].filter((row) => indexStream![row] === 0);
    expect(members).toHaveLength(Math.floor(0.25 * 216));
    const mean = [0, 1, 2].map((d) => members.reduce((sum, row) => sum + data[3 * row + d]!, 0) / members.length);
    for (const d of [0, 1, 2]) expect(codebook![d]).toBeCloseTo(mean[d]!, 6);
    expect(table.entries).toBe(5);
    expect((await layer(deepKMeans, 'pointwise', options)).table.entries).toBe(5 + 1);
  });

  test('more entries than rows, or than different rows, is clamped with a warning; the weights then survive', async () => {
    const many = await layer(deepKMeans, 'depthwise', { k: 1000 });
    expect(many.table.entries).toBe(12 * 3);
    expect(many.warnings).toEqual(['K lowered from 1000 to 36: there are only 36 vectors to share']);
    expect(many.error).toEqual({ meanSquared: 0, sqnrDb: Number.POSITIVE_INFINITY });
    const rounded = mapWeights((value) => Math.sign(value));
    const few = await layer(deepKMeans, 'plain', { k: 100 }, rounded);
    expect(few.table.entries).toBe(8);
    expect(few.warnings[0]).toContain('no more different vectors');
    expect(few.decoded).toEqual(rounded.weights.get('plain')!.data);
    const equal = await layer(
      deepKMeans,
      'plain',
      { k: 3 },
      mapWeights(() => 0.1),
    );
    expect([equal.table.entries, equal.error!.meanSquared]).toEqual([1, 0]);
  });

  test('one entry and a share of zeros: the zero entry and one for the rest, with a warning', async () => {
    const { table, warnings } = await layer(deepKMeans, 'plain', { k: 1, sparsity: 0.5 });
    expect(table.entries).toBe(2);
    expect(warnings[0]).toContain('K raised from 1 to 2');
  });

  test('a table per group of outputs: each group’s rows name entries of its own table', async () => {
    const { table, codebook, indexStream, decoded } = await layer(deepKMeans, 'plain', {
      k: 3,
      tables: 'per-group',
      groupSize: 4,
      exclude: ['pointwise'],
    });
    expect(table).toMatchObject({ tables: 3, entries: 3, vectors: 216 });
    expect(codebook).toHaveLength(3 * 3 * 3);
    const row = 216 / 3 + 5;
    const from = (1 * 3 + indexStream![row]!) * 3;
    expect(decoded!.subarray(3 * row, 3 * row + 3)).toEqual(codebook!.subarray(from, from + 3));
  });

  test('16-bit tables hold half-precision numbers; 8-bit ones integers times a scale of the table', async () => {
    const half = await layer(deepKMeans, 'plain', { k: 6, codebookBits: 16 });
    for (const value of half.codebook!) expect(halfToNumber(numberToHalf(value))).toBe(value);
    const byte = await layer(deepKMeans, 'plain', { k: 6, codebookBits: 8 });
    const [scale] = byte.codebookScales!;
    for (const value of byte.codebook!) expect(value).toBe(Math.fround(Math.round(value / scale!) * scale!));
    expect(Math.max(...byte.codebook!.map((value) => Math.abs(Math.round(value / scale!))))).toBe(127);
    expect(byte.bitsAfter).toBe(6 * 3 * 8 + 32 + byte.table.indexBits + byte.table.codeTableBits! + 32 * 12);
  });

  test('a scale per output channel: channels that differ only in size share all rows', async () => {
    const input = mapWeights((_, at) => ((at % 54) % 2 === 0 ? 0.5 : -0.25) * 2 ** -Math.floor(at / 54));
    const options = { k: 2, scale: 'per-channel' };
    expect((await layer(deepKMeans, 'plain', options, input)).error!.meanSquared).toBe(0);
    expect((await layer(deepKMeans, 'plain', { k: 2 }, input)).error!.meanSquared).toBeGreaterThan(0);
  });

  test('entries too large for half precision become the largest there is, with a warning', async () => {
    const large = mapWeights((value) => Math.sign(value) * 1e6);
    const { decoded, warnings } = await layer(deepKMeans, 'plain', { k: 8, codebookBits: 16 }, large);
    expect(Math.max(...decoded!)).toBe(65504);
    expect(warnings).toEqual([expect.stringContaining('65504')]);
  });

  test('keepZeros: rows that were zero decode to zero', async () => {
    const input = mapWeights((value, at) => (Math.floor(at / 3) % 4 === 0 ? 0 : value + 0.01));
    const kept = await layer(deepKMeans, 'plain', { k: 3, keepZeros: true }, input);
    expect(kept.zeroShare).toBe(1 / 4);
    expect((await layer(deepKMeans, 'plain', { k: 3 }, input)).zeroShare).toBe(0);
  });

  test('importance: rows that matter come out nearer to what they were', async () => {
    const input = smallInput();
    const importance = new Map(
      [...input.weights].map(([name, { data }]) => [name, data.map((_, at) => (at < data.length / 4 ? 1000 : 1))]),
    );
    const firstQuarter = async (options: Options) => {
      const { decoded } = await layer(deepKMeans, 'plain', { k: 8, ...options }, { ...input, importance });
      const { data } = input.weights.get('plain')!;
      return data.subarray(0, 162).reduce((sum, value, at) => sum + (value - decoded![at]!) ** 2, 0);
    };
    expect(await firstQuarter({ importance: 'given' })).toBeLessThan((await firstQuarter({})) * 0.8);
    expect((await issues(deepKMeans, { k: 8, importance: 'given' }))[0]!.code).toBe('importance-absent');
    const wrong = { ...input, importance: new Map([['plain', Float32Array.of(1)]]) };
    await expect(deepKMeans.compress(wrong, { k: 2 })).rejects.toThrow('wrong-importance');
  });

  test('wrong options are faults with what would be accepted', async () => {
    expect(await issues(deepKMeans, { k: 0 })).toMatchObject([{ code: 'wrong-value', path: 'k', found: '0' }]);
    expect(await issues(deepKMeans, {})).toMatchObject([{ code: 'missing-key', path: 'k' }]);
    expect(await issues(deepKMeans, { k: 2, clusterRate: 0.1 })).toMatchObject([{ code: 'conflicting-keys' }]);
    expect(await issues(deepKMeans, { k: 2, sparsty: 0.1 })).toMatchObject([
      { code: 'unknown-key', hint: 'did you mean "sparsity"?' },
    ]);
    expect(await issues(deepKMeans, { k: 2, init: 'kmeans++' })).toMatchObject([
      { code: 'wrong-value', hint: 'did you mean "k-means++"?' },
    ]);
    expect(await issues(deepKMeans, { k: 2, exclude: ['clasifier'] })).toMatchObject([
      { code: 'no-such-layer', hint: 'did you mean "classifier"?' },
    ]);
    expect(await issues(deepKMeans, { k: 2, layers: { plian: { k: 3 } } })).toMatchObject([
      { code: 'no-such-layer', hint: 'did you mean "plain"?' },
    ]);
    const mixed = { k: 2, keepZeros: true, sparsityForm: 'nearest-mean-to-mean' };
    expect(await issues(deepKMeans, mixed)).toMatchObject([{ code: 'conflicting-keys', path: 'keepZeros' }]);
    expect(await issues(deepKMeans, { k: 2, tables: 'per-group', groupSize: 5 })).toMatchObject([
      { code: 'group-size', found: '5' },
    ]);
  });

  test('excluded and small layers are left as they are, and say why', async () => {
    const { layers } = await deepKMeans.compress(smallInput(), { k: 2, exclude: ['d*'], minimumWeights: 100 });
    const left = layers
      .filter(({ encoding }) => encoding.kind === 'dense')
      .map(({ layer: name, warnings }) => [name, warnings[0]]);
    expect(left).toEqual([
      ['first', expect.stringContaining('first layer')],
      ['depthwise', 'left as it is: excluded by "d*"'],
      ['pointwise', 'left as it is: 80 weights, fewer than 100'],
      ['classifier', 'left as it is: fully connected'],
    ]);
  });

  test('progress is told for every layer', async () => {
    const seen: number[] = [];
    await deepKMeans.compress({ ...smallInput(), onProgress: (done) => seen.push(done) }, { k: 2 });
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  const file = new URL('../../../shared/data/onnx/resnet20_cifar10.onnx', import.meta.url);
  test.skipIf(!existsSync(file))(
    'ResNet-20 (skipped when the file is absent), K=64: every layer above 9 dB, ratio above 6',
    async () => {
      const imported = readOnnx('resnet20_cifar10.onnx', readFileSync(file));
      const input = { workload: imported.workload, weights: onnxWeights(imported).weights, seed: 1 };
      const { layers } = await deepKMeans.compress(input, { k: 64 });
      expect(layers).toHaveLength(20);
      expect(networkRatio(layers)).toBeGreaterThan(6);
      for (const { error, indices, encoding } of layers) {
        expect(error!.sqnrDb).toBeGreaterThan(9);
        if (encoding.kind !== 'codebook') continue;
        const { entropyBits, huffmanBits, arithmeticBits, plainBits } = indices!;
        expect(entropyBits).toBeLessThanOrEqual(huffmanBits);
        expect(arithmeticBits).toBeLessThan(huffmanBits);
        expect(huffmanBits).toBeLessThanOrEqual(plainBits + 0.1);
      }
    },
  );
});

describe('scalar-k-means', () => {
  test('pruned weights are zero, exactly the share asked for; the others are not', async () => {
    const { zeroShare, codebook } = await layer(scalarKMeans, 'plain', { k: 9, prune: 0.5 });
    expect(zeroShare).toBe(0.5);
    expect(codebook![0]).toBe(0);
    expect(codebook).toHaveLength(9);
  });

  test('fully connected layers are compressed unless told not to', async () => {
    expect((await layer(scalarKMeans, 'classifier', { k: 4 })).encoding.kind).toBe('codebook');
    expect((await layer(scalarKMeans, 'classifier', { k: 4, fc: false })).encoding.kind).toBe('dense');
  });
});

describe('vector-k-means', () => {
  test('vectors are whole filters, or those of several input channels, or of all', async () => {
    expect((await layer(vectorKMeans, 'plain', { k: 4 })).table).toMatchObject({ vectorLength: 9, vectors: 72 });
    const options = { k: 4, channels: 2, exclude: ['depthwise'] };
    expect((await layer(vectorKMeans, 'plain', options)).table).toMatchObject({
      vectorLength: 18,
      vectorAxis: 'channels',
    });
    const all = await layer(vectorKMeans, 'plain', { k: 4, channels: 'all' });
    expect(all.table).toMatchObject({ vectorLength: 54, vectors: 12 });
  });

  test('channels that do not divide the inputs are a fault', async () => {
    expect(await issues(vectorKMeans, { k: 4, channels: 5 })).toMatchObject([{ code: 'group-size', path: 'channels' }]);
  });
});

describe('hashed', () => {
  test('no index is stored; every weight takes the mean of its bucket', async () => {
    const input = smallInput();
    const { table, bitsAfter, decoded, indexStream } = await layer(hashed, 'plain', { k: 10 }, input);
    expect(table).toMatchObject({ coding: 'computed', indexBits: 0, entries: 10 });
    expect(bitsAfter).toBe(32 * 10 + 32 * 12);
    const { data } = input.weights.get('plain')!;
    const members = [...indexStream!.keys()].filter((at) => indexStream![at] === 3);
    const mean = members.reduce((sum, at) => sum + data[at]!, 0) / members.length;
    expect(decoded![members[0]!]).toBeCloseTo(mean, 6);
  });
});

describe('soft-weight-sharing', () => {
  test('three heaps of weights, one at zero: three components find them', async () => {
    const heaps = mapWeights((value, at) => [0, 0.5, -0.5][at % 3]! + value * 0.02);
    const options = { k: 3, zeroShare: 0.34 };
    const { codebook, zeroShare, indexStream } = await layer(softWeightSharing, 'plain', options, heaps);
    expect([...codebook!].sort((a, b) => a - b).map((value) => Math.round(value * 50) / 50)).toEqual([-0.5, 0, 0.5]);
    expect(zeroShare).toBeCloseTo(1 / 3, 2);
    expect(new Set([...indexStream!].filter((_, at) => at % 3 === 1)).size).toBe(1);
  });
});

describe('assume', () => {
  test('Wide ResNet 16-4 with the published K and p, no weights: the derived ratios, marked assumed', async () => {
    const file = new URL('../../scenarios/workloads/wide-resnet-16-4.yaml', import.meta.url);
    const workload = readLayerList('wide-resnet-16-4.yaml', readFileSync(file, 'utf8'));
    for (const setting of ['45', '47', '50'] as const) {
      const layers = Object.fromEntries(
        wideResNet.map(({ name, k, p }) => [name, { k: k[setting], sparsity: p[setting] }]),
      );
      const input = { workload, weights: new Map(), seed: 1 };
      const compressed = await assume.compress(input, { k: 1, layers });
      expect(networkRatio(compressed.layers)).toBeCloseTo(deepKMeansFigures.networkRatios.settings[setting]!.bound, 1);
      const plain = await assume.compress(input, { k: 1, layers, coding: 'plain' });
      expect(networkRatio(plain.layers)).toBeCloseTo(deepKMeansFigures.networkRatios.settings[setting]!.packed, 1);
      expect(compressed.layers.every(({ assumed }) => assumed)).toBe(true);
    }
  });

  test('one layer gives the layer-wise ratio of Fig. 1', async () => {
    const { bitsBefore, bitsAfter } = await layer(assume, 'plain', { k: 16 });
    const expected = layerRatio({ entries: 16, vectorLength: 3, vectors: 216, biases: 12 });
    expect(bitsBefore / bitsAfter).toBeCloseTo(expected, 9);
  });

  test('sparsity without entries is a bitmap and the weights that are left; bits alone are dense', async () => {
    expect((await layer(assume, 'plain', { sparsity: 0.75 })).bitsAfter).toBe(0.25 * 648 * 32 + 648 + 32 * 12);
    expect((await layer(assume, 'plain', { bits: 5 })).bitsAfter).toBe(648 * 5 + 32 * 12);
    expect(await issues(assume, { bits: 5, k: 2 })).toMatchObject([{ code: 'conflicting-keys' }]);
    expect(await issues(assume, {})).toMatchObject([{ code: 'missing-key' }]);
  });
});
