import { describe, expect, test } from 'vitest';
import { denseSafetensors } from '../../src/compression/artefact/dense-files.ts';
import type { WeightTensor } from '../../src/compression/engine.ts';
import { everything, folderWith } from './run-in.ts';
import { faults, files, json, weightBytes, weights, withWeights } from './two-layers.ts';

describe('options of engines', () => {
  const folder = folderWith(files);
  const compress = (...args: readonly string[]) => json(folder, 'compress', ...withWeights, ...args);

  test.each<[readonly string[], Readonly<Record<string, unknown>>]>([
    [['deep-k-means', '--k', '4', '--option', 'firstLayer.k=7'], { k: 4, firstLayer: { k: 7 } }],
    [
      ['deep-k-means', '--k', '4', '--option', 'layers={"deep/wide": {k: 3, sparsity: 0.5}}'],
      { k: 4, layers: { 'deep/wide': { k: 3, sparsity: 0.5 } } },
    ],
    [
      ['deep-k-means', '--cluster-rate', '0.1', '--sparsity', '.3', '--fc', '--coding', 'arithmetic'],
      { clusterRate: 0.1, sparsity: 0.3, fc: true, coding: 'arithmetic' },
    ],
    [
      ['uniform', '--bits', '4', '--no-fc', '--exclude', 'conv', '--exclude', 'd*'],
      { bits: 4, fc: false, exclude: ['conv', 'd*'] },
    ],
    [
      ['deep-k-means', '--k', '3', '--option', 'importance=magnitude', '--option', 'codebookBits=16'],
      { k: 3, importance: 'magnitude', codebookBits: 16 },
    ],
    [['deep-k-means', '--k', '3', '--importance', 'i.safetensors'], { k: 3, importance: 'given' }],
  ])('%j', async ([engine, ...args], options) => {
    expect((await compress('--engine', engine!, ...args)).options).toEqual(options);
  });

  test('importance from a file changes what is shared', async () => {
    const figures = async (...args: readonly string[]) =>
      (await compress('--engine', 'scalar-k-means', '--k', '5', ...args)).layers.map(
        (layer: { error: object }) => layer.error,
      );
    expect(await figures('--importance', 'i.safetensors')).not.toEqual(await figures());
    expect(await figures('--importance', 'i.safetensors')).toEqual(await figures('--option', 'importance=magnitude'));
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['K = 0', ['deep-k-means', '--k', '0'], ['wrong-value --k']],
    ['K that is no number', ['deep-k-means', '--k', 'many'], ['wrong-value --k']],
    ['K and a rate', ['deep-k-means', '--k', '3', '--cluster-rate', '0.1'], ['conflicting-keys --k']],
    ['neither K nor a rate', ['deep-k-means'], ['missing-key --option k']],
    [
      'all at once',
      ['deep-k-means', '--k', '0', '--option', 'tolrance=1', '--seed', '-1'],
      ['wrong-value --seed', 'unknown-key --option tolrance', 'wrong-value --k'],
    ],
    ['an option that is none', ['uniform', '--bits', '8', '--k', '3'], ['unknown-key --k']],
    ['an option given twice', ['uniform', '--bits', '8', '--option', 'bits=3'], ['duplicate-key --option']],
    ['an option without a value', ['uniform', '--option', 'bits'], ['wrong-value --option']],
    ['an option that reaches for prototypes', ['uniform', '--option', '__proto__.bits=3'], ['forbidden-key --option']],
    ['a value that is no YAML', ['uniform', '--option', 'bits={'], ['yaml-syntax --option bits']],
    ['a value that is not a number', ['uniform', '--option', 'bits=.nan'], ['not-a-number --option bits']],
    ['an engine that is none', ['unifrom', '--bits', '3'], ['unknown-engine --engine']],
    ['an engine file that is none', ['./unifrom.js'], ['file-not-found --engine']],
    [
      'a group that does not divide',
      ['vector-k-means', '--k', '3', '--option', 'channels=7'],
      ['group-size --option channels'],
    ],
    [
      'tables of outputs that do not divide',
      ['deep-k-means', '--k', '3', '--option', 'tables=per-group', '--option', 'groupSize=3'],
      ['group-size --option groupSize'],
    ],
    ['a pattern that fits nothing', ['uniform', '--bits', '3', '--exclude', 'cnov'], ['no-such-layer --exclude']],
    [
      'importance for an engine that has no use for it',
      ['uniform', '--bits', '3', '--importance', 'i.safetensors'],
      ['key-without-effect --importance'],
    ],
    [
      'importance that is not there',
      ['deep-k-means', '--k', '3', '--option', 'importance=given'],
      ['importance-absent deep/wide'],
    ],
  ])('%s', async (_, [engine, ...args], expected) => {
    const without = everything(folder);
    expect(await faults(folder, 'compress', ...withWeights, '--engine', engine!, ...args, '--out', 'never')).toEqual(
      expected,
    );
    expect(everything(folder)).toEqual(without);
  });

  test('more entries than vectors, or than different ones, and equal weights: clamped, and said', async () => {
    const many = await compress('--engine', 'deep-k-means', '--k', '5000', '--option', 'firstLayer=same');
    expect(many.layers[0]).toMatchObject({
      encoding: { entries: 36 },
      error: { sqnrDb: null },
      warnings: [expect.stringContaining('K lowered from 5000 to 36')],
    });
    const equal = { ...files, 'w.safetensors': denseSafetensors(changed(() => 0.25)) };
    const flat = await json(
      folderWith(equal),
      'compress',
      ...withWeights,
      '--engine',
      'deep-k-means',
      '--k',
      '4',
      '--option',
      'firstLayer=same',
    );
    expect(flat.layers[0]).toMatchObject({
      encoding: { entries: 1 },
      error: { sqnrDb: null },
      warnings: [expect.stringContaining('K lowered')],
    });
    const zero = { ...files, 'w.safetensors': denseSafetensors(changed(() => 0)) };
    const none = await json(
      folderWith(zero),
      'compress',
      ...withWeights,
      '--engine',
      'deep-k-means',
      '--k',
      '4',
      '--sparsity',
      '0.5',
      '--option',
      'firstLayer=same',
    );
    expect(none.layers[0]).toMatchObject({ zeroShare: 1 });
  });
});

