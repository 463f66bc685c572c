import { describe, expect, it } from 'vitest';
import { parseMapping } from '../../src/mapping/parse.ts';
import { InputError, type Issue } from '../../src/shared/issue.ts';
import type { Problem } from '../../src/workload/problem.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';

const { problem } = convolution({ M: 8, C: 4, P: 7, Q: 7, R: 3, S: 3 });
const hardware = sketchHardware([
  { name: 'DRAM' },
  { name: 'GLB', roles: ['I', 'O'], x: 4, y: 8 },
  { name: 'RF', words: 64 },
]);

function faultsOf(text: string): Issue[] {
  try {
    parseMapping(text, problem, hardware, 'my.map');
  } catch (error) {
    if (error instanceof InputError) return [...error.issues];
    throw error;
  }
  return [];
}

const places = (text: string): string[] =>
  faultsOf(text).map(({ code, file, line, column }) => `${file}:${line}:${column} ${code}`);

describe('the text form of a mapping', () => {
  it('reads loops in time outermost first, loops in space by axis, and what a level keeps', () => {
    const mapping = parseMapping('GLB keep I,O: M8 C4 P7 | X: M4 Y: C8', problem, hardware);
    expect(mapping.levels[1]).toEqual({
      level: 'GLB',
      keep: ['I', 'O'],
      temporal: [
        { dimension: 'M', factor: 8 },
        { dimension: 'C', factor: 4 },
        { dimension: 'P', factor: 7 },
      ],
      x: [{ dimension: 'M', factor: 4 }],
      y: [{ dimension: 'C', factor: 8 }],
    });
  });

  it('gives a level left out no loops and everything its memories may keep', () => {
    const { levels } = parseMapping('RF: P7', problem, hardware);
    expect(levels.map((level) => [level.level, level.keep, level.temporal.length])).toEqual([
      ['DRAM', ['W', 'I', 'O'], 0],
      ['GLB', ['I', 'O'], 0],
      ['RF', ['W', 'I', 'O'], 1],
    ]);
  });

  it.each(['none', '-', ''])('lets a level keep nothing: `keep %s`', (word) => {
    expect(parseMapping(`GLB keep ${word}: M8`, problem, hardware).levels[1]?.keep).toEqual([]);
  });

  it.each([
    ['comments', '# all of it\nGLB keep O: M8 # rows | X: M4\n\n#\nRF: P7'],
    ['Windows line ends', 'GLB keep O: M8\r\nRF: P7\r\n'],
    ['blanks and commas', '  GLB   keep  O :\tM8 \n RF:P7'],
    ['levels in another order', 'RF: P7\nGLB keep O: M8'],
    ['an equals sign', 'GLB keep O: M=8\nRF: P=7'],
    ['a byte order mark', '\uFEFFGLB keep O: M8\nRF: P7'],
  ])('%s change nothing', (_, text) => {
    expect(parseMapping(text, problem, hardware)).toEqual(parseMapping('GLB keep O: M8\nRF: P7', problem, hardware));
  });

  it('takes axes in either order and either case', () => {
    const one = parseMapping('GLB: | X: M4 Y: C4', problem, hardware);
    expect(parseMapping('GLB: | y: C4 x: M4', problem, hardware)).toEqual(one);
    expect(parseMapping('GLB:|X:M4 Y:C4', problem, hardware)).toEqual(one);
  });

  it('tells a dimension that ends in a digit from its factor by an equals sign', () => {
    const numbered: Problem = {
      dimensions: ['X', 'X1', 'X12'].map((name) => ({ name, size: 24 })),
      operands: [
        { name: 'O', role: 'O', ranks: ['X', 'X1', 'X12'].map((name) => [{ dimension: name, coefficient: 1 }]) },
      ],
    };
    const { levels } = parseMapping('DRAM: X1=2 X12=3 X4 X=5', numbered, hardware);
    expect(levels[0]?.temporal.map((loop) => `${loop.dimension}·${loop.factor}`)).toEqual([
      'X1·2',
      'X12·3',
      'X·4',
      'X·5',
    ]);
    // Without it, digits are the factor: dimension X, 14 of them.
    expect(parseMapping('DRAM: X14', numbered, hardware).levels[0]?.temporal).toEqual([{ dimension: 'X', factor: 14 }]);
  });

  it('reads the largest factor that is still exact', () => {
    const { levels } = parseMapping(`DRAM: M${Number.MAX_SAFE_INTEGER}`, problem, hardware);
    expect(levels[0]?.temporal).toEqual([{ dimension: 'M', factor: 2 ** 53 - 1 }]);
  });
});

