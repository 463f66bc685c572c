import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { onnxOperators } from '../../../../src/workload/import/onnx/operators/operators.ts';

const page = readFileSync(new URL('../../../../docs/onnx-operators.md', import.meta.url), 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!Operator|---)/.test(line));

test('docs/onnx-operators.md lists exactly the operators of the table, with their treatment', () => {
  expect(rows).toEqual(
    [...onnxOperators.values()].map(({ name, treatment, note }) => `| ${name} | ${treatment} | ${note} |`),
  );
});

test('every costed operator makes layers, and only those', () => {
  for (const operator of onnxOperators.values()) {
    expect([operator.name, operator.layer !== undefined]).toEqual([operator.name, operator.treatment === 'costed']);
  }
});
