import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTransfers } from '../../src/dataflow/transfers.ts';
import { walk } from '../reference/walker.ts';
import { isSmall, randomCase } from './random-case.ts';

const runs = Number(process.env.KJOULE_CASES ?? 2500);

describe('the analytic transfers against a walker that executes the nest', () => {
  it.each(['element', 'tile'] as const)(
    'every word of every boundary is equal (%s rule)',
    (rule) => {
      fc.assert(
        fc.property(randomCase, ({ nest }) => {
          fc.pre(isSmall(nest));
          const counted = countTransfers(nest, rule).map(({ crossings: _, ...transfer }) => transfer);
          expect(counted).toEqual(walk(nest, rule));
        }),
        { numRuns: runs, seed: 20180710 },
      );
    },
    3_600_000,
  );
});
