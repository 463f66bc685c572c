import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTransfers } from '../../src/dataflow/transfers.ts';
import { walkCrossings } from '../reference/crossings-walker.ts';
import { isSmall, randomCase } from './random-case.ts';

/** As many as the transfers themselves are tested with, on demand: KJOULE_CASES=100000. */
const runs = Math.ceil(Number(process.env.KJOULE_CASES ?? 2500) / 2);

describe('what travels over networks against a walker that follows every word', () => {
  it('every packet and every addition of every network is equal', () => {
    fc.assert(
      fc.property(randomCase, ({ nest }) => {
        fc.pre(isSmall(nest));
        const counted = countTransfers(nest, 'element').map(({ operand, parent, child, kind, crossings }) => ({
          operand,
          parent,
          child,
          kind,
          crossings,
        }));
        expect(counted).toEqual(walkCrossings(nest));
      }),
      { numRuns: runs, seed: 20260801 },
    );
  }, 3_600_000);
});
