import { describe, expect, test } from 'vitest';
import { readHardware } from '../../src/hardware/read-hardware.ts';
import { formatIssues } from '../../src/shared/format-issue.ts';
import { InputError, type Issue } from '../../src/shared/issue.ts';
import { exampleSpec } from './example-spec.ts';

/** [what is wrong, right text, wrong text with ▲ where the fault must be reported, code] */
type Case = readonly [title: string, right: string, wrong: string, code: string];

const keysAndValues: readonly Case[] = [
  ['a key is misspelt', 'capacity: 100 KiB', '▲capcity: 100 KiB', 'unknown-key'],
  ['a key from nowhere stands at the top', 'clockPower: 106 mW', '▲frobnicate: 106 mW', 'unknown-key'],
  ['an action the component does not have', 'energy: { read: 200 pJ', 'energy: { ▲raed: 200 pJ', 'unknown-key'],
  ['the clock is missing', 'clock: 200 MHz\n', '', 'missing-key'],
  ['the dataflow is misspelt', 'dataflow: row-stationary', 'dataflow: ▲row-stationery', 'wrong-value'],
  ['an operand does not exist', 'keeps: [I, O]', 'keeps: [I, ▲X]', 'wrong-value'],
  ['an operand is listed twice', 'keeps: [I, O]', 'keeps: ▲[I, I]', 'wrong-value'],
  ['a list is empty', 'keeps: [I, O]', 'keeps: ▲[]', 'wrong-value'],
  ['a map is a text', 'fanout: { x: 14, y: 3 * 4 }', 'fanout: ▲168', 'wrong-value'],
  ['a quantity is a list', 'capacity: 100 KiB', 'capacity: ▲[100 KiB]', 'wrong-value'],
  ['a quantity is left out', 'capacity: 100 KiB', 'capacity:▲', 'wrong-value'],
  ['a bandwidth is neither figure nor map', 'bandwidth: 25.6 GB/s', 'bandwidth: ▲[1]', 'wrong-value'],
  ['a bandwidth map has a wrong key', 'bandwidth: { read: 64', 'bandwidth: { ▲raed: 64', 'unknown-key'],
  ['a level name has a blank', 'name: GLB', 'name: ▲G LB', 'wrong-value'],
  ['the name is empty', 'name: toy', 'name: ▲""', 'wrong-value'],
  ['a key is given twice', 'clockPower: 106 mW', '▲clock: 106 MHz', 'duplicate-key'],
  ['a number is not a number', 'lanes: 16', 'lanes: ▲.nan', 'not-a-number'],
  ['a number is infinite', 'lanes: 16', 'lanes: ▲.inf', 'not-a-number'],
  ['a key reaches into the program', 'clockPower: 106 mW', '▲__proto__: { clock: 1 }', 'forbidden-key'],
];

