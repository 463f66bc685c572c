import Type from 'typebox';
import { describe, expect, test } from 'vitest';
import { readDocument } from '../../src/shared/document.ts';
import { InputError, type Issue } from '../../src/shared/issue.ts';

const strict = { additionalProperties: false } as const;
const size = Type.Union([Type.String(), Type.Number()], { title: 'a size, such as 108 KiB' });
const schema = Type.Object(
  {
    name: Type.String(),
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 8 })),
    levels: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String(),
            capacity: Type.Optional(size),
            keeps: Type.Optional(Type.Array(Type.Union([Type.Literal('W'), Type.Literal('I')]))),
            bandwidth: Type.Optional(Type.Union([Type.String(), Type.Object({ read: size, write: size }, strict)])),
          },
          strict,
        ),
      ),
    ),
    layer: Type.Optional(
      Type.Union([
        Type.Object({ kind: Type.Literal('conv'), stride: Type.Number() }, strict),
        Type.Object({ kind: Type.Literal('pool'), window: Type.Number() }, strict),
      ]),
    ),
    engine: Type.Optional(Type.Enum(['none', 'deep-k-means'])),
    extra: Type.Optional(Type.Any()),
  },
  strict,
);

function faults(text: string): readonly Issue[] {
  try {
    readDocument('a.yaml', text, schema);
    return [];
  } catch (error) {
    if (error instanceof InputError) return error.issues;
    throw error;
  }
}

