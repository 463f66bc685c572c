import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksum, crc32 } from '../../src/compression/artefact/checksum.ts';
import { writeNpy } from '../../src/compression/artefact/npy.ts';
import { readArtefact } from '../../src/compression/artefact/read-artefact.ts';
import { readSafetensors } from '../../src/compression/artefact/read-safetensors.ts';
import { writeSafetensors } from '../../src/compression/artefact/safetensors.ts';
import { writeArtefact } from '../../src/compression/artefact/write-artefact.ts';
import { decodedWeights } from '../../src/compression/decoded-weights.ts';
import type { CompressedWorkload, CompressionInput } from '../../src/compression/engine.ts';
import { engines } from '../../src/compression/engines/index.ts';
import { InputError } from '../../src/shared/issue.ts';
import { fullyConnectedLayer } from '../../src/workload/layers.ts';
import { mapWeights, randomWeights, smallInput } from './small-network.ts';

const cases: readonly [string, Readonly<Record<string, unknown>>][] = [
  ['none', {}],
  ['deep-k-means', { k: 9, coding: 'plain' }],
  ['deep-k-means', { k: 9, sparsity: 0.4, coding: 'huffman', codebookBits: 16 }],
  ['deep-k-means', { k: 5, coding: 'arithmetic', codebookBits: 8, tables: 'per-group', groupSize: 2 }],
  ['deep-k-means', { k: 5, coding: 'entropy-bound', scale: 'per-channel' }],
  ['vector-k-means', { k: 1 }],
  ['uniform', { bits: 5 }],
  ['uniform', { bits: 3, symmetric: false, scale: 'per-channel' }],
  ['prune', { share: 0.8 }],
  ['prune', { share: 0.9, positions: 'runs', runBits: 3 }],
  ['prune', { share: 0.5, structure: 'filters' }],
  ['hashed', { k: 20, codebookBits: 8 }],
  ['soft-weight-sharing', {}],
  ['assume', { k: 8, sparsity: 0.2 }],
];

function compress(name: string, options: Readonly<Record<string, unknown>>, input = smallInput()) {
  return engines.find((engine) => engine.name === name)!.compress(input, options);
}

/** A network of one layer of four weights. */
function tinyInput(): CompressionInput {
  const layers = [fullyConnectedLayer({ name: 'fc', inputs: 2, outputs: 2 })];
  const workload = { name: 'tiny', source: 'test', layers, uncosted: [] };
  return { workload, weights: randomWeights(workload, 1), seed: 1 };
}

/** Bytes behind the header. */
function dataBytes(file: Uint8Array): number {
  return file.length - 8 - Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
}

describe.each(cases)('an artefact of %s %j', (name, options) => {
  test('gives back everything that was written: tables, indices, decoded weights, figures', async () => {
    const compressed = await compress(name, options);
    expect(readArtefact('a', writeArtefact(compressed))).toEqual(compressed);
  });

  test('is as large as the bits that are reported, but for the header and streams filled up to bytes', async () => {
    const compressed = await compress(name, options);
    if (compressed.layers.some(({ assumed }) => assumed)) return;
    const reported = compressed.layers.reduce((sum, { bitsAfter }) => sum + bitsAfter, 0);
    const bits = dataBytes(writeArtefact(compressed)) * 8;
    if (options.coding === 'entropy-bound') {
      expect(bits).toBeGreaterThan(reported);
      return;
    }
    // two streams of a layer may end inside a byte
    expect(bits).toBeGreaterThanOrEqual(reported);
    expect(bits).toBeLessThan(reported + compressed.layers.length * 16);
  });

  test('of all-zero weights gives them back too', async () => {
    const compressed = await compress(
      name,
      options,
      mapWeights(() => 0),
    );
    expect(readArtefact('a', writeArtefact(compressed))).toEqual(compressed);
  });
});

/** What reading gives, or the fault that says why not. */
function outcome(file: Uint8Array): unknown {
  try {
    return readArtefact('broken', file);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).issues[0]).toMatchObject({ code: 'artefact-corrupt', file: 'broken' });
    return 'refused';
  }
}

/** Changes the description and makes the checksum fit again, as a forger would. */
function forged(file: Uint8Array, change: (description: Description) => void): Uint8Array {
  const { tensors, metadata } = readSafetensors(file);
  const description = JSON.parse(String(metadata.kjoule)) as Description;
  change(description);
  const kjoule = JSON.stringify(description);
  return writeSafetensors(tensors, { kjoule, crc32: checksum(kjoule, tensors) });
}

type Description = { layers: Record<string, unknown>[] } & Record<string, unknown>;