const quantities: readonly Case[] = [
  ['a capacity has no unit', 'capacity: 100 KiB', 'capacity: ▲102400', 'missing-unit'],
  ['a capacity is a frequency', 'capacity: 100 KiB', 'capacity: ▲200 MHz', 'wrong-unit'],
  ['a unit is in the wrong case', 'clock: 200 MHz', 'clock: ▲200 mhz', 'unknown-unit'],
  ['a unit could be 1000 or 1024', 'capacity: 100 KiB', 'capacity: ▲100 KB', 'unknown-unit'],
  ['an expression does not parse', 'y: 3 * 4', 'y: ▲3 * * 4', 'bad-expression'],
  ['an expression assigns', 'y: 3 * 4', 'y: ▲y = 3', 'bad-expression'],
  ['a division by zero', 'y: 3 * 4', 'y: ▲3 / 0', 'not-a-number'],
  ['a capacity is negative', 'capacity: 100 KiB', 'capacity: ▲-1 KiB', 'negative-quantity'],
  ['a capacity is zero', 'capacity: 100 KiB', 'capacity: ▲0 KiB', 'not-positive'],
  ['a clock of zero', 'clock: 200 MHz', 'clock: ▲0 MHz', 'not-positive'],
  ['a bandwidth of zero', 'bandwidth: 25.6 GB/s', 'bandwidth: ▲0 GB/s', 'not-positive'],
  ['a bandwidth has no unit', 'bandwidth: 25.6 GB/s', 'bandwidth: ▲64', 'missing-unit'],
  ['a clock is far below any hardware', 'clock: 200 MHz', 'clock: ▲1e-300 Hz', 'out-of-range'],
  ['an energy is far beyond any hardware', 'energy: 2 pJ', 'energy: ▲1e200 J', 'out-of-range'],
  ['a capacity cannot be counted', 'capacity: 100 KiB', 'capacity: ▲1e16 bit', 'out-of-range'],
  ['a fan-out is broken', 'fanout: { x: 14', 'fanout: { x: ▲1.5', 'not-whole'],
  ['a fan-out is zero', 'fanout: { x: 14', 'fanout: { x: ▲0', 'not-positive'],
  ['a fan-out has a unit', 'fanout: { x: 14', 'fanout: { x: ▲14 bit', 'wrong-unit'],
  ['a word is half a bit wide', 'bits: { W: 16 bit', 'bits: { W: ▲0.5 bit', 'not-whole'],
  ['an energy per bit where no width is known', 'energy: 2 pJ', 'energy: ▲2 pJ/bit', 'wrong-unit'],
];

const decoder = 'decoder: { level: PE, entries: 16, entry: 16 bit, component: { use: regfile } }\nvector:';

