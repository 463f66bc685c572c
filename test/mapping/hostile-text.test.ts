import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { parseMapping } from '../../src/mapping/parse.ts';
import { InputError } from '../../src/shared/issue.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';

const { problem } = convolution({ M: 8, C: 4, P: 7, Q: 7, R: 3, S: 3 });
const hardware = sketchHardware([{ name: 'DRAM' }, { name: 'GLB', x: 4, y: 8 }, { name: 'RF' }]);

/** Codes of the faults; throws when reading takes more than a second, even within one regular expression. */
function codesWithinASecond(text: string): string[] {
  const read = (): string[] => {
    try {
      parseMapping(text, problem, hardware);
      return [];
    } catch (error) {
      if (error instanceof InputError) return error.issues.map((issue) => issue.code);
      throw error;
    }
  };
  return [...new Set(runInNewContext('read()', { read }, { timeout: 1000 }) as string[])];
}

const n = 100_000;

describe('a line of 100 kB is read or refused within a second', () => {
  it.each([
    ['one word', 'a'.repeat(n), ['mapping-syntax']],
    ['blanks before a word', `${' '.repeat(n)}x`, ['mapping-syntax']],
    ['blanks after a level', `GLB${' '.repeat(n)}`, ['mapping-syntax']],
    ['a level and tabs', `GLB${'\t'.repeat(n)}: M2`, []],
    ['hash signs', '#'.repeat(n), []],
    ['loops', `GLB: ${'M1 '.repeat(n / 3)}`, []],
    ['words that are no loops', `GLB: ${'? '.repeat(n / 2)}`, ['mapping-syntax']],
    ['underscores', `GLB: ${'_'.repeat(n)}1-`, ['mapping-syntax']],
    ['a long factor', `GLB: M${'9'.repeat(n)}`, ['wrong-value']],
    ['blanks after an axis', `GLB: | X${' '.repeat(n)}M`, ['mapping-syntax']],
    ['bars', `GLB: ${'|'.repeat(n)}`, ['mapping-syntax']],
    ['colons', `GLB${':'.repeat(n)}`, ['mapping-syntax']],
  ])('%s', (_, text, codes) => {
    expect(codesWithinASecond(text)).toEqual(codes);
  });

  // Each of these would make a careless regular expression backtrack.
  it.each([
    ['`keep` and blanks without a colon', `GLB keep${' '.repeat(n)}`],
    ['blanks between two operands', `GLB keep W${' '.repeat(n)}I`],
    ['letters where an axis should stand', `GLB: | ${'a'.repeat(n)}`],
    ['letters behind an axis', `GLB: | X: ${'a'.repeat(n)}`],
    ['digits that end in a dash', `GLB: M${'1'.repeat(n)}-`],
  ])('%s', (_, text) => {
    codesWithinASecond(text);
  });
});

describe('names that mean something to JavaScript', () => {
  it.each([
    ['__proto__ keep W: M8', 'unknown-level'],
    ['constructor: M8', 'unknown-level'],
    ['GLB keep __proto__: M8', 'unknown-operand'],
    ['GLB keep toString: M8', 'unknown-operand'],
    ['GLB: __proto__8', 'unknown-dimension'],
    ['GLB: constructor=8', 'unknown-dimension'],
    ['GLB: | constructor: M4', 'unknown-axis'],
    ['GLB: | __proto__: M4', 'unknown-axis'],
  ])('%s', (text, code) => {
    expect(codesWithinASecond(text)).toEqual([code]);
    expect(Object.hasOwn(Object.prototype, 'M')).toBe(false);
  });

  it('control characters and broken surrogates are refused, not crashed on', () => {
    expect(codesWithinASecond('GLB: M8\u0000 \uD800')).toEqual(['mapping-syntax']);
    expect(codesWithinASecond('\u0000\u0007: M8')).toEqual(['unknown-level']);
  });

  it('100,000 lines are read within a second', () => {
    expect(codesWithinASecond(`${'# nothing\n'.repeat(n)}GLB: M8`)).toEqual([]);
    expect(codesWithinASecond('RF: M1\n'.repeat(20_000))).toEqual(['duplicate-level']);
  });
});
