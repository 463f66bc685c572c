import { describe, expect, test } from 'vitest';
import { rowsCsv } from '../../src/report/rows-csv.ts';
import { alexNet, hostile } from './fixture.ts';

/** A reader of its own, straight from RFC 4180. */
function parse(text: string): readonly (readonly string[])[] {
  const records: string[][] = [[]];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (quoted && character === '"' && text[at + 1] === '"') {
      field += '"';
      at += 1;
    } else if (character === '"') quoted = !quoted;
    else if (!quoted && (character === ',' || character === '\n')) {
      records.at(-1)!.push(field);
      field = '';
      if (character === '\n') records.push([]);
    } else field += character;
  }
  return records.slice(0, -1);
}

describe('do the rows survive the trip through CSV?', () => {
  test.each([
    ['plain names', alexNet],
    ['hostile names', hostile()],
    [
      'figures with all digits',
      { ...alexNet, rows: alexNet.rows.map((row) => ({ ...row, energyPj: row.energyPj / 3 })) },
    ],
  ])('%s', (_, result) => {
    const [, ...records] = parse(rowsCsv(result.rows));
    const rows = records.map(([layer, kind, component, componentClass, action, operand, count, bits, energy]) => ({
      layer,
      kind,
      component,
      componentClass,
      action,
      operand,
      count: Number(count),
      bitsPerAction: Number(bits),
      energyPj: Number(energy),
    }));
    expect(rows).toEqual(result.rows);
  });

  test('the header names the units', () => {
    expect(rowsCsv([])).toBe(
      'layer,kind,component,component_class,action,operand,"count [words, operations or cycles]",bits_per_action [bit],energy [pJ]\n',
    );
  });
});