/** Text with ▲ at every place a fault is expected, and those faults' codes in that order. */
function expectFaults(marked: string, codes: readonly string[]): readonly Issue[] {
  const text = marked.replaceAll('▲', '');
  const expected = marked.split('▲').slice(0, -1);
  const places = expected.map((_, index) => {
    const before = expected
      .slice(0, index + 1)
      .join('')
      .split('\n');
    return `${codes[index]} ${before.length}:${before.at(-1)!.length + 1}`;
  });
  const found = [...faults(text)].sort((a, b) => a.line! - b.line! || a.column! - b.column!);
  expect(found.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual(places);
  return found;
}

describe('a file that fits', () => {
  test('gives its value', () => {
    const { value, file } = readDocument('a.yaml', 'name: x\nlevels: [{ name: y, capacity: 3 }]\n', schema);
    expect(value).toEqual({ name: 'x', levels: [{ name: 'y', capacity: 3 }] });
    expect(file).toBe('a.yaml');
  });

  test('a byte order mark and Windows line ends change nothing', () => {
    expect(readDocument('a.yaml', '\uFEFFname: x\r\ncount: 3\r\n', schema).value).toEqual({ name: 'x', count: 3 });
  });

  test('anchors, aliases and merged maps: the own keys win, then the earlier map', () => {
    const text = 'name: x\nextra: [&a { p: 1, q: 1 }, &b { q: 2, r: 2 }, { <<: [*a, *b], p: 3 }, *a]\n';
    const { value } = readDocument('a.yaml', text, schema);
    expect(value.extra).toEqual([
      { p: 1, q: 1 },
      { q: 2, r: 2 },
      { p: 3, q: 1, r: 2 },
      { p: 1, q: 1 },
    ]);
  });

  test('keys that look like other types stay text: y, on, 1', () => {
    const { value } = readDocument('a.yaml', 'name: x\nextra: { y: 1, on: 2, 1: 3, null: 4 }\n', schema);
    expect(value.extra).toEqual({ y: 1, on: 2, 1: 3, null: 4 });
  });
});

describe('faults found later', () => {
  const text = 'name: x\nlevels:\n  - name: y\n    capacity: 3\nengine: none\n';
  const document = readDocument('a.yaml', text, schema);

  test('point at a value', () => {
    const issue = document.issue(['levels', 0, 'capacity'], { code: 'c', message: 'm', found: '3' });
    expect(issue).toEqual({
      code: 'c',
      message: 'm',
      found: '3',
      severity: 'error',
      file: 'a.yaml',
      line: 4,
      column: 15,
      path: 'levels[0].capacity',
      sourceLine: '    capacity: 3',
    });
  });

  test('point at a key', () => {
    const issue = document.issue(['levels', 0, 'capacity'], { code: 'c', message: 'm', at: 'key' });
    expect(issue).toMatchObject({ line: 4, column: 5 });
    expect(issue).not.toHaveProperty('at');
  });

  test('point at the owner of what is not there', () => {
    expect(document.issue(['levels', 0, 'word'], { code: 'c', message: 'm' })).toMatchObject({ line: 3, column: 5 });
    expect(document.issue(['levels', 9, 'word'], { code: 'c', message: 'm' })).toMatchObject({ line: 2, column: 1 });
    expect(document.issue([], { code: 'c', message: 'm' })).toMatchObject({ line: 1, column: 1, path: '' });
  });

  test('may be warnings, and quote unusual keys in the path', () => {
    const issue = document.issue(['engine', 'a b'], { code: 'c', message: 'm', severity: 'warning' });
    expect(issue).toMatchObject({ severity: 'warning', path: 'engine["a b"]' });
  });
});

describe('schema faults', () => {
  test('all are reported together, duplicate keys included', () => {
    expectFaults('name: ▲3\nlevels:\n  - name: a\n    ▲capcity: 3\n    keeps: [W, ▲X]\n▲name: b\n', [
      'wrong-value',
      'unknown-key',
      'wrong-value',
      'duplicate-key',
    ]);
  });

  test('an unknown key names the keys that exist and the nearest', () => {
    const [issue] = expectFaults('name: x\nlevels: [{ name: a, ▲capcity: 3 }]\n', ['unknown-key']);
    expect(issue).toMatchObject({
      path: 'levels[0].capcity',
      found: 'capcity',
      accepted: 'name, capacity, keeps, bandwidth',
      hint: 'did you mean "capacity"?',
    });
  });

  test('a missing key points at the key of the map that lacks it', () => {
    const [issue] = expectFaults('name: x\n▲layer:\n  kind: pool\n', ['missing-key']);
    expect(issue).toMatchObject({ path: 'layer.window', accepted: 'a number' });
  });

  test('a misspelt required key is one fault, not also a missing one', () => {
    expectFaults('▲nmae: x\n', ['unknown-key']);
  });

  test('a number out of range says the range', () => {
    const [issue] = expectFaults('name: x\ncount: ▲9\n', ['wrong-value']);
    expect(issue).toMatchObject({
      found: '9',
      message: 'the number must be <= 8',
      accepted: 'a whole number ≥ 1 and ≤ 8',
    });
  });

  test('a wrong word gets the nearest right one, for enumerations and for unions of words', () => {
    const [engine] = expectFaults('name: x\nengine: ▲deepkmeans\n', ['wrong-value']);
    expect(engine).toMatchObject({ accepted: 'none, deep-k-means', hint: 'did you mean "deep-k-means"?' });
    const [keeps] = expectFaults('name: x\nlevels: [{ name: y, keeps: [▲w] }]\n', ['wrong-value']);
    expect(keeps).toMatchObject({ accepted: 'W, I', hint: 'did you mean "W"?' });
  });

  test('a key without a value is a wrong value, at the place the value should be', () => {
    const [issue] = expectFaults('name:▲\n', ['wrong-value']);
    expect(issue).toMatchObject({ found: 'nothing', accepted: 'text' });
  });
});

describe('alternatives collapse to one fault', () => {
  test('no alternative has this type', () => {
    const [issue] = expectFaults('name: x\nlevels: [{ name: y, capacity: ▲[3] }]\n', ['wrong-value']);
    expect(issue).toMatchObject({ found: 'a list of 1', accepted: 'a size, such as 108 KiB' });
    const [other] = expectFaults('name: x\nlevels: [{ name: y, bandwidth: ▲[3] }]\n', ['wrong-value']);
    expect(other).toMatchObject({ accepted: 'text or a map with read, write' });
  });

  test('the alternative of the right type was meant', () => {
    expectFaults('name: x\nlevels: [{ name: y, bandwidth: { read: 3, ▲writ: 4 } }]\n', ['unknown-key']);
    expectFaults('name: x\nlevels: [{ name: y, bandwidth: { read: 3, write: ▲[] } }]\n', ['wrong-value']);
  });

  test('thousands of faults are each reported, in no more than a moment', () => {
    const count = 5_000;
    const levels = Array.from(
      { length: count },
      (_, index) => `  - { name: l${index}, capacity: [], bandwidth: {} }\n`,
    );
    const found = faults(`name: x\nlevels:\n${levels.join('')}`);
    const tally = (code: string) => found.filter((issue) => issue.code === code).length;
    expect(tally('wrong-value')).toBe(count);
    expect(tally('missing-key')).toBe(2 * count);
    expect(found).toHaveLength(3 * count);
  });

  test('the alternative whose tag matches was meant', () => {
    expectFaults('name: x\n▲layer: { kind: pool, ▲stride: 2 }\n', ['missing-key', 'unknown-key']);
  });

  test('a tag that matches no alternative is the fault', () => {
    const [issue] = expectFaults('name: x\nlayer: { kind: ▲pol, window: 2 }\n', ['wrong-value']);
    expect(issue).toMatchObject({ path: 'layer.kind', accepted: 'conv, pool', hint: 'did you mean "pool"?' });
  });
});

describe('faults of YAML itself', () => {
  test('a tab in the indentation', () => expectFaults('name: x\nlevels:\n▲\t- name: y\n', ['tab-indent']));

  test('what a broken line was to fill is not empty as well', () => {
    expectFaults('name: x\nlayer:\n▲\tkind: conv\n', ['tab-indent']);
  });
  test('an unclosed quote', () => expectFaults('name: "x\n▲', ['yaml-syntax']));
  test('two documents', () => expectFaults('name: x\n▲---\nname: y\n', ['yaml-syntax']));
  test('a tag', () => expectFaults('name: ▲!secret x\n', ['yaml-syntax']));
  test('a key that is a list', () => expectFaults('name: x\n? ▲[a]\n: 3\n', ['wrong-key']));
  test('an alias without anchor', () => expectFaults('name: x\nextra: ▲*a\n', ['unknown-alias']));
  test('an alias inside its own anchor', () => expectFaults('name: x\nextra: &a [▲*a]\n', ['unknown-alias']));
  test('a merge of something that is no map', () => expectFaults('name: x\nextra: { <<: ▲3 }\n', ['wrong-value']));
  test('an empty file', () => expectFaults('▲', ['empty-file']));
  test('only a comment', () => expectFaults('▲# later\n', ['empty-file']));
  test('a lone value where a map is needed', () => expectFaults('▲3\n', ['wrong-value']));
  test('binary', () => expectFaults('name: ▲\u0000\u0001', ['not-text']));
  test('text that was not UTF-8', () => expectFaults('name: caf▲\uFFFD\n', ['not-text']));
  test('.nan and infinities', () =>
    expectFaults('name: x\nextra: [▲.nan, ▲-.inf]\n', ['not-a-number', 'not-a-number']));
  test('a number too large to hold', () => expectFaults('name: x\nextra: ▲1e999\n', ['not-a-number']));

  test('a faulty item of a list does not renumber the items after it', () => {
    const [, issue] = expectFaults('name: x\nlevels: [▲.nan, { name: y, ▲size: 3 }]\n', [
      'not-a-number',
      'unknown-key',
    ]);
    expect(issue).toMatchObject({ path: 'levels[1].size' });
  });

  test('what stands before a syntax error is checked, what follows is not guessed at', () => {
    expectFaults('name: ▲3\nlevels: [{ name: y }\n▲engine: nothing\n', ['wrong-value', 'yaml-syntax']);
  });
});

describe('hostile text', () => {
  test.each(['__proto__', 'constructor', 'prototype'])('the key %s is refused', (key) => {
    expectFaults(`name: x\nextra: { ▲${key}: { polluted: 1 } }\n`, ['forbidden-key']);
    expectFaults(`name: x\nextra: { ▲"${key}": { polluted: 1 } }\n`, ['forbidden-key']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('aliases that spell out billions of values are refused at once', () => {
    const names = 'abcdefghij'.split('');
    const doubled = names.slice(1).map((name, index) => `&${name} [${Array(9).fill(`*${names[index]}`)}]`);
    const [issue, ...others] = faults(`name: x\nextra: [&a [1, 2, 3], ${doubled.join(', ')}]\n`);
    expect(issue?.code).toBe('alias-bomb');
    expect(others).toEqual([]);
  });

  const deep = 10_000;
  test.each([
    ['lists in one line', '['.repeat(deep) + ']'.repeat(deep)],
    ['lists never closed', '['.repeat(deep)],
    ['maps in one line', '{a: '.repeat(deep)],
    ['dashes', `${'- '.repeat(deep)}x`],
    ['question marks', `${'? '.repeat(deep)}x`],
    ['indentation', Array.from({ length: 1000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n')],
    ['a little over the limit', `extra: ${'['.repeat(70)}${']'.repeat(70)}`],
  ])('thousands of nested %s are one fault', (_, text) => {
    expect(faults(text).map(({ code }) => code)).toEqual(['too-deep']);
  });
});
