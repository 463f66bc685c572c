import { describe, expect, it } from 'vitest';
import { convolution } from '../support/convolution.ts';
import { countsOf } from '../support/counts.ts';
import { sketchHardware } from '../support/hardware.ts';

describe('filters side by side share their inputs', () => {
  const [M, C, P] = [4, 3, 5];
  const layer = convolution({ M, C, P });
  const nest = 'DRAM: P5 C3 | X: M4\nRF:';
  const array = (multicast: boolean) => sketchHardware([{ name: 'DRAM', x: 4, multicast }, { name: 'RF' }]);

  it('multicast: each input is read once and delivered to all M', () => {
    const { memories, networks } = countsOf(layer, array(true), nest, 'port');
    expect(memories['DRAM read I']).toBe(C * P);
    expect(networks['DRAM network deliver I']).toBe(M * C * P);
    expect(memories['RF write I']).toBe(M * C * P);
  });

  it('no multicast: each of the M copies is a read of its own', () => {
    const { memories, networks } = countsOf(layer, array(false), nest, 'port');
    expect(memories['DRAM read I']).toBe(M * C * P);
    expect(networks['DRAM network deliver I']).toBe(M * C * P);
  });

  it.each(['timeloop', 'eyeriss'] as const)('%s counts the same reads', (convention) => {
    expect(countsOf(layer, array(true), nest, convention).memories['DRAM read I']).toBe(C * P);
    expect(countsOf(layer, array(false), nest, convention).memories['DRAM read I']).toBe(M * C * P);
  });

  it('weights and outputs differ from instance to instance: multicast changes nothing for them', () => {
    for (const multicast of [true, false]) {
      const { memories } = countsOf(layer, array(multicast), nest, 'port');
      expect(memories).toMatchObject({ 'DRAM read W': M * C * P, 'DRAM write O': M * P });
    }
  });
});

describe('channels side by side make parts of one sum', () => {
  const [M, C, P, across] = [2, 8, 3, 4];
  const layer = convolution({ M, C, P });
  const macs = M * C * P;
  const nest = 'DRAM: M2 P3 C2 | X: C4\nRF:';
  const array = (reduction: boolean) => sketchHardware([{ name: 'DRAM', x: 4, reduction }, { name: 'RF' }]);

  it('network reduction: one finished sum arrives, after 3 additions on the way', () => {
    const { memories, networks } = countsOf(layer, array(true), nest, 'port');
    expect(memories['DRAM write O']).toBe(M * P);
    expect(memories['DRAM read O']).toBeUndefined();
    expect(networks['DRAM network reduce O']).toBe(M * P * (across - 1));
  });

  it('no network reduction: DRAM adds up 4 parts, the first of which meets nothing', () => {
    const { memories, networks } = countsOf(layer, array(false), nest, 'port');
    expect(memories['DRAM write O']).toBe(across * M * P);
    expect(memories['DRAM read O']).toBe((across - 1) * M * P);
    expect(networks['DRAM network reduce O']).toBeUndefined();
  });

  it('timeloop: one update per finished sum, or one per part', () => {
    expect(countsOf(layer, array(true), nest, 'timeloop').memories['DRAM update O']).toBe(M * P);
    const parts = countsOf(layer, array(false), nest, 'timeloop').memories;
    expect(parts).toMatchObject({ 'DRAM update O': across * M * P, 'DRAM read O': (across - 1) * M * P });
  });

  it('eyeriss: the array is charged for each addition between neighbours', () => {
    const { memories, networks } = countsOf(layer, array(true), nest, 'eyeriss');
    expect(memories['DRAM write O']).toBe(M * P);
    expect(networks['DRAM network reduce O']).toBe(M * P * (across - 1));
    // In the register files: every product but the last of each part, which leaves.
    expect(memories['RF write O']).toBe(macs - across * M * P);
    expect(memories['RF read O']).toBe(macs - across * M * P);
  });

  it('each instance starts its own part from nothing and reads it once more to pass it on', () => {
    const { memories } = countsOf(layer, array(true), nest, 'port');
    expect(memories['RF read O']).toBe(macs - across * M * P + across * M * P);
    expect(memories['RF write O']).toBe(macs);
  });

  it('a reduction over space and again over time: what returns goes to one instance only', () => {
    // C2 outside M and P: both halves of every sum meet in DRAM.
    const { memories, networks } = countsOf(layer, array(true), 'DRAM: C2 M2 P3 | X: C4\nRF:', 'port');
    expect(memories).toMatchObject({ 'DRAM write O': 2 * M * P, 'DRAM read O': M * P });
    expect(networks).toMatchObject({
      'DRAM network reduce O': 2 * M * P * (across - 1),
      'DRAM network deliver O': 2 * M * P * across + M * P, // parts up, one sum down
    });
    expect(memories['RF write O']).toBe(macs + M * P);
  });
});