describe('faults of a mapping, with their place', () => {
  it.each([
    ['no colon', 'DRAM M8', ['my.map:1:1 mapping-syntax']],
    ['a level that is not in the spec', 'DRAM: M8\n  GBL: C4', ['my.map:2:3 unknown-level']],
    ['a level that stands twice', 'RF: M8\nRF: C4', ['my.map:2:1 duplicate-level']],
    ['an operand that is not in the layer', 'GLB keep I,Z: M8', ['my.map:1:12 unknown-operand']],
    ['a dimension that is not in the layer', 'GLB: M8 K4', ['my.map:1:9 unknown-dimension']],
    ['the same in space', 'GLB: M8 | X: M4 Y: K4', ['my.map:1:20 unknown-dimension']],
    ['a third axis', 'GLB: M8 | X: M4 Z: C4', ['my.map:1:17 unknown-axis']],
    ['loops in space without an axis', 'GLB: M8 | M4', ['my.map:1:11 mapping-syntax']],
    ['an axis without the bar', 'GLB: M8 X: M4', ['my.map:1:9 mapping-syntax']],
    ['a factor of zero', 'GLB: M0', ['my.map:1:6 wrong-value']],
    ['a factor past 2^53', 'GLB: M9007199254740992', ['my.map:1:6 wrong-value']],
    ['a negative factor', 'GLB: M-2', ['my.map:1:6 mapping-syntax']],
    ['a fraction', 'GLB: M2.5', ['my.map:1:6 mapping-syntax']],
    ['a dimension without factor', 'GLB: M8 C', ['my.map:1:9 mapping-syntax']],
    ['a factor without dimension', 'GLB: 8', ['my.map:1:6 mapping-syntax']],
    ['a factor in another script', 'GLB: M٨', ['my.map:1:6 mapping-syntax']],
    ['the line after a Windows line end', '# a\r\nGLB: M8 K4\r\n', ['my.map:2:9 unknown-dimension']],
  ])('%s', (_, text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  it('are all reported at once', () => {
    expect(places('DRAM: K2 M0\nGBL: M8 Z2\nGLB keep Z: M8 | Q: M2\nRF M2')).toEqual([
      'my.map:1:7 unknown-dimension',
      'my.map:1:10 wrong-value',
      'my.map:2:1 unknown-level',
      'my.map:2:9 unknown-dimension',
      'my.map:3:10 unknown-operand',
      'my.map:3:18 unknown-axis',
      'my.map:4:1 mapping-syntax',
    ]);
  });

  it('offer what would be accepted and the nearest name', () => {
    const [level] = faultsOf('glb: M8');
    expect(level).toMatchObject({ found: 'glb', accepted: 'DRAM, GLB, RF', hint: 'did you mean "GLB"?' });
    const [dimension] = faultsOf('GLB: m8');
    expect(dimension).toMatchObject({ found: 'm', accepted: 'N, G, M, C, P, Q, R, S', hint: 'did you mean "M"?' });
    const [operand] = faultsOf('GLB keep w: M8');
    expect(operand).toMatchObject({ found: 'w', accepted: 'W, I, O', hint: 'did you mean "W"?' });
    expect(faultsOf('GLB: M8 | Z: M2')[0]).toMatchObject({ found: 'Z', accepted: 'X, Y' });
  });

  it('carry the line for the caret', () => {
    const [fault] = faultsOf('DRAM: M8\nGLB: M8 K4');
    expect(fault?.sourceLine?.slice(fault.column! - 1)).toBe('K4');
  });

  it('an operand is pointed at where it stands, not at the same letter in the name of the level', () => {
    expect(places('GLB keep L: M8')).toEqual(['my.map:1:10 unknown-operand']);
  });
});
