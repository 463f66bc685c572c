import { beforeAll, describe, expect, it } from 'vitest';
import type { ComponentLibrary } from '../../src/components/library.ts';
import { priceHardware } from '../../src/components/price-hardware.ts';
import type { CompressedLayer } from '../../src/compression/compressed-layer.ts';
import { estimateLayer } from '../../src/cost/estimate.ts';
import { port } from '../../src/dataflow/conventions/port.ts';
import type { HardwareSpec, MacArray } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { shippedLibrary } from '../components/shipped.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';
import { weightDecoder } from '../support/weight-decoder.ts';

let library: ComponentLibrary;
beforeAll(async () => {
  library = await shippedLibrary();
});

const [multiplyUcnn8, multiplyUcnn16] = [0.1, 0.4];

/** Energy of the MAC, its adder, bins and table for one output of n products whose weights share `entries` words. */
function arithmeticPj(
  style: MacArray['style'],
  n: number,
  { bits, entries }: { bits: number; entries: number },
): number {
  const sketch = sketchHardware([{ name: 'DRAM' }, { name: 'RF' }]);
  const hardware: HardwareSpec = {
    ...sketch,
    nodeNm: 45,
    voltageV: 0.9,
    mac: {
      ...sketch.mac,
      style,
      bits: { W: bits, I: bits, O: 2 * bits },
      component: { use: 'mac-horowitz-45nm' },
      adder: { name: 'adder', component: { use: 'adder-horowitz-45nm' } },
      bins: { name: 'bins', entries, wordBits: bits + 8, component: { use: 'register-aladdin-40nm' } },
    },
    decoder: weightDecoder({ entries, entryBits: bits, component: { use: 'register-aladdin-40nm' } }),
  };
  const layer = convolution({ C: n });
  const compressed: CompressedLayer = {
    layer: layer.name,
    assumed: true,
    weights: n,
    biases: 0,
    encoding: {
      kind: 'codebook',
      entries,
      vectorLength: 1,
      vectorAxis: 'scalar',
      entryBits: bits,
      tables: 1,
      vectors: n,
      coding: 'plain',
      indexBits: n * Math.log2(entries),
    },
    zeroShare: 0,
    bitsBefore: 32 * n,
    bitsAfter: n * Math.log2(entries),
    warnings: [],
  };
  const mapping = parseMapping(`DRAM:\nRF: C${n}`, layer.problem, hardware);
  const prices = priceHardware(hardware, library);
  const { actions } = estimateLayer({ layer, hardware, prices, convention: port, mapping, compressed });
  return actions
    .filter(({ component }) => ['MAC', 'adder', 'bins'].includes(component))
    .reduce((sum, action) => sum + action.energyPj, 0);
}

describe('UCNN (Hegde et al., ISCA 2018): a table of products costs more than multiplying', () => {
  it.each([
    ['lut-ucnn-512x8-32nm', 8, multiplyUcnn8],
    ['lut-ucnn-32kx16-32nm', 16, multiplyUcnn16],
  ])('%s', (row, bits, multiplyPj) => {
    const { points, widthBits } = library.rows.get(row)!;
    const { operandBits, points: mac } = library.rows.get('mac-ucnn-32nm')!;
    // the multiplier of the same study, bilinear in its operands
    const multiplier = mac[0]!.energyPj.mac! * ((bits * bits) / (operandBits!.W * operandBits!.I));
    expect(widthBits).toBe(bits);
    expect(multiplier).toBeCloseTo(multiplyPj, 12);
    expect(points[0]!.energyPj.read).toBeGreaterThan(multiplier);
  });
});

describe('PASM (Garland & Gregg 2017): accumulate-then-multiply pays only where a visit is much longer than the table', () => {
  const ratio = (n: number, bits: number): number =>
    arithmeticPj('accumulate-then-multiply', n, { bits, entries: 16 }) / arithmeticPj('mac', n, { bits, entries: 16 });

  it('32-bit weights, 16 words: dearer at n = K, a fraction at n = 64 K, falling in between', () => {
    const ratios = [16, 64, 256, 1024].map((n) => ratio(n, 32));
    expect(ratios).toEqual([...ratios].sort((a, b) => b - a));
    expect(ratios[0]).toBeGreaterThan(1);
    expect(ratios.at(-1)).toBeLessThan(0.35);
  });

  it('8-bit weights: an addition with its bin costs more than a multiplication, at any length', () => {
    for (const n of [16, 256, 4096]) expect(ratio(n, 8)).toBeGreaterThan(1);
  });
});
