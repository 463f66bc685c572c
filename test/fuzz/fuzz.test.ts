import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';
import { readers } from './readers.ts';

// `npm run fuzz` gives every reader 50,000.
const inputs = 250;

test.each(readers)('$name: mutated files are read or refused, never more', async (reader) => {
  const { broken, read } = await fuzz(reader, inputs);
  expect(broken).toEqual([]);
  // The mutations are mild enough to reach what lies behind the first check.
  expect(read).toBeLessThan(inputs);
});
