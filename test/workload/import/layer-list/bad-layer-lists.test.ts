import { describe, expect, test } from 'vitest';
import { InputError, type Issue } from '../../../../src/shared/issue.ts';
import { readLayerList } from '../../../../src/workload/import/layer-list/read-layer-list.ts';

const good = `name: small
source: made up for this test
input: { channels: 4, size: [8, 8] }
layers:
  - { name: first, type: conv, filters: 6, kernel: 3, pad: 1, groups: 2 }
  - { name: pool, type: max-pool, kernel: 2, stride: 2 }
  - { name: left, type: conv, from: pool, filters: 8, kernel: 1 }
  - { name: right, type: conv, from: pool, filters: 8, kernel: 3, pad: same }
  - { name: sum, type: add, from: [left, right] }
  - { name: both, type: concat, from: [left, right] }
  - { name: norm, type: normalisation, method: batch }
  - { name: classes, type: fc, outputs: 10 }
  - { name: product, type: matmul, from: [left, right], transpose: true }
  - name: einsum
    type: custom
    from: pool
    dimensions: { M: 4, C: 2, P: 6, R: 3 }
    operands:
      - { name: W, role: W, ranks: [M, C, R] }
      - { name: I, role: I, ranks: [C, P*2 + R] }
      - { name: O, role: O, ranks: [M, P] }
`;

/** [what is wrong, right text, wrong text with ▲ where the fault must be reported, code] */
type Case = readonly [title: string, right: string, wrong: string, code: string];

const valuesAndKeys: readonly Case[] = [
  ['a key is misspelt', 'filters: 6', '▲filter: 6', 'unknown-key'],
  ['a key belongs to another type', 'kernel: 2, stride: 2', 'kernel: 2, ▲filters: 2', 'unknown-key'],
  ['the type is misspelt', 'type: max-pool', 'type: ▲maxpol', 'wrong-value'],
  ['a size is zero', 'filters: 6', 'filters: ▲0', 'wrong-value'],
  ['a size is negative', 'size: [8, 8]', 'size: [8, ▲-8]', 'wrong-value'],
  ['a size is not whole', 'filters: 6', 'filters: ▲6.5', 'wrong-value'],
  ['a size is not a number', 'filters: 6', 'filters: ▲.nan', 'not-a-number'],
  ['a size is infinite', 'filters: 6', 'filters: ▲.inf', 'not-a-number'],
  ['a size is absurd', 'filters: 6', 'filters: ▲1e300', 'wrong-value'],
  ['a size is a text', 'filters: 6', 'filters: ▲six', 'wrong-value'],
  ['padding is negative', 'pad: 1', 'pad: ▲-1', 'wrong-value'],
  ['padding is misspelt', 'pad: same', 'pad: ▲smae', 'wrong-value'],
  ['a kernel has three sizes', 'kernel: 2,', 'kernel: ▲[2, 2, 2],', 'wrong-value'],
  ['the method is unknown', 'method: batch', 'method: ▲bach', 'wrong-value'],
  ['a role is unknown', 'role: W', 'role: ▲X', 'wrong-value'],
  ['a bound is zero', 'M: 4', 'M: ▲0', 'wrong-value'],
  ['a bound is a word', 'M: 4', 'M: ▲btach', 'wrong-value'],
  ['the name is empty', 'name: small', 'name: ▲""', 'wrong-value'],
];

