import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { priceHardware } from '../../src/components/price-hardware.ts';
import type { CompressedTensor } from '../../src/compression/engine.ts';
import { engines } from '../../src/compression/engines/index.ts';
import { onnxWeights } from '../../src/compression/onnx-weights.ts';
import { completeWeights } from '../../src/functional/random-tensors.ts';
import { type FunctionalInput, runNetwork } from '../../src/functional/run-network.ts';
import type { MacStyle } from '../../src/hardware/hardware.ts';
import { readOnnx } from '../../src/workload/import/onnx/read-onnx.ts';
import { convolutionLayer } from '../../src/workload/layers.ts';
import type { Workload } from '../../src/workload/workload.ts';
import { shippedLibrary, shippedSpec } from '../components/shipped.ts';
import { builtInNetwork } from '../support/networks.ts';

interface Question {
  readonly hardware: string;
  readonly engine: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly style?: MacStyle;
}

type Weights = Parameters<typeof completeWeights>[1];

/** Mappings the template mapper found, so that tests need not search. */
const eyerissMappings = {
  conv1: 'DRAM: P4; GLB keep I,O: Q24 | X: P6 Y: R5; PE: M20 S5',
  conv2: 'DRAM: M5; GLB keep I,O: C5 P2 Q8 | X: M2 P4 Y: C2 R5; PE: C2 S5 M5',
  ip1: 'DRAM: C5; GLB keep I,O: C160 | X: M5 Y: M5; PE: M20',
  ip2: 'DRAM: C25; GLB keep I,O: C5 | Y: C2; PE: M10 C2',
};
const mappings: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'eyeriss-65nm-lut': eyerissMappings,
  'eyeriss-65nm-lut-buffer': eyerissMappings,
  'edge-small': {
    conv1: 'DRAM: M10; SRAM: P3 Q6 | X: P4 Q2 Y: M2 P2 Q2; PE: R5 S5',
    conv2: 'SRAM: Q2 M25 C20 | X: P4 Q2 Y: M2 P2 Q2; PE: R5 S5',
    ip1: 'DRAM: M25; SRAM: C400 | X: M5 Y: M4; PE: C2',
    ip2: 'DRAM: C125; SRAM: C2 | X: M2 Y: M5; PE: C2',
  },
};

async function inputOf(
  workload: Workload,
  { hardware: name, engine, options, style }: Question,
  given: Weights = new Map(),
): Promise<FunctionalInput> {
  const hardware = await shippedSpec(name);
  const prices = priceHardware(hardware, await shippedLibrary());
  const made = completeWeights(workload, given, 3);
  const chosen = engines.find((each) => each.name === engine)!;
  const { layers } = await chosen.compress({ workload, weights: made.weights, seed: 3 }, options);
  const compressed = new Map(layers.map((each): [string, CompressedTensor] => [each.layer, each]));
  const texts = Object.entries(mappings[name] ?? {}).map(
    ([layer, text]) => [layer, text.replaceAll(';', '\n')] as const,
  );
  const mapper = { strategy: 'fixed', mappings: new Map(workload.name === 'lenet5' ? texts : []) } as const;
  return { workload, hardware, prices, mapper, style, ...made, compressed, seed: 3, limits: { mostMacs: 3e7 } };
}

const rows = { engine: 'deep-k-means', options: { k: 20, firstLayer: 'same' } };
const scalars = { engine: 'scalar-k-means', options: { k: 16 } };

