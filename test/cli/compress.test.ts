import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readArtefact } from '../../src/compression/artefact/read-artefact.ts';
import { namedWeights } from '../../src/compression/named-weights.ts';
import { everything, folderWith, runIn } from './run-in.ts';
import { faults, files, json, weights, withWeights, workload } from './two-layers.ts';

describe('compress, then decompress', () => {
  let folder: string;
  let described: Awaited<ReturnType<typeof json>>;
  beforeAll(async () => {
    folder = folderWith(files);
    described = await json(
      folder,
      'compress',
      ...withWeights,
      '--engine',
      'deep-k-means',
      '--k',
      '9',
      '--option',
      'firstLayer=same',
      '--out',
      'a.kj.safetensors',
    );
  });

  test('the file has the bits that are reported, but for its header and streams filled up to bytes', () => {
    const { totals, file } = described;
    expect(statSync(join(folder, 'a.kj.safetensors')).size).toBe(file.bytes);
    expect(file.bytes).toBe(file.headerBytes + file.dataBytes);
    expect(file.dataBytes * 8 - totals.bitsAfter).toBeGreaterThanOrEqual(0);
    expect(file.dataBytes * 8 - totals.bitsAfter).toBeLessThan(3 * 16);
  });

  test('every layer has its figures, and the ratio of the network is the quotient of the sums', () => {
    const [conv, wide, fc] = described.layers;
    expect(conv).toMatchObject({
      layer: 'conv',
      encoding: { entries: 9, vectors: 36, vectorLength: 3 },
      bitsBefore: 32 * (108 + 4),
    });
    expect(wide.indices.entropyBits).toBeLessThanOrEqual(wide.indices.huffmanBits);
    expect(fc).toMatchObject({
      encoding: { kind: 'dense' },
      error: { sqnrDb: null },
      ratio: 1,
      warnings: [expect.stringContaining('fully connected')],
    });
    expect(described.totals.ratio).toBeCloseTo(described.totals.bitsBefore / described.totals.bitsAfter, 12);
  });

  test('into one safetensors file that compress reads again, with the weights decoded', async () => {
    await json(folder, 'decompress', 'a.kj.safetensors', '--out', 'dense.safetensors');
    const again = namedWeights('dense', readFileSync(join(folder, 'dense.safetensors')), workload).weights;
    const decoded = readArtefact('a', readFileSync(join(folder, 'a.kj.safetensors'))).layers;
    expect([...again]).toEqual(decoded.map(({ layer, shape, decoded: data, bias }) => [layer, { shape, data, bias }]));
    expect(again.get('fc')).toEqual(weights.get('fc'));
    const same = await json(
      folder,
      'compress',
      'net.yaml',
      '--weights',
      'dense.safetensors',
      '--engine',
      'deep-k-means',
      '--k',
      '9',
      '--option',
      'firstLayer=same',
    );
    expect(same.layers[0].error.sqnrDb).toBeNull();
  });

  test('into NumPy files, names made fit for a file system', async () => {
    const { files: written } = await json(folder, 'decompress', 'a.kj.safetensors', '--out', 'npy');
    const names = [
      'conv.bias.npy',
      'conv.weight.npy',
      'deep_wide.bias.npy',
      'deep_wide.weight.npy',
      'fc.bias.npy',
      'fc.weight.npy',
    ];
    expect(everything(join(folder, 'npy'))).toEqual(names);
    expect(written).toHaveLength(6);
    const bytes = readFileSync(join(folder, 'npy/fc.weight.npy'));
    expect(bytes.subarray(0, 128).toString('latin1')).toContain("'shape': (5, 128, 1, 1)");
    expect(new Float32Array(new Uint8Array(bytes.subarray(128)).buffer)).toEqual(weights.get('fc')!.data);
  });

  test('nothing that exists is overwritten without --force, not even one of many', async () => {
    expect(await faults(folder, 'compress', ...withWeights, '--engine', 'none', '--out', 'a.kj.safetensors')).toEqual([
      'file-exists --out',
    ]);
    expect(await faults(folder, 'decompress', 'a.kj.safetensors', '--out', 'w.safetensors')).toEqual(['file-exists']);
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine/fc.weight.npy'), 'mine');
    writeFileSync(join(folder, 'mine/notes.txt'), 'mine');
    expect(await faults(folder, 'decompress', 'a.kj.safetensors', '--out', 'mine')).toEqual(['file-exists']);
    await json(folder, 'decompress', 'a.kj.safetensors', '--out', 'mine', '--force');
    expect(everything(join(folder, 'mine'))).toHaveLength(7);
    expect(readFileSync(join(folder, 'mine/notes.txt'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'mine/fc.weight.npy')).length).toBe(128 + 5 * 128 * 4);
  });

  test('the same seed writes the same bytes, another seed others', async () => {
    const run = async (seed: string, out: string) => {
      await json(
        folder,
        'compress',
        ...withWeights,
        '--engine',
        'deep-k-means',
        '--k',
        '5',
        '--seed',
        seed,
        '--out',
        out,
      );
      return readFileSync(join(folder, out));
    };
    expect((await run('3', 's1')).equals(await run('3', 's2'))).toBe(true);
    expect((await run('4', 's3')).equals(readFileSync(join(folder, 's1')))).toBe(false);
  });

  test('as text: a line per layer, the ratio, the file, what was left out', async () => {
    const { out } = await runIn(folder, 'compress', ...withWeights, '--engine', 'deep-k-means', '--k', '9');
    expect(out).toMatch(/^deep\/wide +9 +48 +3 +\d\.\d\d/m);
    expect(out).toMatch(/^note: conv: left as it is: the first layer/m);
    expect(out).toMatch(/^Ratio \d+\.\d\d: /m);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });
});

test('list engines: every option of every engine, with what it takes', async () => {
  const { engines } = await json(folderWith(), 'list', 'engines');
  const deep = engines.find(({ name }: { name: string }) => name === 'deep-k-means');
  const init = deep.options.find(({ name }: { name: string }) => name === 'init');
  expect(init).toEqual({
    name: 'init',
    description: expect.any(String),
    accepted: 'k-means++, uniform, density, random',
    required: false,
  });
  const { out } = await runIn(folderWith(), 'list', 'engines');
  expect(out).toMatch(/^ {2}bits +a whole number ≥ 2 and ≤ 16, required: Bits per weight/m);
});