const meaning: readonly Case[] = [
  [
    'a style without what it needs',
    'macsPerCycle: 0.5',
    'style: factorised, adder: { component: { use: adder } }',
    'missing-key',
  ],
  ['a style that does not exist', 'macsPerCycle: 0.5', 'style: ▲row-resue', 'wrong-value'],
  [
    'factorised weights have no index to decode',
    'macsPerCycle: 0.5, component: { use: mac } }\nvector:',
    `style: factorised, adder: { component: { use: a } }, indirection: { channels: 4 }, component: { use: mac } }\n▲${decoder}`,
    'conflicting-keys',
  ],
  ['runs of zeros without their width', 'vector:', decoder.replace('entry:', 'coding: runs, entry:'), 'missing-key'],
  ['a width of runs without runs', 'vector:', decoder.replace('entry:', '▲run: 4 bit, entry:'), 'conflicting-keys'],
  ['a decoder below no level', 'vector:', decoder.replace('PE', '▲PX'), 'unknown-level'],
  ['a decoder is named like a memory', 'vector:', decoder.replace('{', '{ name: ▲GLB,'), 'duplicate-name'],
  ['a block is narrower than a word', 'block: 64 bit', 'block: ▲8 bit', 'too-small'],
  ['a block is not whole words', 'block: 64 bit', 'block: ▲40 bit', 'not-a-multiple'],
  [
    'a code that does not exist',
    'capacity: 100 KiB',
    'capacity: 100 KiB\n    encoding: { I: { code: ▲rle } }',
    'wrong-value',
  ],
  [
    'runs of zeros without a word to pack them into',
    'capacity: 100 KiB',
    'capacity: 100 KiB\n    encoding: { ▲I: { code: rlc, run: 5 bit } }',
    'missing-key',
  ],
  [
    'a bitmap with runs',
    'capacity: 100 KiB',
    'capacity: 100 KiB\n    encoding: { I: { code: bitmap, ▲run: 5 bit } }',
    'conflicting-keys',
  ],
  [
    'more pairs than a word holds',
    'capacity: 100 KiB',
    'capacity: 100 KiB\n    encoding: { I: { code: rlc, run: 5 bit, word: ▲16 bit, pairsPerWord: 3 } }',
    'too-small',
  ],
  [
    'a run of half a bit',
    'capacity: 100 KiB',
    'capacity: 100 KiB\n    encoding: { I: { code: rlc, run: ▲0.5 bit, word: 64 bit } }',
    'not-whole',
  ],
  [
    'a memory codes what it does not keep',
    '{ name: weights, keeps: [W, O]',
    '{ name: weights, encoding: { ▲I: { code: bitmap } }, keeps: [W, O]',
    'role-not-kept',
  ],
  [
    'partial sums are coded',
    'capacity: 100 KiB',
    'capacity: 100 KiB\n    encoding: { ▲O: { code: bitmap } }',
    'conflicting-keys',
  ],
  [
    'weights are no map',
    'capacity: 100 KiB',
    'capacity: 100 KiB\n    encoding: { ▲W: { code: bitmap } }',
    'unknown-key',
  ],
  ['a code for nothing', 'capacity: 100 KiB', 'capacity: 100 KiB\n    encoding: ▲{}', 'wrong-value'],
  ['zero inputs that spare nobody knows what', 'macsPerCycle: 0.5', 'zeroInputs: gate', 'missing-key'],
  ['words spared without zero inputs', 'macsPerCycle: 0.5', '▲zeroInputsSpare: [W]', 'conflicting-keys'],
  ['zero inputs that do what nobody knows', 'macsPerCycle: 0.5', 'zeroInputs: ▲gated', 'wrong-value'],
  ['a memory cannot hold a word', 'capacity: 12 * 16 bit', 'capacity: ▲8 bit', 'too-small'],
  ['half a double buffer cannot hold a word', 'capacity: 100 KiB', 'capacity: ▲24 bit', 'too-small'],
  [
    'an inner level has no capacity',
    '- name: GLB\n    keeps: [I, O]\n    capacity: 100 KiB',
    '- ▲name: GLB\n    keeps: [I, O]',
    'missing-key',
  ],
  ['a level name is used twice', '- name: PE', '- name: ▲DRAM', 'duplicate-name'],
  ['a memory name is used twice', '{ name: weights', '{ name: ▲ifmap', 'duplicate-name'],
  ['the MAC is named like a level', 'name: multiplier', 'name: ▲GLB', 'duplicate-name'],
  ['a level is constrained twice', 'y: [R, C] }', 'y: [R, C] }\n    - { level: ▲GLB, x: [M] }', 'duplicate-name'],
  ['two memories of a level keep inputs', 'keeps: [W, O], capacity', 'keeps: [W, ▲I], capacity', 'duplicate-role'],
  ['the outermost level drops outputs', 'keeps: [W, I, O]', 'keeps: ▲[W, I]', 'role-not-kept'],
  ['the vector unit hangs on nothing', 'level: GLB, lanes', 'level: ▲GLBB, lanes', 'unknown-level'],
  ['a constraint names no level', '{ level: GLB, x', '{ level: ▲glb, x', 'unknown-level'],
  ['a level has keeps and memories', '- name: PE\n', '- name: PE\n    ▲keeps: [I]\n', 'conflicting-keys'],
  [
    'a size but no operand to keep',
    '  - name: PE\n',
    '  - name: X\n    ▲capacity: 1 KiB\n  - name: PE\n',
    'conflicting-keys',
  ],
  ['figures stand beside a library row', '{ use: sram }', '{ use: sram, ▲area: 1 mm^2 }', 'conflicting-keys'],
  ['figures come without a source', 'energy: 1 pJ, source: "made up"', 'energy: 1 pJ', 'missing-key'],
  ['a component has no price', '▲component: { use: sram }', '▲component: { area: 1 mm^2, source: x }', 'missing-key'],
  [
    'a shared memory has no word',
    '- name: GLB\n    keeps: [I, O]\n    capacity: 100 KiB\n    word: 16 bit\n',
    '- ▲name: GLB\n    keeps: [I, O]\n    capacity: 100 KiB\n',
    'missing-key',
  ],
  [
    'the vector unit hangs on a level without memory',
    'level: GLB, lanes: 16',
    'level: ▲loops, lanes: 16',
    'role-not-kept',
  ],
];

async function faults(text: string): Promise<readonly Issue[]> {
  return readHardware('bad.yaml', text).then(
    () => [],
    (error: unknown) => {
      if (error instanceof InputError) return error.issues;
      throw error;
    },
  );
}

