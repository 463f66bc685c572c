import { describe, expect, test } from 'vitest';
import { terminalSummary } from '../../src/report/terminal.ts';
import { alexNet, alexNetWithZeros, deepNetwork, hostile } from './fixture.ts';

const plain = { columns: 80, colour: false, reportFolder: 'reports/alexnet' };

describe('is the summary legible in a terminal?', () => {
  test('AlexNet in 80 columns', () => {
    expect(terminalSummary(alexNet, plain)).toMatchSnapshot();
  });

  test.each([40, 50, 60, 72, 80, 120])('no line is wider than %i columns', (columns) => {
    for (const result of [alexNet, deepNetwork(152)]) {
      const lines = terminalSummary(result, { ...plain, columns, reportFolder: null }).split('\n');
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
    }
  });

  test('a long network shows the most expensive layers, the sum of the others and the total', () => {
    const text = terminalSummary(deepNetwork(152), { ...plain, mostLayers: 5 });
    expect(text).toContain('… 147 more layers');
    expect(text.match(/^\/layer/gm)).toHaveLength(5);
  });

  test('names cannot send escape sequences, and without colour there are none', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(terminalSummary(hostile(), plain)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    expect(terminalSummary(alexNet, { ...plain, colour: true })).toContain('\u001b[1m');
  });

  test('zeros in maps: for how many layers they are known, and what coding them saves', () => {
    expect(terminalSummary(alexNet, plain)).not.toContain('Zeros');
    const { length } = alexNet.layers;
    expect(terminalSummary(alexNetWithZeros(), plain)).toContain(
      `Zeros    2 of ${length} layers; maps at DRAM 3.00 MB, 3.0 times less than plain\n`,
    );
  });

  test('mappings evaluated are counted in full below a million', () => {
    const proven = (evaluated: number) => {
      const ruledOut = { notAllowed: 0, tooLarge: 0, bound: 0, sameOrder: 0 };
      const found = { objective: 'energy', unit: 'pJ', value: 1, bound: 1, gap: 0, energyPj: 1, cycles: 1 };
      const [first, ...others] = alexNet.layers;
      const proof = { mappings: 1e9, evaluated, ruledOut, ...found };
      return terminalSummary({ ...alexNet, layers: [{ ...first!, proof }, ...others] }, plain);
    };
    expect(proven(76)).toContain('layers proven best; 76 evaluated\n');
    expect(proven(76_500)).toContain('; 76\u202f500 evaluated\n');
    expect(proven(7.65e6)).toContain('; 7.65 M evaluated\n');
  });

  test('what the figures leave out is said', () => {
    const text = terminalSummary(alexNet, plain);
    expect(text).toContain('1 operator not costed, so not in these figures: LocalResponseNormalization');
    expect(text).toContain('(incomplete: 2 of 7 components not known)');
    expect(text).toContain('Report: reports/alexnet/report.html');
  });
});