const chain: readonly Case[] = [
  ['`from` names no layer', 'from: pool, filters: 8, kernel: 1', 'from: ▲pol, filters: 8, kernel: 1', 'unknown-layer'],
  [
    '`from` names a later layer',
    'from: pool, filters: 8, kernel: 1',
    'from: ▲sum, filters: 8, kernel: 1',
    'layer-comes-later',
  ],
  [
    '`from` names itself',
    'from: pool, filters: 8, kernel: 1',
    'from: ▲left, filters: 8, kernel: 1',
    'layer-comes-later',
  ],
  ['two layers have one name', 'name: norm', 'name: ▲sum', 'duplicate-name'],
  ['a layer is called input', 'name: norm', 'name: ▲input', 'reserved-name'],
  ['groups do not divide the input channels', 'groups: 2', 'groups: ▲3', 'groups-do-not-divide'],
  [
    'groups do not divide the filters',
    'filters: 6, kernel: 3, pad: 1, groups: 2',
    'filters: 7, kernel: 3, groups: ▲2',
    'groups-do-not-divide',
  ],
  ['the kernel is larger than the padded input', 'kernel: 3, pad: 1', 'kernel: ▲11, pad: 1', 'kernel-exceeds-input'],
  [
    'dilation makes the kernel larger than the input',
    'kernel: 3, pad: 1',
    'kernel: ▲3, dilation: 5, pad: 1',
    'kernel-exceeds-input',
  ],
  ['one axis of a pool is too large', 'kernel: 2, stride: 2', 'kernel: ▲[2, 9], round: up', 'kernel-exceeds-input'],
  ['the stated output is not what follows', 'kernel: 2, stride: 2', 'kernel: 2, output: ▲[5, 4]', 'size-mismatch'],
  ['the stated input is not what is read', 'kernel: 2, stride: 2', 'kernel: 2, input: ▲[8, 7]', 'size-mismatch'],
  ['the stated channels are not what is read', 'kernel: 2, stride: 2', 'kernel: 2, channels: ▲4', 'size-mismatch'],
  ['the stated fc inputs are not what is read', 'outputs: 10', 'outputs: 10, inputs: ▲999', 'size-mismatch'],
  [
    'concat joins maps of unequal size',
    'concat, from: [left, right]',
    'concat, from: ▲[left, first]',
    'shape-mismatch',
  ],
  ['add reads maps of unequal channels', 'add, from: [left, right]', 'add, from: ▲[left, pool]', 'shape-mismatch'],
  ['add reads one layer', 'add, from: [left, right]', 'add, from: ▲left', 'too-few-inputs'],
  [
    'a convolution reads two layers',
    'from: pool, filters: 8, kernel: 1',
    'from: ▲[pool, first], filters: 8, kernel: 1',
    'too-many-inputs',
  ],
  ['batch normalisation has a window', 'method: batch', 'method: batch, ▲size: 5', 'key-without-effect'],
];

const einsum: readonly Case[] = [
  ['a rank has an unknown dimension', '[M, P]', '[M, ▲Q]', 'unknown-dimension'],
  ['a dimension is used nowhere', 'M: 4,', 'M: 4, ▲N: 2,', 'unused-dimension'],
  ['a dimension cannot be written in a rank', 'R: 3 }', 'R: 3, ▲"2x": 3 }', 'dimension-name'],
  [
    'two operands are written',
    'operands:\n      - { name: W, role: W',
    '▲operands:\n      - { name: W, role: O',
    'several-output-operands',
  ],
  ['two operands have one name', 'name: I,', 'name: ▲W,', 'duplicate-name'],
  ['a rank ends in the middle', 'P*2 + R', '▲P*2 +', 'affine-syntax'],
  ['a rank lacks a sign', 'P*2 + R', '▲P*2 R', 'affine-syntax'],
  ['a rank has brackets', 'P*2 + R', '▲(P + R)', 'affine-syntax'],
  ['a rank multiplies two dimensions', 'P*2 + R', '▲P*R', 'affine-syntax'],
  ['a rank has a broken factor', 'P*2 + R', '▲P*1.5 + R', 'affine-syntax'],
  ['a rank has an offset', 'P*2 + R', '▲P*2 + R + 1', 'affine-constant'],
  ['a factor is zero', 'P*2 + R', '▲P*0 + R', 'zero-coefficient'],
];

describe('a bad layer list gives the fault, its place, and nothing else', () => {
  test.each([...valuesAndKeys, ...chain, ...einsum])('%s', (_, right, wrong, code) => {
    const { text, line, column } = marked(right, wrong);
    expect(places(issuesOf(text))).toContainEqual({ code, line, column });
  });

  test.each(chain)('%s: one mistake is told once', (_, right, wrong) => {
    expect(issuesOf(marked(right, wrong).text)).toHaveLength(1);
  });
});

describe('faults without a value of their own point at what lacks it', () => {
  test('a missing key points at the layer', () => {
    const [issue] = issuesOf(good.replace(', outputs: 10', ''));
    expect(issue).toMatchObject({ code: 'missing-key', line: 12, column: 5, path: 'layers[7].outputs' });
  });

  test('without an operand that is written, the list of operands', () => {
    const [issue] = issuesOf(good.replace('role: O', 'role: I'));
    expect(issue).toMatchObject({ code: 'no-output-operand', line: 18, column: 5 });
  });

  test('a first layer with nothing to read', () => {
    const text = good.replace('input: { channels: 4, size: [8, 8] }\n', '');
    expect(places(issuesOf(text))).toEqual([{ code: 'no-input-shape', line: 4, column: 5 }]);
  });

  test('a layer below an einsum that does not say the shape of its result', () => {
    const issues = issuesOf(`${good}  - { name: after, type: activation }\n`);
    expect(places(issues)).toEqual([{ code: 'no-input-shape', line: 22, column: 5 }]);
    expect(issues[0]?.hint).toContain('"einsum"');
  });

  test('factors that do not fit point at `from`', () => {
    const [issue] = issuesOf(good.replace(', transpose: true', ''));
    expect(issue).toMatchObject({ code: 'shape-mismatch', line: 13, column: 42 });
  });
});