/** The spec with one thing wrong, and the place the mark stood at. */
function broken([, right, wrong]: Case): { text: string; place: string | undefined } {
  const source = right.replace('▲', '');
  expect(exampleSpec.split(source).length, `"${source}" must occur in the example`).toBeGreaterThan(1);
  let marked = exampleSpec.replace(source, wrong);
  if (wrong.includes('loops')) marked = marked.replace('  - name: PE\n', '  - name: loops\n  - name: PE\n');
  const at = marked.indexOf('▲');
  const before = marked.slice(0, Math.max(at, 0)).split('\n');
  const place = at === -1 ? undefined : `${before.length}:${before.at(-1)!.length + 1}`;
  return { text: marked.replace('▲', ''), place };
}

describe('several faults', () => {
  test('all are in one report, sorted by place when printed', async () => {
    const text = exampleSpec
      .replace('200 MHz', '200')
      .replace('100 KiB', '0 bit')
      .replace('level: GLB, lanes', 'level: GLV, lanes');
    const issues = await faults(text);
    expect(issues.map(({ code }) => code).sort()).toEqual(['missing-unit', 'not-positive', 'unknown-level']);
    expect(formatIssues(issues).match(/error [\w-]+ {2}\S+/g)).toEqual([
      'error missing-unit  clock',
      'error not-positive  levels[1].capacity',
      'error unknown-level  vector.level',
    ]);
    expect(formatIssues(issues)).toContain('did you mean "GLB"?');
  });
});

describe('faults of different kinds', () => {
  test('a misspelt key and a duplicate do not hide a wrong unit, a negative size and an unknown level', async () => {
    const text = exampleSpec
      .replace('200 MHz', '200 MHzz')
      .replace('capacity: 100 KiB', 'capacity: -100 KiB')
      .replace('level: GLB, lanes', 'level: GLV, lanes')
      .replace('clockPower: 106 mW', 'clockPowr: 106 mW\nclock: 100 MHz');
    const codes = (await faults(text)).map(({ code }) => code);
    expect(codes.sort()).toEqual([
      'duplicate-key',
      'negative-quantity',
      'unknown-key',
      'unknown-level',
      'unknown-unit',
    ]);
  });
  test('a misspelt key does not hide what another map lacks, nor make more of itself', async () => {
    const text = exampleSpec
      .replace('fanout: { x: 14', 'fanuot: { x: 14')
      .replace('    keeps: [I, O]\n    capacity: 100 KiB\n    word: 16 bit\n', '    kepes: [I, O]\n    word: 16 bit\n')
      .replace('{ name: ifmap, keeps: [I], capacity: 12 * 16 bit, ', '{ name: ifmap, keeps: [I], ')
      .replace('- name: DRAM', '- nmae: DRAM');
    const codes = (await faults(text)).map(({ code, path }) => `${code} ${path}`);
    expect(codes.sort()).toEqual([
      'missing-key levels[2].memories[0].capacity',
      'unknown-key levels[0].nmae',
      'unknown-key levels[1].fanuot',
      'unknown-key levels[1].kepes',
    ]);
  });
  test('a value of the wrong kind does not hide a wrong unit elsewhere', async () => {
    const text = exampleSpec.replace('200 MHz', '200').replace('keeps: [I, O]', 'keeps: [I, X]');
    const codes = (await faults(text)).map(({ code }) => code);
    expect(codes.sort()).toEqual(['missing-unit', 'wrong-value']);
  });
});

describe('a fault is reported once, with its code, at its line and column', () => {
  test.each([...keysAndValues, ...quantities, ...meaning])('%s', async (...each) => {
    const { text, place } = broken(each);
    const issues = await faults(text);
    expect(issues.map(({ code }) => code)).toEqual([each[3]]);
    const [issue] = issues;
    if (place !== undefined) expect(`${issue?.line}:${issue?.column}`).toBe(place);
    expect(issue?.file).toBe('bad.yaml');
    expect(issue?.path).not.toBe('');
  });
});
