import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { decodeCodebook } from '../../src/compression/codebook-tensor.ts';
import { arithmeticDecode, arithmeticEncode } from '../../src/compression/coding/arithmetic.ts';
import { codingFrequencies } from '../../src/compression/coding/frequencies.ts';
import { huffmanDecode, huffmanEncode } from '../../src/compression/coding/huffman.ts';
import { huffmanLengths } from '../../src/compression/coding/huffman-code.ts';
import { countedBits } from '../../src/compression/counted-bits.ts';
import { decodeDense } from '../../src/compression/dense-tensor.ts';
import type {
  CompressedTensor,
  CompressedWorkload,
  CompressionEngine,
  CompressionInput,
} from '../../src/compression/engine.ts';
import { engines } from '../../src/compression/engines/index.ts';
import { runEngine } from '../../src/compression/run-engine.ts';
import { InputError } from '../../src/shared/issue.ts';
import { mapWeights, smallInput, smallNetwork } from '../compression/small-network.ts';
import { documentedEngine } from '../support/documented-engine.ts';

type Options = Readonly<Record<string, unknown>>;

/** Option sets that between them reach every path of each engine. */
const settings: Readonly<Record<string, readonly Options[]>> = {
  none: [{}],
  'deep-k-means': [
    { k: 8 },
    { clusterRate: 0.1, firstLayer: 'same', fc: true, sparsity: 0.3, coding: 'arithmetic' },
    { k: 6, sparsity: 0.5, sparsityForm: 'nearest-mean-to-mean', firstLayer: { k: 12 }, codebookBits: 16 },
    { k: 5, tables: 'per-group', groupSize: 2, scale: 'per-channel', codebookBits: 8, coding: 'plain' },
    { k: 9, keepZeros: true, importance: 'magnitude', init: 'density', layers: { 'p*': { k: 3, sparsity: 0.2 } } },
  ],
  'scalar-k-means': [{ k: 16 }, { k: 8, prune: 0.6, init: 'uniform' }, { clusterRate: 0.05, coding: 'entropy-bound' }],
  'vector-k-means': [{ k: 7 }, { k: 5, channels: 'all', fc: true }, { k: 6, sparsity: 0.4, init: 'random' }],
  uniform: [{ bits: 8 }, { bits: 4, symmetric: false }, { bits: 3, scale: 'per-channel', symmetric: false }],
  prune: [
    { share: 0.7 },
    { share: 0.9, positions: 'runs', runBits: 3 },
    { share: 0.3, structure: 'filters', norm: 'l2' },
    { share: 0.5, scope: 'network' },
  ],
  hashed: [{ clusterRate: 0.125 }, { k: 4, codebookBits: 8 }],
  'soft-weight-sharing': [{}, { k: 5, zeroShare: 0.5, coding: 'arithmetic' }],
  assume: [{ k: 8, sparsity: 0.3 }, { bits: 4 }, { sparsity: 0.8, fc: true }, { clusterRate: 0.1, coding: 'plain' }],
  'my-engine': [{}, { scale: 2 }],
};

const foreign = await documentedEngine();
/** As scenarios and commands run it: options checked, the result held to the contract. */
const myEngine = { ...foreign, compress: (input, options) => runEngine(foreign, input, options) } as CompressionEngine;
const all = [...engines, myEngine];
const cases = all.flatMap((engine) =>
  (settings[engine.name] ?? []).map((options) => ({
    engine,
    options,
    title: `${engine.name} ${JSON.stringify(options)}`,
  })),
);

/** Decoded weights from what is stored, or undefined where values themselves are. */
function decodedAnew({ encoding, ...layer }: CompressedTensor): Float32Array | undefined {
  const { codebook, indexStream, scales, shape, zeroPoints } = layer;
  if (encoding.kind === 'codebook')
    return decodeCodebook({ ...encoding, codebook: codebook!, indices: indexStream!, scales, shape });
  if (encoding.kind !== 'dense' || indexStream === undefined) return undefined;
  return decodeDense({ bits: encoding.bitsPerWeight, stored: indexStream, scales: scales!, zeroPoints });
}

async function codesOf(result: Promise<unknown>): Promise<string[]> {
  const error = await result.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).issues.map(({ code }) => code);
}

test('every engine has settings to be tried with', () => {
  expect(Object.keys(settings)).toEqual(all.map(({ name }) => name));
});