describe('what a report of faults is good for', () => {
  test('all of them come at once, in the order of the file', () => {
    const text = good
      .replace('groups: 2', 'groups: 3')
      .replace('from: pool, filters: 8, kernel: 1', 'from: pol, filters: 8, kernel: 1')
      .replace('[M, P]', '[M, Q]');
    expect(issuesOf(text).map(({ code }) => code)).toEqual([
      'groups-do-not-divide',
      'unknown-layer',
      'unknown-dimension',
    ]);
  });

  test('a layer that does not fit the schema hides nothing of the others', () => {
    const text = good
      .replace('groups: 2', 'grops: 2')
      .replace('type: max-pool', 'type: maxpool')
      .replace('{ name: right,', '{ name: left,')
      .replace('from: [left, right] }\n  - { name: both', 'from: [left, rigth] }\n  - { name: both');
    let codes: string[] = [];
    try {
      readLayerList('bad.yaml', text);
    } catch (error) {
      codes = (error as InputError).issues.map(({ code }) => code);
    }
    expect(codes).toEqual(expect.arrayContaining(['unknown-key', 'wrong-value', 'duplicate-name', 'unknown-layer']));
  });

  test('what is wrong with the head of the file does not hide what is wrong with layers, nor make more of itself', () => {
    const text = good
      .replace('channels: 4', 'channels: -4')
      .replace('source: made up for this test\n', 'name: again\n__proto__: 1\n')
      .replace('kernel: 1 }', 'kernel: 1, kernel: 3 }')
      .replace('type: matmul, from: [left, right]', 'type: matmul, from: [left, rihgt]');
    expect(
      issuesOf(text)
        .map(({ code, path }) => `${code} ${path}`)
        .sort(),
    ).toEqual([
      'duplicate-key layers[2].kernel',
      'duplicate-key name',
      'forbidden-key __proto__',
      'missing-key source',
      'unknown-layer layers[8].from[1]',
      'wrong-value input.channels',
    ]);
    const misspelt = issuesOf(good.replace('input: { channels', 'inptu: { channels').replace('stride: 2', 'strid: 2'));
    expect(misspelt.map(({ path }) => path)).toEqual(['inptu', 'layers[1].strid']);
  });

  test('more work than can be counted exactly is refused', () => {
    const text = good.replace('size: [8, 8]', 'size: [100000000, 100000000]');
    expect(issuesOf(text)[0]).toMatchObject({ code: 'out-of-range', line: 5, column: 5, path: 'layers[0]' });
  });

  test('the nearest name is offered', () => {
    const [layer] = issuesOf(good.replace('from: pool, filters', 'from: pol, filters'));
    expect(layer?.hint).toBe('did you mean "pool"?');
    const spelt = good.replace('R: 3', 'Row: 3').replace('[M, C, R]', '[M, C, Row]');
    const [dimension] = issuesOf(spelt.replace('P*2 + R', 'P*2 + Raw'));
    expect(dimension).toMatchObject({ code: 'unknown-dimension', hint: 'did you mean "Row"?' });
  });

  test('the batch is a whole number: anything else is a mistake of the caller', () => {
    for (const batch of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => readLayerList('small.yaml', good, { batch })).toThrow('batch is a whole number');
    }
  });
});

/** The good file with one text replaced; where ▲ stood is where the fault must be. */
function marked(right: string, wrong: string) {
  expect(good.split(right).length, `"${right}" stands in the good file`).toBeGreaterThan(1);
  const text = good.replace(right, wrong);
  const before = text.split('▲')[0]!.split('\n');
  return { text: text.replace('▲', ''), line: before.length, column: before.at(-1)!.length + 1 };
}

function places(issues: readonly Issue[]) {
  return issues.map(({ code, line, column }) => ({ code, line, column }));
}

function issuesOf(text: string): readonly Issue[] {
  try {
    readLayerList('small.yaml', text);
  } catch (error) {
    if (error instanceof InputError) return error.issues;
    throw error;
  }
  return [];
}

test('the file all bad files are made from is good', () => {
  expect(issuesOf(good)).toEqual([]);
});