describe('two arrays, one inside the other', () => {
  const [M, C, P] = [6, 2, 5];
  const layer = convolution({ M, C, P });
  const [outer, inner] = [2, 3]; // M over 2 buffers, then over 3 register files each
  const chip = (multicast: boolean) =>
    sketchHardware([{ name: 'DRAM', x: outer, multicast }, { name: 'GLB', x: inner }, { name: 'RF' }]);
  const kept = 'DRAM: C2 P5 | X: M2\nGLB: | X: M3\nRF:';
  const passed = 'DRAM: C2 P5 | X: M2\nGLB keep W,O: | X: M3\nRF:';

  it('an input is read from DRAM once, from each of 2 buffers once, and delivered to 3 register files below each', () => {
    const { memories, networks } = countsOf(layer, chip(true), kept, 'port');
    expect(memories).toMatchObject({
      'DRAM read I': C * P,
      'GLB write I': outer * C * P,
      'GLB read I': outer * C * P,
      'RF write I': outer * inner * C * P,
    });
    expect(networks).toMatchObject({
      'DRAM network deliver I': outer * C * P,
      'GLB network deliver I': outer * inner * C * P,
    });
  });

  it('passing the buffers by, it still crosses both networks, copied as late as can be', () => {
    const { memories, networks } = countsOf(layer, chip(true), passed, 'port');
    expect(memories['DRAM read I']).toBe(C * P);
    expect(networks).toMatchObject({
      'DRAM network deliver I': outer * C * P,
      'GLB network deliver I': outer * inner * C * P,
    });
  });

  it('without multicast at the outer network the inner one still copies', () => {
    const { memories, networks } = countsOf(layer, chip(false), passed, 'port');
    expect(memories['DRAM read I']).toBe(outer * C * P);
    expect(networks).toMatchObject({
      'DRAM network deliver I': outer * C * P,
      'GLB network deliver I': outer * inner * C * P,
    });
  });

  it('sums of a reduction over both are added network by network', () => {
    const channels = convolution({ M: 5, C: 6 });
    const { memories, networks } = countsOf(
      channels,
      chip(true),
      'DRAM: M5 | X: C2\nGLB keep W,I: | X: C3\nRF:',
      'port',
    );
    expect(memories['DRAM write O']).toBe(5);
    expect(networks).toMatchObject({
      'GLB network reduce O': 5 * outer * (inner - 1), // 3 into 1 in each of 2 arrays
      'DRAM network reduce O': 5 * (outer - 1), // then 2 into 1
    });
  });
});

describe('a network that nothing is laid out over', () => {
  const layer = convolution({ M: 3, C: 4 });
  const nest = 'DRAM: C2 M3\nGLB: C2\nRF:';
  const chip = (multicast: boolean, reduction: boolean) =>
    sketchHardware([{ name: 'DRAM', multicast, reduction }, { name: 'GLB' }, { name: 'RF' }]);

  it.each(['port', 'timeloop', 'eyeriss'] as const)('%s: whether it multicasts changes no count', (convention) => {
    expect(countsOf(layer, chip(false, true), nest, convention)).toEqual(
      countsOf(layer, chip(true, true), nest, convention),
    );
  });

  it.each(['timeloop', 'eyeriss'] as const)('%s: whether it adds changes no count of a memory', (convention) => {
    expect(countsOf(layer, chip(true, false), nest, convention).memories).toEqual(
      countsOf(layer, chip(true, true), nest, convention).memories,
    );
  });

  it('port: whether it adds changes no count of a memory', () => {
    expect(countsOf(layer, chip(true, false), nest, 'port').memories).toEqual(
      countsOf(layer, chip(true, true), nest, 'port').memories,
    );
  });
});
