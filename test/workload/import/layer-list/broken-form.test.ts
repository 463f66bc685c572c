import { expect, test } from 'vitest';
import { readLayerList } from '../../../../src/workload/import/layer-list/read-layer-list.ts';
import { faults } from '../../../support/faults.ts';

const head = 'name: n\nsource: s\ninput: { channels: 3, size: [8, 8] }\n';

test.each([
  ['a misspelt size', `${head}layers:\n  - { name: a, type: conv, filters: 4, kernl: 3 }\n`, 'kernl'],
  [
    'misspelt operands',
    `${head}layers:\n  - { name: a, type: custom, dimensions: { C: 3 }, operand: [] }\n`,
    'operand',
  ],
  ['misspelt layers', `${head}layrs:\n  - { name: a, type: fc, outputs: 4 }\n`, 'layrs'],
])('%s: one fault, that of the key, and nothing that follows from it', (_, text, key) => {
  expect(faults(() => readLayerList('l.yaml', text)).map(({ code, found }) => [code, found])).toEqual([
    ['unknown-key', key],
  ]);
});

test('where the syntax breaks, what is told is the break', () => {
  const text = `${head}layers:\n  - { name: a, type: conv, filters: 4, kernel: 3 }\n  - { name: b, type: max-pool, [\n  - { name: c }\n`;
  const codes = faults(() => readLayerList('l.yaml', text)).map(({ code }) => code);
  expect(codes).toContain('yaml-syntax');
});

test.each([['~\n: : ['], ['~\n---\n~']])('nothing but a break is refused as one: %j', (text) => {
  expect(faults(() => readLayerList('l.yaml', text)).map(({ code }) => code)).toContain('yaml-syntax');
});
