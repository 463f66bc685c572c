import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import jpeg from 'jpeg-js';
import { describe, expect, test } from 'vitest';
import { loadTrainingData } from '../../src/files/load-training-data.ts';
import { InputError } from '../../src/shared/issue.ts';
import { decodeImage } from '../../src/training/data/decode-image.ts';
import { syntheticDigits } from '../../src/training/data/synthetic-digits.ts';
import { folderWith } from '../cli/run-in.ts';

const bytes = (count: number, value: (at: number) => number) =>
  Uint8Array.from({ length: count }, (_, at) => value(at));

function idx(sizes: readonly number[], data: Uint8Array): Uint8Array {
  return Buffer.concat([
    Buffer.of(0, 0, 8, sizes.length),
    ...sizes.map((size) => Buffer.of(0, 0, size >> 8, size & 255)),
    data,
  ]);
}

function npy(descr: string, shape: readonly number[], data: Uint8Array, fortran = 'False'): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape.join(', ')},), }\n`;
  return Buffer.concat([
    Buffer.of(0x93),
    Buffer.from('NUMPY'),
    Buffer.of(1, 0, header.length & 255, header.length >> 8),
    Buffer.from(header),
    data,
  ]);
}

async function load(files: Readonly<Record<string, Uint8Array | string>>, more: object = {}) {
  const cwd = folderWith(files);
  return loadTrainingData({ from: '.', seed: 1, channels: 1, ...more }, { cwd, folder: cwd });
}

const images = idx(
  [6, 2, 3],
  bytes(36, (at) => at),
);
const labels = idx(
  [6],
  bytes(6, (at) => at),
);

describe('IDX', () => {
  test('one pair of files is split by the seed: every image once, its label with it', async () => {
    const data = await load(
      { 'mnist-images-idx3-ubyte': images, 'mnist-labels-idx1-ubyte.gz': gzipSync(labels) },
      { training: 4 },
    );
    expect([data.training.rows, data.training.columns, data.training.channels]).toEqual([2, 3, 1]);
    const all = [data.training, data.test].flatMap((set) =>
      [...set.labels].map((label, at) => [label, set.pixels[at * 6]]),
    );
    expect(all.length).toBe(6);
    for (const [label, pixel] of all) expect(pixel).toBe(label! * 6);
    expect(new Set(all.map(([label]) => label)).size).toBe(6);
    expect(data.source).toContain(createHash('sha256').update(images).digest('hex'));
    expect(data.source).toContain('seed 1');
  });

  test('two pairs are training and test', async () => {
    const data = await load({
      'train-images-idx3-ubyte': images,
      'train-labels-idx1-ubyte': labels,
      't10k-images-idx3-ubyte': idx(
        [1, 2, 3],
        bytes(6, () => 9),
      ),
      't10k-labels-idx1-ubyte': idx(
        [1],
        bytes(1, () => 7),
      ),
    });
    expect([data.training.labels.length, [...data.test.labels]]).toEqual([6, [7]]);
  });

  test.each([
    ['cut off', { 'a-images-idx3-ubyte': images.subarray(0, 40), 'a-labels-idx1-ubyte': labels }, 'bad-image-file'],
    ['no IDX', { 'a-images-idx3-ubyte': bytes(40, () => 7), 'a-labels-idx1-ubyte': labels }, 'bad-image-file'],
    [
      'fewer labels',
      {
        'a-images-idx3-ubyte': images,
        'a-labels-idx1-ubyte': idx(
          [5],
          bytes(5, () => 0),
        ),
      },
      'bad-image-file',
    ],
    ['no labels', { 'a-images-idx3-ubyte': images }, 'bad-image-file'],
    [
      'a damaged archive',
      { 'a-images-idx3-ubyte.gz': gzipSync(images).subarray(0, 30), 'a-labels-idx1-ubyte': labels },
      'bad-image-file',
    ],
    ['nothing known', { 'notes.txt': 'x' }, 'no-images'],
  ])('%s is refused', async (_, files, code) => {
    expect(await codes(load(files))).toEqual([code]);
  });

  test('checksums that are given are checked', async () => {
    const files = { 'a-images-idx3-ubyte': images, 'a-labels-idx1-ubyte': labels };
    const sum = createHash('sha256').update(labels).digest('hex');
    await load(files, { sha256: { 'a-labels-idx1-ubyte': sum } });
    expect(await codes(load(files, { sha256: { 'a-images-idx3-ubyte': sum } }))).toEqual(['wrong-checksum']);
    expect(await codes(load(files, { sha256: { other: sum } }))).toEqual(['wrong-checksum']);
  });

  test('more images than there are is refused', async () => {
    const files = { 'a-images-idx3-ubyte': images, 'a-labels-idx1-ubyte': labels };
    expect(await codes(load(files, { training: 6, test: 1 }))).toEqual(['no-images']);
  });

  const mnist = fileURLToPath(new URL('../../../shared/data/mnist', import.meta.url));
  test.skipIf(!existsSync(mnist))('MNIST: 10,000 images of 28 × 28, all ten digits', async () => {
    const data = await loadTrainingData(
      { from: mnist, training: 8000, test: 2000, seed: 1, channels: 1 },
      { cwd: '/', folder: '/' },
    );
    expect([data.training.labels.length, data.test.labels.length]).toEqual([8000, 2000]);
    expect([data.training.rows, data.training.columns]).toEqual([28, 28]);
    // LeCun, Cortes and Burges: digits of the test set
    const counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];
    const all = [...data.training.labels, ...data.test.labels];
    expect(counts.map((_, digit) => all.filter((label) => label === digit).length)).toEqual(counts);
  });
});

describe('CIFAR-10', () => {
  const record = (label: number) =>
    Buffer.concat([Buffer.of(label), bytes(3072, (at) => Math.floor(at / 1024) * 10 + (at % 1024 === 33 ? 5 : 0))]);

  test('planes become channels, files are joined', async () => {
    const batch = Buffer.concat([record(3), record(9)]);
    const data = await load(
      { 'data_batch_1.bin': batch, 'data_batch_2.bin': batch, 'test_batch.bin': record(1) },
      { channels: 3 },
    );
    expect([...data.training.labels]).toEqual([3, 9, 3, 9]);
    expect([...data.training.pixels.subarray(0, 3)]).toEqual([0, 10, 20]);
    // row 1, column 1 of 32 columns
    expect([...data.training.pixels.subarray(33 * 3, 34 * 3)]).toEqual([5, 15, 25]);
    expect([...data.test.labels]).toEqual([1]);
  });

  test.each([
    ['cut off', record(3).subarray(1)],
    ['a label beyond 9', record(10)],
  ])('%s is refused', async (_, batch) => {
    expect(await codes(load({ 'data_batch_1.bin': batch }))).toEqual(['bad-image-file']);
  });
});

describe('NumPy arrays', () => {
  const floats = (values: readonly number[]) => new Uint8Array(Float32Array.from(values).buffer);

  test('an archive of training and test arrays, channels first or last', async () => {
    const files = {
      'x_train.npy': npy(
        '|u1',
        [2, 3, 5, 5],
        bytes(150, (at) => at),
      ),
      'y_train.npy': npy('<i8', [2], new Uint8Array(BigInt64Array.of(1n, 0n).buffer)),
      'x_test.npy': npy(
        '|u1',
        [1, 5, 5, 3],
        bytes(75, (at) => at),
      ),
      'y_test.npy': npy('>i4', [1], Uint8Array.of(0, 0, 0, 2)),
    };
    const cwd = folderWith({ 'set.npz': zipSync(files) });
    const data = await loadTrainingData({ from: 'set.npz', seed: 1, channels: 3 }, { cwd, folder: cwd });
    expect([...data.training.pixels.subarray(0, 3)]).toEqual([0, 25, 50]);
    expect([[...data.training.labels], [...data.test.labels]]).toEqual([[1, 0], [2]]);
    expect([...data.test.pixels.subarray(0, 3)]).toEqual([0, 1, 2]);
  });

  test('floats are taken as they are', async () => {
    const data = await load({
      'images.npy': npy('<f4', [5, 1, 2], floats([0, 0.5, 1, 2, 3, 4, 5, 6, 7, 8])),
      'labels.npy': npy(
        '|u1',
        [5],
        bytes(5, () => 0),
      ),
    });
    expect(data.training.pixels).toBeInstanceOf(Float32Array);
    expect([...data.training.pixels, ...data.test.pixels].sort((a, b) => a - b)[1]).toBe(0.5);
  });

  test.each([
    [
      'Fortran order',
      npy(
        '|u1',
        [1, 2, 2],
        bytes(4, () => 0),
        'True',
      ),
    ],
    [
      'another type',
      npy(
        '<c8',
        [1, 2, 2],
        bytes(32, () => 0),
      ),
    ],
    [
      'cut off',
      npy(
        '|u1',
        [1, 2, 2],
        bytes(3, () => 0),
      ),
    ],
    [
      'no images',
      npy(
        '|u1',
        [4],
        bytes(4, () => 0),
      ),
    ],
    ['no array', bytes(40, () => 1)],
  ])('%s is refused', async (_, array) => {
    expect(
      await codes(
        load({
          'images.npy': array,
          'labels.npy': npy(
            '|u1',
            [1],
            bytes(1, () => 0),
          ),
        }),
      ),
    ).toEqual(['bad-image-file']);
  });
});

describe('folders of pictures', () => {
  const png = (red: number, width = 4) =>
    encode({ width, height: 3, channels: 3, depth: 8, data: bytes(width * 9, (at) => (at % 3 === 0 ? red : 0)) });

  test('a folder per class, in the order of their names; colour becomes luma where the network is grey', async () => {
    const data = await load(
      { 'train/dog/1.png': png(100), 'train/cat/1.png': png(200), 'test/cat/2.PNG': png(50) },
      {},
    );
    expect([...data.training.labels]).toEqual([0, 1]);
    expect([data.training.pixels[0], data.training.pixels[12]]).toEqual([
      Math.round(0.299 * 200),
      Math.round(0.299 * 100),
    ]);
    expect([data.test.labels.length, data.test.rows, data.test.columns]).toEqual([1, 3, 4]);
  });

  test('JPEG and grey PNG are read; grey becomes three equal channels', async () => {
    const { data } = jpeg.encode({ width: 8, height: 8, data: bytes(256, () => 120) }, 95);
    const picture = await decodeImage('x.jpg', new Uint8Array(data), 1);
    expect([picture.rows, picture.columns, picture.channels]).toEqual([8, 8, 1]);
    expect(Math.abs(picture.pixels[20]! - 120)).toBeLessThan(4);
    const grey = encode({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(0x1200, 0xff00) });
    expect([...(await decodeImage('x.png', grey, 3)).pixels]).toEqual([0x12, 0x12, 0x12, 0xff, 0xff, 0xff]);
  });

  test('pictures of several sizes, damaged ones, and what is no picture are refused', async () => {
    expect(await codes(load({ 'a/1.png': png(1), 'a/2.png': png(1, 5), 'b/3.png': png(1, 6) }))).toEqual([
      'image-size',
      'image-size',
    ]);
    expect(await codes(load({ 'a/1.png': png(1).subarray(0, 50) }))).toEqual(['bad-image-file']);
    expect(await codes(load({ 'a/1.jpg': 'hello' }))).toEqual(['bad-image-file']);
  });
});

describe('digits drawn by kjoule', () => {
  test('depend on the seed alone, hold all ten digits, and training differs from test', () => {
    const make = (seed: number) => syntheticDigits({ training: 120, test: 60, seed });
    const data = make(1);
    expect(make(1)).toEqual(data);
    expect(make(2).training.pixels).not.toEqual(data.training.pixels);
    expect(new Set(data.training.labels).size).toBe(10);
    expect(data.test.pixels.subarray(0, 784)).not.toEqual(data.training.pixels.subarray(0, 784));
    expect(data.source).toContain('not handwriting');
  });
});

async function codes(loading: Promise<unknown>): Promise<readonly string[]> {
  const error = await loading.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InputError)) throw error ?? new Error('nothing was wrong');
  return error.issues.map(({ code }) => code);
}
