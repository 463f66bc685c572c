import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convolutionLayer, elementwiseLayer } from '../../src/workload/layers.ts';
import { storedInputZeros, usedInputZeros, withoutPadding } from '../../src/workload/zeros.ts';

const half = { I: 0.5, O: 0, source: 'test' };

describe('zeros with the padding among them', () => {
  const layer = {
    ...convolutionLayer({
      name: 'conv',
      inputChannels: 2,
      outputChannels: 3,
      input: [4, 4],
      kernel: [3, 3],
      padding: [1, 1, 1, 1],
    }),
    zeros: half,
  };

  it('of 36 stored inputs 16 are no padding: 8 are not zero', () => {
    expect(storedInputZeros(layer)).toBeCloseTo(1 - 8 / 36, 12);
    expect(withoutPadding(layer, 1 - 8 / 36)).toBeCloseTo(0.5, 12);
  });

  it('of the 12 rows that 4 windows of 3 taps take, 10 are no padding', () => {
    expect(usedInputZeros(layer)).toBeCloseTo(1 - 0.5 * (10 / 12) ** 2, 12);
  });

  it('nothing is known of a layer without a figure, not even of its padding', () => {
    const { zeros: _, ...unknown } = layer;
    expect([storedInputZeros(unknown), usedInputZeros(unknown)]).toEqual([0, 0]);
  });

  it('a layer without windows has no padding', () => {
    const add = elementwiseLayer({ name: 'add', kind: 'add', operation: 'add', elements: 9, inputs: 2 });
    expect(storedInputZeros({ ...add, zeros: half })).toBe(0.5);
    expect(usedInputZeros({ ...add, zeros: half })).toBe(0.5);
  });

  it('equal a count over every stored input and every operation', () => {
    const small = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(
        fc.record({ rows: small, taps: small, stride: small, dilation: small, before: small, after: small }),
        (shape) => {
          const { rows, taps, stride, dilation, before, after } = shape;
          const room = rows + before + after - (taps - 1) * dilation;
          fc.pre(room >= 1);
          const outputs = Math.floor((room - 1) / stride) + 1;
          const line = convolutionLayer({
            name: 'line',
            inputChannels: 1,
            outputChannels: 1,
            input: [rows, 1],
            kernel: [taps, 1],
            stride: [stride, 1],
            dilation: [dilation, 1],
            padding: [before, 0, after, 0],
          });
          const isInput = (at: number) => at >= before && at < before + rows;
          const extent = (outputs - 1) * stride + (taps - 1) * dilation + 1;
          const stored = Array.from({ length: extent }, (_, at) => at).filter(isInput).length / extent;
          const taken = Array.from(
            { length: outputs * taps },
            (_, i) => (i % outputs) * stride + Math.floor(i / outputs) * dilation,
          );
          const used = taken.filter(isInput).length / taken.length;
          const zeros = { ...half, I: 0.25 };
          expect(storedInputZeros({ ...line, zeros })).toBeCloseTo(1 - 0.75 * stored, 12);
          expect(usedInputZeros({ ...line, zeros })).toBeCloseTo(1 - 0.75 * used, 12);
        },
      ),
      { seed: 3 },
    );
  });
});