describe('weights', () => {
  const compress = (content: Uint8Array) =>
    faults(
      folderWith({ ...files, 'w.safetensors': content }),
      'compress',
      ...withWeights,
      '--engine',
      'uniform',
      '--bits',
      '8',
      '--out',
      'o',
    );

  test('that are absent, not finite, misshapen or of another network are refused, every layer named', async () => {
    const folder = folderWith(files);
    const absent = await faults(folder, 'compress', 'net.yaml', '--engine', 'uniform', '--bits', '8');
    expect(absent).toEqual(['weights-absent conv', 'weights-absent deep/wide', 'weights-absent fc']);
    expect(await compress(denseSafetensors(changed((value, at) => (at === 3 ? Number.NaN : value))))).toEqual([
      'weights-not-finite conv',
      'weights-not-finite deep/wide',
      'weights-not-finite fc',
    ]);
    expect(
      await compress(denseSafetensors(changed((value, at) => (at === 3 ? Number.POSITIVE_INFINITY : value)))),
    ).toHaveLength(3);
    const swapped = new Map(
      [...weights].map(
        ([
          name,
          {
            shape: [m, c, r, s],
            data,
          },
        ]): [string, WeightTensor] => [name, { shape: [c, m, r, s], data }],
      ),
    );
    expect(await compress(denseSafetensors(swapped))).toEqual([
      'weights-shape conv.weight',
      'weights-shape deep/wide.weight',
      'weights-shape fc.weight',
    ]);
    expect(await compress(denseSafetensors(new Map([['other', weights.get('fc')!]])))).toEqual(['weights-absent']);
    expect(await faults(folder, 'compress', 'lenet5', '--weights', 'w.safetensors', '--engine', 'none')).toEqual([
      'weights-absent',
    ]);
  });

  test('of normalisations and the like are left aside, and said', async () => {
    const more = new Map([
      ...weights,
      ['bn1', { shape: [4, 1, 1, 1], data: new Float32Array(4) }] as [string, WeightTensor],
    ]);
    const folder = folderWith({ ...files, 'w.safetensors': denseSafetensors(more) });
    const { warnings } = await json(folder, 'compress', ...withWeights, '--engine', 'none');
    expect(warnings).toEqual([expect.stringMatching(/left aside: bn1\.weight$/)]);
  });

  test('a file that is cut, noise, empty or text', async () => {
    for (const content of [
      weightBytes.slice(0, 5),
      weightBytes.slice(0, -1),
      new Uint8Array(0),
      new TextEncoder().encode('hello, world'),
    ]) {
      expect((await compress(content))[0]).toMatch(/^safetensors-invalid/);
    }
    expect(await compress(header('{"a":{"dtype":"F32","shape":[1e300,1e300],"data_offsets":[0,4]}}'))).toEqual([
      'safetensors-invalid a',
    ]);
    expect(await compress(header('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'))).toEqual([
      'weights-absent',
    ]);
    expect(await compress(header('['.repeat(200_000)))).toEqual(['safetensors-invalid']);
  });
});

describe('decompress', () => {
  test('refuses what is no artefact, has changed, or holds no weights', async () => {
    const folder = folderWith(files);
    expect(await faults(folder, 'decompress', 'w.safetensors', '--out', 'o')).toEqual(['artefact-corrupt']);
    expect(await faults(folder, 'decompress', 'net.yaml', '--out', 'o')).toEqual(['artefact-corrupt']);
    expect(await faults(folder, 'decompress', 'a.kj', '--out', 'o')).toEqual(['file-not-found']);
    await json(folder, 'compress', 'net.yaml', '--engine', 'assume', '--k', '3', '--out', 'assumed');
    expect(await faults(folder, 'decompress', 'assumed', '--out', 'o')).toEqual([
      'weights-absent conv',
      'weights-absent deep/wide',
      'weights-absent fc',
    ]);
    expect(await faults(folder, 'decompress', 'assumed', '--out', 'o.onnx')).toEqual(['missing-option --onnx']);
    expect(await faults(folder, 'decompress', 'assumed', '--onnx', 'm.onnx', '--out', 'o')).toEqual([
      'wrong-value --out',
    ]);
  });
});

function changed(change: (value: number, at: number) => number): ReadonlyMap<string, WeightTensor> {
  return new Map([...weights].map(([name, tensor]) => [name, { ...tensor, data: tensor.data.map(change) }]));
}

/** A safetensors file of this header and four bytes of data. */
function header(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const file = new Uint8Array(8 + bytes.length + 4);
  new DataView(file.buffer).setBigUint64(0, BigInt(bytes.length), true);
  file.set(bytes, 8);
  return file;
}
