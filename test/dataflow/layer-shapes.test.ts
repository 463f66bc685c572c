import { describe, expect, it } from 'vitest';
import { port } from '../../src/dataflow/conventions/port.ts';
import { buildNest } from '../../src/dataflow/nest.ts';
import { countTransfers } from '../../src/dataflow/transfers.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { convolution } from '../support/convolution.ts';
import { countsOf } from '../support/counts.ts';
import { sketchHardware } from '../support/hardware.ts';

const hardware = sketchHardware([{ name: 'DRAM' }, { name: 'RF' }]);

describe('groups', () => {
  const [G, M, C, P] = [2, 3, 4, 5];
  const layer = convolution({ G, M, C, P });

  it('each group has its own weights, inputs and outputs: all is read once when a group fits', () => {
    const { memories } = countsOf(layer, hardware, 'DRAM: G2\nRF: M3 C4 P5', 'port');
    expect(memories).toMatchObject({
      'DRAM read W': G * M * C,
      'DRAM read I': G * C * P,
      'DRAM write O': G * M * P,
      'RF read W': G * M * C * P,
    });
  });

  it('side by side, groups share nothing: multicast has nothing to copy', () => {
    const array = sketchHardware([{ name: 'DRAM', x: 2 }, { name: 'RF' }]);
    const { memories, networks } = countsOf(layer, array, 'DRAM: | X: G2\nRF: M3 C4 P5', 'port');
    expect(memories['DRAM read I']).toBe(G * C * P);
    expect(networks['DRAM network deliver I']).toBe(G * C * P);
  });
});

describe('depthwise: one filter per channel', () => {
  const [G, P, Q, R, S] = [4, 3, 5, 3, 3];
  const layer = convolution({ G, P, Q, R, S });

  it('an input is used by one filter only: DRAM reads each once, the arithmetic P·Q·R·S per channel', () => {
    const { memories } = countsOf(layer, hardware, 'DRAM: G4\nRF: P3 Q5 R3 S3', 'port');
    expect(memories).toMatchObject({
      'DRAM read W': G * R * S,
      'DRAM read I': G * (P + R - 1) * (Q + S - 1),
      'DRAM write O': G * P * Q,
      'RF read I': G * P * Q * R * S,
    });
  });
});

describe('fully connected', () => {
  const [N, M, C] = [6, 4, 5];
  const layer = convolution({ N, M, C });

  it('with one image each weight is used once and read once, whatever the order', () => {
    const single = convolution({ M, C });
    for (const nest of ['DRAM: M4 C5\nRF:', 'DRAM: C5 M4\nRF:', 'DRAM: M2 C5\nRF: M2']) {
      expect(countsOf(single, hardware, nest, 'port').memories['DRAM read W']).toBe(M * C);
    }
  });

  it('with a batch in the register file a weight still is read once', () => {
    expect(countsOf(layer, hardware, 'DRAM: M4 C5\nRF: N6', 'port').memories['DRAM read W']).toBe(M * C);
  });

  it('with the batch outside each image reads all weights again', () => {
    expect(countsOf(layer, hardware, 'DRAM: N6 M4 C5\nRF:', 'port').memories['DRAM read W']).toBe(N * M * C);
    expect(countsOf(layer, hardware, 'DRAM: N3 M4 C5\nRF: N2', 'port').memories['DRAM read W']).toBe((N / 2) * M * C);
  });
});

describe('convolution over rows and columns', () => {
  it('strips of output rows read the halo again when channels come in between', () => {
    const [C, P, Q, R, S, strip] = [2, 6, 4, 3, 3, 2];
    const { memories } = countsOf(convolution({ C, P, Q, R, S }), hardware, 'DRAM: P3 C2\nRF: P2 Q4 R3 S3', 'port');
    expect(memories['DRAM read I']).toBe(C * (P / strip) * (strip + R - 1) * (Q + S - 1));
    expect(memories['DRAM write O']).toBe(P * Q);
  });
});

describe('imperfect factors: 13 = 4 + 4 + 4 + 1', () => {
  const [M, P] = [3, 13];
  const layer = convolution({ M, P });

  it('only points that exist are computed and moved', () => {
    const { memories } = countsOf(layer, hardware, 'DRAM: P4 M3\nRF: P4', 'port');
    expect(memories).toMatchObject({
      'DRAM read I': P, // one tile stays for all filters
      'DRAM write O': M * P,
      'DRAM read W': 4 * M, // once per tile
      'RF read W': M * P, // not M·16
      'RF write I': P,
    });
  });

  it('the other way round each filter reads all 13 again', () => {
    const { memories } = countsOf(layer, hardware, 'DRAM: M3 P4\nRF: P4', 'port');
    expect(memories).toMatchObject({ 'DRAM read I': M * P, 'DRAM read W': M });
  });

  it('over space: in the last of 4 steps one instance of 4 works, the others keep their weight', () => {
    const array = sketchHardware([{ name: 'DRAM', x: 4 }, { name: 'RF' }]);
    const { memories, networks } = countsOf(layer, array, 'DRAM: M3 P4 | X: P4\nRF:', 'port');
    expect(memories['DRAM read W']).toBe(M);
    expect(networks['DRAM network deliver W']).toBe(4 * M);
    expect(networks['DRAM network deliver I']).toBe(M * P);
    expect(memories['RF read W']).toBe(M * P);
  });

  it('a strip cut short fetches a shorter window: rows 12 … 14 for the last output', () => {
    const R = 3;
    const { memories } = countsOf(convolution({ P, R, C: 2 }), hardware, 'DRAM: P4 C2\nRF: P4 R3', 'port');
    const whole = 4 + R - 1;
    expect(memories['DRAM read I']).toBe(2 * (3 * whole + (1 + R - 1)));
  });
});

describe('widths', () => {
  it('partial sums go to DRAM at 32 bits, final ones at 8', () => {
    const [M, C] = [3, 4];
    const { problem } = convolution({ M, C });
    const nest = buildNest(problem, hardware, parseMapping('DRAM: C4 M3\nRF:', problem, hardware));
    const bits = { W: 8, I: 8, partial: 32, final: 8 };
    const writes = port
      .count({ nest, hardware, bits, transfers: countTransfers(nest, port.rule) })
      .filter(({ component, action }) => component === 'DRAM' && action === 'write')
      .map(({ count, bitsPerAction }) => [count, bitsPerAction]);
    expect(writes).toEqual([
      [(C - 1) * M, 32],
      [M, 8],
    ]);
  });
});
