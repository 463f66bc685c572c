import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMapping } from '../../src/mapping/parse.ts';
import { validateMapping } from '../../src/mapping/validate.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';

const hardware = {
  ...sketchHardware([{ name: 'DRAM' }, { name: 'GLB', roles: ['I', 'O'], x: 4, y: 8 }, { name: 'RF', words: 64 }]),
  constraints: { spatial: [{ level: 'GLB', x: ['M', 'P'], y: ['C'] }] },
};

function faultsOf(bounds: Parameters<typeof convolution>[0], text: string) {
  const { problem } = convolution(bounds);
  return validateMapping(problem, hardware, parseMapping(text, problem, hardware));
}

const codesOf = (bounds: Parameters<typeof convolution>[0], text: string): string[] =>
  faultsOf(bounds, text).map(({ code, path }) => `${code} at ${path}`);

describe('a mapping covers every dimension once', () => {
  it('perfect factors multiply to the size: 24 = 3·4·2', () => {
    expect(codesOf({ M: 3 * 4 * 2 }, 'DRAM: M3\nGLB: | X: M4\nRF: M2')).toEqual([]);
  });

  it('imperfect factors reach just past it: 13 < 4·4, and no tile is empty', () => {
    expect(codesOf({ P: 13 }, 'DRAM: P4\nRF: P4')).toEqual([]);
    expect(codesOf({ P: 13 }, 'DRAM: P7\nRF: P2')).toEqual([]);
    expect(codesOf({ P: 13 }, 'DRAM: P2\nRF: P12')).toEqual([]);
  });

  it('12 = 3·4 points leave the 13th undone', () => {
    const [fault] = faultsOf({ P: 13 }, 'DRAM: P3\nRF: P4');
    expect(fault).toMatchObject({ code: 'factors-too-small', path: 'P', found: `${3 * 4}` });
  });

  it('a dimension without loops is undone but for its first point', () => {
    expect(codesOf({ M: 2, C: 3 }, 'DRAM: M2')).toEqual(['factors-too-small at C']);
  });

  it('a fifth tile of 4 lies wholly outside 13 points', () => {
    const [fault] = faultsOf({ P: 13 }, 'DRAM: P5\nRF: P4');
    expect(fault).toMatchObject({ code: 'factor-too-large', path: 'P', found: '5', accepted: '4' });
  });

  it('the outermost factor may not run past the size, whatever stands inside', () => {
    expect(codesOf({ P: 5 }, 'DRAM: P2\nGLB: P2\nRF: P3')).toEqual(['factor-too-large at P']);
    expect(codesOf({ P: 5 }, 'DRAM: P6')).toEqual(['factor-too-large at P']);
    expect(codesOf({ P: 1 }, 'DRAM: P2')).toEqual(['factor-too-large at P']);
  });

  it('the outermost factor is the first in the order time, X, Y of the outermost level that has one', () => {
    expect(codesOf({ P: 5 }, 'GLB: P2 | X: P3')).toEqual([]);
    expect(codesOf({ P: 7 }, 'GLB: P2 | X: P4\nRF: P1')).toEqual([]);
    expect(codesOf({ P: 7 }, 'GLB: P3 | X: P4')).toEqual(['factor-too-large at P']);
  });

  it('whole tiles first, then one that is cut: accepted exactly when outermost = ⌈size / inner⌉', () => {
    fc.assert(
      fc.property(
        fc.record({
          size: fc.integer({ min: 1, max: 60 }),
          outer: fc.integer({ min: 1, max: 9 }),
          inner: fc.integer({ min: 1, max: 9 }),
        }),
        ({ size, outer, inner }) => {
          const sound = outer === Math.ceil(size / inner) && (outer > 1 || inner === size);
          expect(codesOf({ P: size }, `DRAM: P${outer}\nRF: P${inner}`).length === 0).toBe(sound);
        },
      ),
      { numRuns: 2000, seed: 5 },
    );
  });

  it('factors too large for exact arithmetic are a fault, not a wrong count', () => {
    const huge = Number.MAX_SAFE_INTEGER;
    expect(codesOf({ P: 4 }, `DRAM: P${huge}\nRF: P${huge}`)).toEqual(['factor-too-large at P']);
  });
});

describe('a mapping stays within the accelerator', () => {
  it('8 instances along x do not stand on a fan-out of 4', () => {
    const [fault] = faultsOf({ M: 8 }, 'GLB: | X: M4 M2');
    expect(fault).toMatchObject({ code: 'fanout-exceeded', path: 'GLB X', found: `${4 * 2}`, accepted: 'at most 4' });
  });

  it('each axis has its own limit: 8 on y, 4 on x', () => {
    expect(codesOf({ M: 4, C: 8 }, 'GLB: | X: M4 Y: C8')).toEqual([]);
    expect(codesOf({ C: 9 }, 'GLB: | Y: C9')).toEqual(['fanout-exceeded at GLB Y']);
    expect(codesOf({ M: 2 }, 'DRAM: | X: M2')).toEqual(['fanout-exceeded at DRAM X']);
  });

  it('a dimension the spec keeps off an axis may not be laid out on it', () => {
    const [fault] = faultsOf({ C: 4 }, 'GLB: | X: C4');
    expect(fault).toMatchObject({ code: 'axis-not-allowed', path: 'GLB X', found: 'C', accepted: 'M, P' });
    expect(codesOf({ M: 4 }, 'GLB: | Y: M4')).toEqual(['axis-not-allowed at GLB Y']);
    expect(codesOf({}, 'GLB: | X: C1')).toEqual([]);
  });

  it('a buffer without room for weights cannot keep them', () => {
    const [fault] = faultsOf({}, 'GLB keep W,I: ');
    expect(fault).toMatchObject({ code: 'cannot-keep', path: 'GLB', found: 'W', accepted: 'I, O' });
  });

  it('the outermost memory keeps everything: there is nowhere else to start from', () => {
    expect(codesOf({}, 'DRAM keep I: ')).toEqual(['not-kept at DRAM', 'not-kept at DRAM']);
    expect(codesOf({}, 'DRAM keep none:\nGLB keep none:\nRF keep none:')).toHaveLength(3);
  });

  it('inner levels may be passed by', () => {
    expect(codesOf({ M: 2 }, 'DRAM: M2\nGLB keep none:\nRF keep none:')).toEqual([]);
  });

  it('everything that is wrong is reported at once', () => {
    expect(codesOf({ M: 16, C: 4, P: 3 }, 'DRAM keep W,I: P4\nGLB keep W: | X: C8')).toEqual([
      'factors-too-small at M',
      'factor-too-large at C',
      'factor-too-large at P',
      'not-kept at DRAM',
      'cannot-keep at GLB',
      'fanout-exceeded at GLB X',
      'axis-not-allowed at GLB X',
    ]);
  });
});
