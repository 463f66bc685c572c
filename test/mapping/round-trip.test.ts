import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mapping } from '../../src/mapping/mapping.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { printMapping } from '../../src/mapping/print.ts';
import type { Problem } from '../../src/workload/problem.ts';
import { sketchHardware } from '../support/hardware.ts';

// Names that collide when a factor is written behind them: X1 2 against X 12.
const names = ['M', 'C', 'X', 'X1', 'X12', 'row_2', '_', 'p', 'P'];
const rank = (dimension: string) => [{ dimension, coefficient: 1 }];
const problem: Problem = {
  dimensions: names.map((name) => ({ name, size: 1000 })),
  operands: [
    { name: 'W', role: 'W', ranks: [rank('M')] },
    { name: 'I', role: 'I', ranks: [rank('C')] },
    { name: 'I2', role: 'I', ranks: [rank('C')] },
    { name: 'O', role: 'O', ranks: names.map(rank) },
  ],
};
const levels = ['DRAM', 'GLB-2', 'keep', 'X', 'RF_1'];
const hardware = sketchHardware(levels.map((name) => ({ name, x: 99, y: 99 })));

const loops = fc.array(fc.record({ dimension: fc.constantFrom(...names), factor: fc.integer({ min: 2, max: 1000 }) }), {
  maxLength: 4,
});

const anyMapping: fc.Arbitrary<Mapping> = fc
  .tuple(
    ...levels.map((level) =>
      fc.record({
        level: fc.constant(level),
        keep: fc.shuffledSubarray(['W', 'I', 'I2', 'O']),
        temporal: loops,
        x: loops,
        y: loops,
      }),
    ),
  )
  .map((drawn) => ({ levels: drawn }));

describe('printing and parsing a mapping', () => {
  it('give it back loop by loop, for any mapping', () => {
    fc.assert(
      fc.property(anyMapping, (mapping) => {
        expect(parseMapping(printMapping(mapping), problem, hardware)).toEqual(mapping);
      }),
      { numRuns: 1000, seed: 3 },
    );
  });

  it('print again the same text', () => {
    fc.assert(
      fc.property(anyMapping, (mapping) => {
        const text = printMapping(mapping);
        expect(printMapping(parseMapping(text, problem, hardware))).toBe(text);
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  const outermost = { level: 'DRAM', keep: ['W', 'I', 'I2', 'O'] };
  const [once, twice] = [1, 2].map((factor) => ({ dimension: 'M', factor }));

  it('a loop that turns once is not written', () => {
    const level = { ...outermost, temporal: [once!, twice!], x: [twice!, once!], y: [] };
    expect(printMapping({ levels: [level] })).toBe('DRAM keep W,I,I2,O: M2 | X: M2');
  });

  it('nor is an axis whose loops all turn once', () => {
    const level = { ...outermost, temporal: [], x: [once!], y: [] };
    expect(printMapping({ levels: [level] })).toBe('DRAM keep W,I,I2,O:');
  });

  it('the text is what designers write', () => {
    const text = 'DRAM keep W,I,I2,O: M8 X1=4\nGLB-2 keep I,O: | X: M4 Y: C8\nkeep keep none:\nX keep W: C2 | Y: X12=3';
    const printed = printMapping(parseMapping(text, problem, hardware));
    expect(printed).toBe(`${text}\nRF_1 keep W,I,I2,O:`);
  });
});