describe('a damaged artefact', () => {
  test('of any engine: a bit that flips anywhere, or an end that is missing, never changes a weight unseen', async () => {
    for (const [name, options] of cases) {
      const compressed = await compress(name, options);
      const file = writeArtefact(compressed);
      const at = fc.integer({ min: 0, max: file.length - 1 });
      fc.assert(
        fc.property(at, fc.integer({ min: 0, max: 7 }), fc.boolean(), (place, bit, cut) => {
          const broken = cut ? file.slice(0, place) : file.slice();
          if (!cut) broken[place]! ^= 1 << bit;
          const read = outcome(broken);
          // white space that fills the header up may turn into other white space
          if (read !== 'refused') expect([cut, read]).toEqual([false, compressed]);
        }),
        { numRuns: 200 },
      );
    }
  });

  test('every single bit of a small one, one after another', async () => {
    const compressed = await compress('prune', { share: 0.9, exclude: ['*'], minimumWeights: 0 }, tinyInput());
    const file = writeArtefact(compressed);
    let harmless = 0;
    for (let bit = 0; bit < file.length * 8; bit += 1) {
      const broken = file.slice();
      broken[bit >> 3]! ^= 1 << (bit & 7);
      const read = outcome(broken);
      if (read === 'refused') continue;
      harmless += 1;
      expect(read).toEqual(compressed);
    }
    expect(harmless).toBeLessThan(64);
  });

  test('whose description is forged, checksum and all, is refused or still adds up', async () => {
    const file = writeArtefact(await compress('deep-k-means', { k: 9, coding: 'plain', scale: 'per-channel' }));
    const hostile = fc.oneof(
      fc.constantFrom<unknown>(null, -1, 0, 0.5, 1e300, 2 ** 29, 2 ** 40, '', [], {}, '__proto__', true),
      fc.json().map((text) => JSON.parse(text) as unknown),
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat(), hostile, (layer, key, value) => {
        const broken = forged(file, ({ layers }) => {
          const chosen = layers[layer % layers.length]!;
          const encoding = chosen.encoding as Record<string, unknown>;
          const fields = [
            ...Object.keys(chosen).map((name) => [chosen, name] as const),
            ...Object.keys(encoding).map((name) => [encoding, name] as const),
          ];
          const [target, name] = fields[key % fields.length]!;
          target[name] = value;
        });
        const read = outcome(broken);
        if (read === 'refused') return;
        for (const { decoded, weights, bitsAfter } of (read as CompressedWorkload).layers) {
          expect(decoded?.length ?? weights).toBe(weights);
          expect(Number.isFinite(bitsAfter)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  test.each<[string, (description: Description) => void]>([
    ['a layer twice', ({ layers }) => void layers.push(layers[0]!)],
    [
      'more weights than any memory holds',
      ({ layers }) => void Object.assign(layers[1]!, { weights: 2 ** 29, shape: [2 ** 29, 1, 1, 1] }),
    ],
    ['bits that do not add up', ({ layers }) => void Object.assign(layers[1]!, { bitsAfter: 1 })],
    ['another format', (description) => void Object.assign(description, { format: 2 })],
    ['no layers', (description) => void delete (description as Partial<Description>).layers],
  ])('with %s is refused, although its checksum fits', async (_, change) => {
    const file = writeArtefact(await compress('hashed', { k: 4 }));
    expect(outcome(forged(file, change))).toBe('refused');
  });

  test('with NaN in a table is refused, although its checksum fits', async () => {
    const compressed = await compress('deep-k-means', { k: 3 });
    const layers = compressed.layers.map((layer) => ({
      ...layer,
      ...(layer.codebook && { codebook: layer.codebook.map(() => Number.NaN) }),
    }));
    expect(outcome(writeArtefact({ ...compressed, layers }))).toBe('refused');
  });

  test('any bytes at all are an InputError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => readArtefact('noise', bytes)).toThrow(InputError);
      }),
    );
  });

  test('a header that lies about sizes is an InputError', async () => {
    const file = writeArtefact(await compress('hashed', { k: 4 }));
    const text = new TextDecoder().decode(file);
    const lie = (from: string, to: string) => new TextEncoder().encode(text.replace(from, to));
    expect(() => readArtefact('a', lie('"dtype":"F32"', '"dtype":"F64"'))).toThrow(InputError);
    expect(() => readArtefact('a', lie('\\"weights\\":216', '\\"weights\\":217'))).toThrow(InputError);
    expect(() => readArtefact('a', lie('\\"vectors\\":216', '\\"vectors\\":1e9'))).toThrow(InputError);
  });
});

describe('the file', () => {
  test('has a checksum: CRC-32, whose check value is cbf43926', () => {
    expect(crc32(new TextEncoder().encode('123456789')).toString(16)).toBe('cbf43926');
    expect(crc32(new TextEncoder().encode('6789'), crc32(new TextEncoder().encode('12345'))).toString(16)).toBe(
      'cbf43926',
    );
  });

  test('is plain safetensors: wide elements first, no gaps, layers and parts in the names', async () => {
    const file = writeArtefact(await compress('deep-k-means', { k: 9, codebookBits: 16 }));
    const { tensors } = readSafetensors(file);
    expect(tensors.get('plain:codebook')).toMatchObject({ type: 'F16', shape: [1, 9, 3] });
    expect(tensors.get('first:weights')).toMatchObject({ type: 'F32', shape: [6, 4, 3, 3] });
    const bytes = [...tensors.values()].reduce((sum, tensor) => sum + tensor.bytes.length, 0);
    expect(dataBytes(file)).toBe(bytes);
  });

  test('decodes to dense weights in the form that engines take', async () => {
    const compressed = await compress('uniform', { bits: 8 });
    const weights = decodedWeights(readArtefact('a', writeArtefact(compressed)));
    expect([...weights.keys()]).toEqual([...smallInput().weights.keys()]);
    const again = await compress('none', {}, { ...smallInput(), weights });
    expect(again.layers.map(({ decoded }) => decoded)).toEqual(compressed.layers.map(({ decoded }) => decoded));
  });
});

describe('an .npy file', () => {
  test('has a header of a multiple of 64 bytes with shape and order, then the numbers', () => {
    const file = writeNpy([2, 3], Float32Array.of(1, 2, 3, 4, 5, 6));
    const length = new DataView(file.buffer).getUint16(8, true);
    expect((10 + length) % 64).toBe(0);
    expect(new TextDecoder('latin1').decode(file.subarray(0, 10 + length))).toMatch(
      /^.NUMPY.*\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 3\), \} *\n$/s,
    );
    expect(new Float32Array(file.slice(10 + length).buffer)).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  });

  test('one axis is written (n,), as Python writes a tuple of one', () => {
    expect(new TextDecoder('latin1').decode(writeNpy([3], new Float32Array(3)))).toContain('(3,)');
  });
});
