import { describe, expect, test } from 'vitest';
import { checkEngine } from '../../src/compression/check-engine.ts';
import type { CompressedTensor, CompressionEngine, CompressionInput } from '../../src/compression/engine.ts';
import { engines } from '../../src/compression/engines/index.ts';
import { runEngine } from '../../src/compression/run-engine.ts';
import { InputError, type Issue } from '../../src/shared/issue.ts';
import { documentedEngine } from '../support/documented-engine.ts';
import { mapWeights, smallInput } from './small-network.ts';

const good = await documentedEngine();

/** The documented engine with its answer changed. */
function spoilt(change: (layers: CompressedTensor[]) => unknown): CompressionEngine {
  return {
    ...good,
    compress: async (input, options) => {
      const result = await good.compress(input, options);
      return change([...result.layers]) as never;
    },
  };
}

const inFirst = (change: (layer: CompressedTensor) => object) =>
  spoilt(([first, ...rest]) => ({ layers: [{ ...first!, ...change(first!) }, ...rest] }));

async function faults(engine: CompressionEngine, input: CompressionInput = smallInput()): Promise<readonly Issue[]> {
  const error: unknown = await runEngine(engine, input, {}).catch((reason: unknown) => reason);
  if (!(error instanceof InputError)) throw new Error('expected faults', { cause: error });
  return error.issues;
}

describe('an engine from elsewhere that keeps the contract', () => {
  test('has zero share, distortion and index statistics measured for it', async () => {
    const lying = inFirst(() => ({ zeroShare: 0.5, error: { meanSquared: 0, sqnrDb: 1 } }));
    const { layers } = await runEngine(lying, smallInput(), {});
    expect(layers[0]!.zeroShare).toBe(0);
    expect(layers[0]!.error!.meanSquared).toBeGreaterThan(0);
    expect(layers[0]!.indices!.histogram.reduce((sum, count) => sum + count, 0)).toBe(layers[0]!.weights);
  });

  test('cannot change the weights it is given', async () => {
    const input = smallInput();
    const vandal: CompressionEngine = {
      ...good,
      compress: async (given, options) => {
        const result = await good.compress(given, options);
        for (const { data } of given.weights.values()) data.fill(0);
        return result;
      },
    };
    const { layers } = await runEngine(vandal, input, {});
    expect(input).toEqual(smallInput());
    expect(layers[0]!.error!.meanSquared).toBeGreaterThan(0);
  });

  test('may throw InputError about its input, also of another copy of the package', async () => {
    const issue = { code: 'group-size', severity: 'error', message: 'groups of 5' };
    const refuses = {
      ...good,
      compress: () => Promise.reject(Object.assign(new Error(''), { name: 'InputError', issues: [issue] })),
    };
    expect(await faults(refuses)).toEqual([issue]);
  });
});

