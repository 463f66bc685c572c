import { expect, test } from 'vitest';
import { LeafBatches } from '../../../src/mapper/optimal/leaf-batches.ts';

test('batches double; large ones are known only when the next one is complete, in order, and in the end all are', () => {
  const events: string[] = [];
  const evaluating = (leaves: readonly unknown[]) => {
    events.push(`begin ${leaves.length}`);
    return () => void events.push(`known ${leaves.length}`);
  };
  const batches = new LeafBatches(
    { evaluating },
    { largest: 16, visitor: { sieve: () => expect.fail('not asked for'), visit: () => {} } },
  );
  const leaf = { factors: new Int32Array(1), loops: new Int32Array(1) };
  const told = Array.from({ length: 50 }, () => batches.add(leaf));
  expect(told.flatMap((isTold, at) => (isTold ? [at + 1] : []))).toEqual([1, 3, 7, 15, 31, 47]);
  batches.end();
  const small = ['begin 1', 'known 1', 'begin 2', 'known 2'];
  const large = ['begin 4', 'begin 8', 'known 4', 'begin 16', 'known 8', 'begin 16', 'known 16'];
  expect(events).toEqual([...small, ...large, 'begin 3', 'known 16', 'known 3']);
});
