import { describe, expect, it } from 'vitest';
import { convolution } from '../support/convolution.ts';
import { countsOf } from '../support/counts.ts';
import { sketchHardware } from '../support/hardware.ts';

const hardware = sketchHardware([{ name: 'DRAM' }, { name: 'RF' }]);

describe('weight stationary: outputs pass while a weight stays', () => {
  const [M, C, P] = [4, 3, 5];
  const layer = convolution({ M, C, P });
  const macs = M * C * P;
  // for M, for C: one weight, through which all P outputs pass
  const nest = 'DRAM: M4 C3 P5\nRF keep W:';

  it('port: each weight is read from DRAM once, partial sums go through DRAM for every channel', () => {
    expect(countsOf(layer, hardware, nest, 'port').memories).toEqual({
      'DRAM read W': M * C,
      'RF write W': M * C,
      'RF read W': macs,
      'DRAM read I': macs,
      'DRAM write O': macs,
      'DRAM read O': macs - M * P, // the first channel finds nothing to add to
    });
  });

  it('timeloop: the same, with what returns to DRAM as updates', () => {
    expect(countsOf(layer, hardware, nest, 'timeloop').memories).toEqual({
      'DRAM read W': M * C,
      'RF write W': M * C,
      'RF read W': macs,
      'DRAM read I': macs,
      'DRAM update O': macs,
      'DRAM read O': macs - M * P,
    });
  });

  it('eyeriss: a fill of the register file is charged at DRAM alone', () => {
    expect(countsOf(layer, hardware, nest, 'eyeriss').memories).toEqual({
      'DRAM read W': M * C,
      'RF read W': macs,
      'DRAM read I': macs,
      'DRAM write O': macs,
      'DRAM read O': macs - M * P,
    });
  });

  it('the other way round, outputs outside, each weight is read again for each of P outputs', () => {
    const { memories } = countsOf(layer, hardware, 'DRAM: P5 M4 C3\nRF keep W:', 'port');
    expect(memories['DRAM read W']).toBe(M * C * P);
  });
});

describe('output stationary: a sum stays until it is whole', () => {
  const [M, C, P] = [2, 6, 4];
  const layer = convolution({ M, C, P });
  const macs = M * C * P;

  it('the whole reduction inside: each output goes to DRAM once and never returns', () => {
    const { memories } = countsOf(layer, hardware, 'DRAM: M2 P4\nRF: C6', 'port');
    expect(memories['DRAM write O']).toBe(M * P);
    expect(memories['DRAM read O']).toBeUndefined();
  });

  it('loops over the reduction directly above a tile leave it where it is', () => {
    const { memories } = countsOf(layer, hardware, 'DRAM: M2 P4 C3\nRF: C2', 'port');
    expect(memories['DRAM write O']).toBe(M * P);
    expect(memories['DRAM read O']).toBeUndefined();
  });

  // for C (3 parts), for M, for P: one output, 2 channels of it
  const parts = 3;
  const nest = 'DRAM: C3 M2 P4\nRF: C2';

  it('port: a reduction in 3 parts writes every sum 3 times and reloads it twice', () => {
    const { memories } = countsOf(layer, hardware, nest, 'port');
    expect(memories).toMatchObject({
      'DRAM write O': parts * M * P,
      'DRAM read O': (parts - 1) * M * P,
      // the arithmetic reads what it adds to, but for the very first product; each part is read once more to leave
      'RF read O': macs - M * P + parts * M * P,
      // the arithmetic writes every sum; what is reloaded is written too
      'RF write O': macs + (parts - 1) * M * P,
    });
  });

  it('timeloop: leaving is an update above and no read below', () => {
    const { memories } = countsOf(layer, hardware, nest, 'timeloop');
    expect(memories).toMatchObject({
      'DRAM update O': parts * M * P,
      'DRAM read O': (parts - 1) * M * P,
      'RF read O': macs - M * P,
      'RF write O': (parts - 1) * M * P,
      'RF update O': macs,
    });
  });

  it('eyeriss: sums on their way to or from DRAM are charged there alone', () => {
    const { memories } = countsOf(layer, hardware, nest, 'eyeriss');
    expect(memories).toMatchObject({
      'DRAM write O': parts * M * P,
      'DRAM read O': (parts - 1) * M * P,
      'RF write O': macs - parts * M * P,
      'RF read O': macs - M * P - (parts - 1) * M * P,
    });
  });

  it('two weights stay while P outputs pass; inputs change with every product', () => {
    const { memories } = countsOf(layer, hardware, nest, 'port');
    expect(memories).toMatchObject({ 'DRAM read W': M * C, 'DRAM read I': macs, 'RF read W': macs, 'RF read I': macs });
  });
});

describe('input stationary: each input is read from DRAM once', () => {
  it('while all filters pass', () => {
    const [M, C, P] = [4, 3, 5];
    const { memories } = countsOf(convolution({ M, C, P }), hardware, 'DRAM: C3 P5 M4\nRF keep I:', 'port');
    expect(memories).toMatchObject({ 'DRAM read I': C * P, 'RF write I': C * P, 'RF read I': M * C * P });
  });
});

describe('bypass: a level an operand passes by neither reads nor writes it', () => {
  const [M, C, P] = [4, 3, 5];
  const layer = convolution({ M, C, P });
  const deep = sketchHardware([{ name: 'DRAM' }, { name: 'GLB' }, { name: 'RF' }]);
  const through = 'DRAM: M4\nGLB: C3 P5\nRF:';
  const past = 'DRAM: M4\nGLB keep I,O: C3 P5\nRF:';

  it('kept in the buffer, M filters of C weights are fetched into it and C·1 leave it for each filter', () => {
    const { memories } = countsOf(layer, deep, through, 'port');
    expect(memories).toMatchObject({ 'DRAM read W': M * C, 'GLB write W': M * C, 'GLB read W': M * C });
  });

  it.each(['port', 'timeloop', 'eyeriss'] as const)(
    '%s: passed by, DRAM feeds the register file itself',
    (convention) => {
      const { memories } = countsOf(layer, deep, past, convention);
      expect(memories['DRAM read W']).toBe(M * C);
      expect(Object.keys(memories).filter((key) => /^GLB .* W$/.test(key))).toEqual([]);
      expect(memories['RF read W']).toBe(M * C * P);
    },
  );

  it('what the buffer would have held comes from DRAM again', () => {
    // P outside C: the register file sees all C weights again for each of P outputs; the buffer holds them, DRAM does not.
    const counts = (keep: string) => countsOf(layer, deep, `DRAM: M4\nGLB keep ${keep}: P5 C3\nRF:`, 'port').memories;
    expect(counts('W,I,O')).toMatchObject({ 'DRAM read W': M * C, 'GLB read W': M * C * P });
    expect(counts('I,O')).toMatchObject({ 'DRAM read W': M * C * P });
  });

  it('with nothing kept on chip every product fetches both factors', () => {
    const { memories } = countsOf(layer, deep, 'DRAM: P5 C3 M4\nGLB keep none:\nRF keep none:', 'port');
    expect(memories).toEqual({
      'DRAM read W': M * C * P,
      'DRAM read I': M * C * P,
      'DRAM write O': M * C * P,
      'DRAM read O': M * C * P - M * P,
    });
  });
});