describe('an engine that breaks the contract is named, with what is wrong', () => {
  test.each<[string, CompressionEngine, RegExp]>([
    ['nothing', spoilt(() => undefined), /gives no list of layers/],
    ['a layer renamed', inFirst(() => ({ layer: 'frist' })), /gives a layer "frist", which the network does not have/],
    ['a layer left out', spoilt((layers) => ({ layers: layers.slice(1) })), /leaves out the layer "first"/],
    ['layers out of order', spoilt((layers) => ({ layers: layers.reverse() })), /not in the order of the network/],
    ['a layer twice', spoilt((layers) => ({ layers: [layers[0], ...layers] })), /twice/],
    [
      'bits too few',
      inFirst(({ bitsAfter }) => ({ bitsAfter: bitsAfter - 64 })),
      /gives \d+ bits, where its encoding adds up to \d+,? for "first"/,
    ],
    ['bits before', inFirst(() => ({ bitsBefore: 1 })), /gives 1 bits before/],
    ['an encoding that takes less than storing it', inFirst(shrunk), /where storing it takes/],
    [
      'decoded weights too short',
      inFirst(({ decoded }) => ({ decoded: decoded!.slice(1) })),
      /no Float32Array of 216 decoded/,
    ],
    ['decoded weights as a list', inFirst(({ decoded }) => ({ decoded: [...decoded!] })), /no Float32Array/],
    ['NaN', inFirst(({ decoded }) => ({ decoded: decoded!.map(() => Number.NaN) })), /not finite/],
    [
      'a weight that its table does not give',
      inFirst(({ decoded }) => ({ decoded: decoded!.map((v, i) => (i === 3 ? v + 1 : v)) })),
      /other than its tables/,
    ],
    [
      'an index beyond the table',
      inFirst(({ indexStream }) => ({ indexStream: indexStream!.map(() => 2) })),
      /beyond the table/,
    ],
    ['no indices', inFirst(() => ({ indexStream: undefined })), /no Uint32Array of 216 indices/],
    [
      'another shape',
      inFirst(({ shape }) => ({ shape: [shape[1], shape[0], shape[2], shape[3]] })),
      /the shape 4 × 6 × 3 × 3/,
    ],
    ['weights miscounted', inFirst(() => ({ weights: 7 })), /7 weights/],
    ['biases changed', inFirst(({ bias }) => ({ bias: bias!.map((v) => v + 1) })), /other biases/],
    ['an encoding of no kind', inFirst(() => ({ encoding: { kind: 'magic' } })), /malformed/],
    ['weights it calls assumed', inFirst(() => ({ assumed: true })), /assumed/],
  ])('%s', async (_, engine, message) => {
    const issues = await faults(engine);
    expect(issues.map(({ code }) => code)).toContain('engine-contract');
    expect(issues[0]!.message).toContain('the engine "my-engine"');
    expect(issues.map((issue) => issue.message).join('\n')).toMatch(message);
  });

  test('one that throws, at once or later, is not an internal error', async () => {
    const throws = (compress: () => never) => faults({ ...good, compress });
    const [issue] = await throws(() => {
      throw new TypeError('x is not a function\n    at secret');
    });
    expect(issue).toMatchObject({
      code: 'engine-failed',
      message: 'the engine "my-engine" failed: x is not a function',
    });
    expect((await faults({ ...good, compress: () => Promise.reject(null) }))[0]!.code).toBe('engine-failed');
  });

  test('its options are checked first, and weights that are not finite never reach it', async () => {
    const never = { ...good, compress: () => Promise.reject(new Error('called')) };
    const wrong = runEngine(never, smallInput(), { scael: 1 });
    await expect(wrong).rejects.toMatchObject({ issues: [{ code: 'unknown-key', hint: 'did you mean "scale"?' }] });
    const broken = mapWeights((value, at) => (at === 5 ? Number.NaN : value));
    expect(new Set((await faults(never, broken)).map(({ code }) => code))).toEqual(new Set(['weights-not-finite']));
  });
});

describe('what a module exports', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['nothing', undefined, ['engine-invalid']],
    ['a function', () => {}, ['engine-invalid']],
    ['parts missing: one fault each', {}, Array(4).fill('engine-invalid')],
    ['a schema that is none', { ...good, options: { type: 'objekt' } }, ['engine-invalid']],
    ['a name that is taken', { ...good, name: 'uniform' }, ['duplicate-engine']],
    ['a name of spaces', { ...good, name: ' ' }, ['engine-invalid']],
  ])('%s', (_, exported, codes) => {
    let thrown: unknown;
    try {
      checkEngine('./x.js', exported);
    } catch (error) {
      thrown = error;
    }
    expect((thrown as InputError).issues.map(({ code }) => code)).toEqual(codes);
  });

  test('a good engine is taken as it is', () => {
    expect(checkEngine('./x.js', good)).toBe(good);
    expect(engines).not.toContain(good);
  });
});

/** Says 4 bits per table entry, which are stored in 32. */
function shrunk({ encoding, bitsAfter }: CompressedTensor): object {
  return { encoding: { ...encoding, entryBits: 4 }, bitsAfter: bitsAfter - 2 * 28 };
}
