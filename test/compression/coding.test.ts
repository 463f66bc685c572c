import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arithmeticDecode, arithmeticEncode } from '../../src/compression/coding/arithmetic.ts';
import { entropyBits, histogramOf } from '../../src/compression/coding/entropy.ts';
import { codingFrequencies } from '../../src/compression/coding/frequencies.ts';
import { huffmanDecode, huffmanEncode } from '../../src/compression/coding/huffman.ts';
import { huffmanLengths } from '../../src/compression/coding/huffman-code.ts';
import { packBits, unpackBits } from '../../src/compression/coding/packed.ts';
import { plainIndexBits } from '../../src/compression/coding/plain-index-bits.ts';
import { Random } from '../../src/shared/random.ts';

/** Streams from flat to very skewed. */
const streams = fc
  .record({
    entries: fc.integer({ min: 1, max: 300 }),
    length: fc.integer({ min: 0, max: 2000 }),
    skew: fc.integer({ min: 1, max: 20 }),
    seed: fc.nat(),
  })
  .map(({ entries, length, skew, seed }) => {
    const random = new Random(seed);
    return { entries, stream: Uint32Array.from({ length }, () => Math.floor(random.next() ** skew * entries)) };
  });

describe('entropy', () => {
  test('two symbols, three to one: 0.75·log2(4/3) + 0.25·log2 4', () => {
    expect(entropyBits([3, 1])).toBeCloseTo(0.75 * Math.log2(4 / 3) + 0.25 * 2, 12);
  });

  test('K equally frequent symbols take log2 K bits, one symbol none', () => {
    expect(entropyBits([5, 5, 5, 5, 5, 5, 5, 5])).toBeCloseTo(3, 12);
    expect(entropyBits([7, 0])).toBe(0);
    expect(entropyBits([])).toBe(0);
  });
});

describe('plain indices', () => {
  test('take ⌈log2 K⌉ bits', () => {
    expect([1, 2, 3, 4, 5, 256, 257].map(plainIndexBits)).toEqual([0, 1, 2, 2, 3, 8, 9]);
  });

  test('come back from ⌈N·bits/8⌉ bytes', () => {
    fc.assert(
      fc.property(streams, ({ entries, stream }) => {
        const bits = plainIndexBits(entries);
        const bytes = packBits(stream, bits);
        expect(bytes.length).toBe(Math.ceil((stream.length * bits) / 8));
        expect(unpackBits(bytes, bits, stream.length)).toEqual(stream);
      }),
    );
  });
});

describe('Huffman', () => {
  test('any stream comes back, in H to H + 1 bits per symbol', () => {
    fc.assert(
      fc.property(streams, ({ entries, stream }) => {
        const counts = histogramOf(stream, entries);
        const lengths = huffmanLengths(counts);
        const { bytes, bits } = huffmanEncode(stream, lengths);
        expect(huffmanDecode(bytes, lengths, stream.length)).toEqual(stream);
        const perSymbol = bits / Math.max(1, stream.length);
        expect(perSymbol).toBeGreaterThanOrEqual(entropyBits(counts) - 1e-9);
        expect(perSymbol).toBeLessThanOrEqual(entropyBits(counts) + 1);
      }),
    );
  });

  test('the textbook example: counts 5, 9, 12, 13, 16, 45 take 224 bits', () => {
    const counts = [5, 9, 12, 13, 16, 45];
    const lengths = huffmanLengths(counts);
    expect([...lengths]).toEqual([4, 4, 3, 3, 3, 1]);
    expect(counts.reduce((sum, count, symbol) => sum + count * lengths[symbol]!, 0)).toBe(224);
  });

  test('counts like Fibonacci numbers, the worst case, keep lengths the bit writer can take', () => {
    const counts = [1, 1];
    while (counts.length < 60) counts.push(counts.at(-1)! + counts.at(-2)!);
    const lengths = huffmanLengths(counts);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(30);
    const stream = Uint32Array.from(counts.keys());
    expect(huffmanDecode(huffmanEncode(stream, lengths).bytes, lengths, 60)).toEqual(stream);
  });

  test('a stream cut short, or a code that does not exist, is a RangeError', () => {
    const lengths = Uint8Array.of(1, 0);
    expect(() => huffmanDecode(Uint8Array.of(), lengths, 1)).toThrow(RangeError);
    expect(() => huffmanDecode(Uint8Array.of(255), lengths, 1)).toThrow(RangeError);
    expect(() => huffmanDecode(Uint8Array.of(255), Uint8Array.of(0, 0), 1)).toThrow(RangeError);
  });
});

describe('the arithmetic coder', () => {
  test('any stream comes back, within 2 bytes of the entropy while frequencies are exact', () => {
    fc.assert(
      fc.property(streams, ({ entries, stream }) => {
        const counts = histogramOf(stream, entries);
        const frequencies = codingFrequencies(counts);
        const bytes = arithmeticEncode(stream, frequencies);
        expect(arithmeticDecode(bytes, frequencies, stream.length)).toEqual(stream);
        expect(bytes.length * 8).toBeLessThanOrEqual(stream.length * entropyBits(counts) + 16);
      }),
    );
  });

  test('long skewed streams, whose carries run far back, come back at less than a bit per symbol', () => {
    const random = new Random(7);
    const stream = Uint32Array.from({ length: 200_000 }, () => (random.next() < 0.02 ? 1 : 0));
    const counts = histogramOf(stream, 2);
    const frequencies = codingFrequencies(counts);
    const bytes = arithmeticEncode(stream, frequencies);
    expect(arithmeticDecode(bytes, frequencies, stream.length)).toEqual(stream);
    expect((bytes.length * 8) / stream.length).toBeLessThan(entropyBits(counts) * 1.001);
  });

  test('damaged bytes give another stream or a RangeError, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.array(fc.nat(9), { maxLength: 9 }), (bytes, counts) => {
        try {
          expect(arithmeticDecode(bytes, Uint16Array.from(counts), 100)).toHaveLength(100);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