describe.each(cases)('$title', ({ engine, options }) => {
  const run = (input: CompressionInput = smallInput()) => engine.compress(input, options);

  test('gives one entry per layer with weights, in order, named and shaped as the layer', async () => {
    const input = smallInput();
    const { layers, seed, engine: name } = await run(input);
    expect([name, seed]).toEqual([engine.name, 1]);
    expect(layers.map(({ layer }) => layer)).toEqual([...input.weights.keys()]);
    for (const layer of layers) {
      const { shape, data, bias } = input.weights.get(layer.layer)!;
      expect(layer.shape).toEqual(shape);
      expect([layer.weights, layer.biases]).toEqual([data.length, bias?.length ?? 0]);
      expect(layer.bias ?? bias).toEqual(bias);
    }
  });

  test('the same seed gives the same bytes, and input and options are left as they were', async () => {
    const [input, untouched] = [smallInput(), smallInput()];
    const given = structuredClone(options);
    expect(await run(input)).toEqual(await run(untouched));
    expect(input).toEqual(smallInput());
    expect(options).toEqual(given);
  });

  test('stored bits are what the encoding adds up to', async () => {
    for (const layer of (await run()).layers) {
      expect(layer.bitsBefore).toBe(32 * (layer.weights + layer.biases));
      expect(layer.bitsAfter).toBeCloseTo(countedBits(layer), 6);
      expect(layer.bitsAfter).toBeGreaterThanOrEqual(32 * layer.biases);
    }
  });

  test('decoded weights are table[index] · scale, finite, and the error and zero share are theirs', async () => {
    const input = smallInput();
    for (const layer of (await run(input)).layers) {
      if (layer.assumed) {
        expect([layer.decoded, layer.indices, layer.error]).toEqual([undefined, undefined, undefined]);
        continue;
      }
      const decoded = layer.decoded!;
      expect(decodedAnew(layer) ?? decoded).toEqual(decoded);
      expect(decoded.length).toBe(layer.weights);
      expect(decoded.every(Number.isFinite)).toBe(true);
      expect(layer.zeroShare).toBeCloseTo(decoded.filter((value) => value === 0).length / decoded.length, 12);
      if (layer.error === undefined) continue;
      const { data } = input.weights.get(layer.layer)!;
      const squares = data.reduce((sum, value, at) => sum + (value - decoded[at]!) ** 2, 0);
      expect(layer.error.meanSquared).toBeCloseTo(squares / data.length, 10);
    }
  });

  test('index streams come back from both coders, in the bits that are stated', async () => {
    for (const { encoding, indices, indexStream } of (await run()).layers) {
      if (encoding.kind !== 'codebook' || indices === undefined) continue;
      const stream = indexStream!;
      expect(stream.length).toBe(encoding.vectors);
      const counts = indices.histogram;
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(stream.length);
      const lengths = huffmanLengths(counts);
      const huffman = huffmanEncode(stream, lengths);
      expect(huffmanDecode(huffman.bytes, lengths, stream.length)).toEqual(stream);
      expect(indices.huffmanBits * stream.length).toBeCloseTo(huffman.bits, 6);
      const frequencies = codingFrequencies(counts);
      const arithmetic = arithmeticEncode(stream, frequencies);
      expect(arithmeticDecode(arithmetic, frequencies, stream.length)).toEqual(stream);
      expect(indices.arithmeticBits * stream.length).toBeCloseTo(arithmetic.length * 8, 6);
      expect(indices.entropyBits).toBeLessThanOrEqual(indices.huffmanBits + 1e-9);
      expect(indices.distinctPerInputChannel).toBeGreaterThanOrEqual(1);
      expect(indices.distinctPerInputChannel).toBeLessThanOrEqual(encoding.entries * encoding.tables);
    }
  });

  test('all-zero and all-equal weights are no error, and zeros decode to zeros', async () => {
    for (const layer of (await run(mapWeights(() => 0))).layers) {
      expect(layer.decoded?.every((value) => value === 0) ?? true).toBe(true);
    }
    await run(mapWeights(() => 0.25));
  });

  test('an option that does not exist is an InputError', async () => {
    expect(await codesOf(engine.compress(smallInput(), { ...options, nonsense: 1 }))).toContain('unknown-key');
  });

  test('weights that are not finite are an InputError that names the layer', async () => {
    const broken = mapWeights((value, at) => (at === 5 ? Number.NaN : value));
    expect(new Set(await codesOf(run(broken)))).toEqual(new Set(['weights-not-finite']));
    const infinite = mapWeights((value, at) => (at === 7 ? Number.POSITIVE_INFINITY : value));
    expect(new Set(await codesOf(run(infinite)))).toEqual(new Set(['weights-not-finite']));
  });

  test('without weights it says so, or marks the result assumed', async () => {
    if (engine === myEngine) return;
    const input = { ...smallInput(), weights: new Map() };
    if (['none', 'assume'].includes(engine.name)) {
      const { layers } = await run(input);
      expect(layers).toHaveLength(7);
      expect(layers.every(({ assumed }) => assumed)).toBe(true);
    } else {
      expect(new Set(await codesOf(run(input)))).toEqual(new Set(['weights-absent']));
    }
  });
});

describe('in a browser', () => {
  test('every engine runs where there is no process, no file and no module, and gives the same bytes', async () => {
    const entry = fileURLToPath(new URL('../../src/compression/engines/index.ts', import.meta.url));
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      platform: 'browser',
      format: 'iife',
      globalName: 'compression',
      write: false,
      logLevel: 'silent',
    });
    const input = { ...smallInput(), workload: smallNetwork };
    const types = {
      setTimeout,
      Float32Array,
      Float64Array,
      Uint8Array,
      Uint16Array,
      Uint32Array,
      Int32Array,
      WebAssembly,
      atob,
    };
    const context = createContext({ ...types, Map, URL, TextEncoder, TextDecoder, input });
    runInContext(outputFiles[0]!.text, context);
    for (const { engine, options } of cases.filter((each) => each.engine !== myEngine)) {
      const call = `compression.engines.find(({ name }) => name === ${JSON.stringify(engine.name)})
        .compress(input, ${JSON.stringify(options)})`;
      const there = (await runInContext(call, context)) as CompressedWorkload;
      const here = await engine.compress(input, options);
      const bytes = ({ layers }: CompressedWorkload) =>
        layers.map(({ decoded, bitsAfter }) => [bitsAfter, ...(decoded ?? [])]);
      expect(bytes(there)).toEqual(bytes(here));
    }
  });
});