describe('LeNet-5 whole, layer after layer', () => {
  it.each<Question & { readonly stored: readonly string[] }>([
    { hardware: 'eyeriss-65nm-lut', ...rows, stored: ['indices', 'indices', 'words', 'words'] },
    { hardware: 'eyeriss-65nm-lut', ...rows, style: 'row-reuse', stored: ['indices', 'indices', 'words', 'words'] },
    { hardware: 'eyeriss-65nm-lut', ...scalars, style: 'accumulate-then-multiply', stored: Array(4).fill('indices') },
    { hardware: 'eyeriss-65nm-lut', ...scalars, style: 'factorised', stored: Array(4).fill('indices') },
    { hardware: 'eyeriss-65nm-lut-buffer', ...scalars, stored: Array(4).fill('indices') },
    { hardware: 'edge-small', engine: 'uniform', options: { bits: 8 }, stored: Array(4).fill('words') },
  ])('$hardware, $engine, $style: outputs equal the direct computation, counts the analytic ones', async (question) => {
    const run = runNetwork(await inputOf(builtInNetwork('lenet5'), question));
    expect(run.layers.map(({ layer }) => layer)).toEqual(['conv1', 'conv2', 'ip1', 'ip2']);
    expect(run.layers.map(({ outputs }) => outputs.compared)).toEqual([20 * 24 * 24, 50 * 8 * 8, 500, 10]);
    expect(run.layers.map(({ weights }) => weights.stored)).toEqual(question.stored);
    expect(run.layers.every(({ weights }) => weights.source === 'random')).toBe(true);
    expect(run.equal).toBe(true);
  });

  it('sums of 8-bit products fit 32 bit; those of 16-bit products overflow 16 bit, which is said', async () => {
    const wide = runNetwork(await inputOf(builtInNetwork('lenet5'), { hardware: 'edge-small', ...scalars }));
    expect(wide.layers.map(({ outputs }) => outputs.overflows + outputs.beyondRange)).toEqual([0, 0, 0, 0]);
    const narrow = runNetwork(await inputOf(builtInNetwork('lenet5'), { hardware: 'eyeriss-65nm-lut', ...scalars }));
    for (const { outputs } of narrow.layers) {
      expect(outputs.overflows).toBeGreaterThan(0);
      expect(outputs.beyondRange).toBeGreaterThan(0);
    }
  });

  it('styles multiply less often and add as often', async () => {
    const question = { hardware: 'eyeriss-65nm-lut', ...scalars };
    const layerOf = async (style: MacStyle) => {
      const input = await inputOf(builtInNetwork('lenet5'), { ...question, style });
      const layer = input.workload.layers.find(({ name }) => name === 'conv2')!;
      // Two channels and five taps pass before a PE goes on to the next output.
      const mapping = eyerissMappings.conv2.replace('C2 S5 M5', 'M5 C2 S5').replaceAll(';', '\n');
      const mapper = { strategy: 'fixed', mappings: new Map([['conv2', mapping]]) } as const;
      return runNetwork({ ...input, mapper, layer }).layers[0]!.arithmetic;
    };
    const [plain, bins, groups] = [
      await layerOf('mac'),
      await layerOf('accumulate-then-multiply'),
      await layerOf('factorised'),
    ];
    const macs = 50 * 20 * 25 * 64;
    expect(plain).toMatchObject({ macs, multiplications: macs, additions: macs });
    // Every input is added into a bin, and every bin in use once more into its sum.
    expect(bins.additions).toBe(macs + bins.multiplications);
    expect(bins.binReads).toBe(macs + bins.multiplications);
    expect(bins.multiplications).toBeLessThan(macs);
    // A visit has ten inputs: no group reaches 16, so there is one product per word in use.
    expect(groups).toMatchObject({ multiplications: bins.multiplications, additions: macs });
    expect(plain.visits).toBe(macs / (2 * 5));
  });
});

describe('faults of a decoder', () => {
  it.each([0, 7, 19])('a wrong word in entry %i of the table is found', async (entry) => {
    const input = await inputOf(builtInNetwork('lenet5'), { hardware: 'eyeriss-65nm-lut', ...rows });
    const layer = input.workload.layers.find(({ name }) => name === 'conv2')!;
    const codebook = input.compressed!.get('conv2')!.codebook!;
    codebook[entry * 5 + 2] = -codebook[entry * 5 + 2]!;
    const [result] = runNetwork({ ...input, layer }).layers;
    expect(result!.outputs.mismatches).toBeGreaterThan(0);
    expect(result!.outputs.firstMismatch).not.toBeNull();
    expect(result!.transfers.every(({ equal }) => equal)).toBe(true);
    expect(result!.equal).toBe(false);
  });
});

describe('layers of larger networks', () => {
  it('AlexNet conv2, two rows of its outputs: grouped, padded, rows of five behind a table', async () => {
    const layer = convolutionLayer({
      ...{ name: 'conv2', inputChannels: 96, outputChannels: 256, groups: 2, input: [27, 27], kernel: [5, 5] },
      ...{ padding: [2, 2, 2, 2], output: [2, 27] },
    });
    const workload = { name: 'alexnet-conv2', source: 'test', layers: [layer], uncosted: [] };
    const input = await inputOf(workload, {
      hardware: 'eyeriss-65nm-lut',
      engine: 'deep-k-means',
      options: { ...rows.options, k: 64 },
    });
    const run = runNetwork({ ...input, layer });
    expect(run.layers[0]!.arithmetic.macs).toBe(256 * 48 * 25 * 2 * 27);
    expect(run.layers[0]!.weights).toMatchObject({ stored: 'indices', tableWords: 64 * 5, decodedBelow: 'PE' });
    expect(run.equal).toBe(true);
  });

  const file = new URL('../../../shared/data/onnx/resnet20_cifar10.onnx', import.meta.url);
  it.skipIf(!existsSync(file))('ResNet-20 (skipped when the file is absent): trained weights', async () => {
    const imported = readOnnx('resnet20_cifar10.onnx', readFileSync(file));
    const { workload } = imported;
    const convolutions = workload.layers.filter(({ kind }) => kind === 'conv');
    const layer = convolutions.at(-1)!;
    const question = { hardware: 'eyeriss-65nm-lut-buffer', ...rows, style: 'factorised' } as const;
    const input = await inputOf(workload, question, onnxWeights(imported).weights);
    const run = runNetwork({ ...input, layer });
    expect(run.layers[0]!.weights).toMatchObject({ source: 'file', stored: 'indices', decodedBelow: 'GLB' });
    expect(run.layers[0]!.arithmetic.macs).toBe(64 * 64 * 9 * 8 * 8);
    expect(run.equal).toBe(true);
  });
});
