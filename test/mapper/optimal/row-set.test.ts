import { expect, test } from 'vitest';
import { RowSet } from '../../../src/mapper/optimal/row-set.ts';
import { Random } from '../../../src/shared/random.ts';

test('a set of rows knows each row once, whatever stands behind it', () => {
  const random = new Random(5);
  const [rows, known] = [new RowSet(3), new Set<string>()];
  for (let i = 0; i < 20_000; i += 1) {
    const row = Int32Array.from([0, 1, 2, 3], (_, at) => random.below(at === 2 ? 100_000 : 8) - 4);
    const key = row.slice(0, 3).join();
    expect(rows.add(row)).toBe(!known.has(key));
    known.add(key);
    expect(rows.add(row)).toBe(false);
  }
});
