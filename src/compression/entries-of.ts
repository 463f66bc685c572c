import Type from 'typebox';
import { InputError } from '../shared/issue.ts';

/** The two ways to say how many entries a table has. */
export const entriesFields = {
  k: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 24, description: 'Entries of each table' })),
  clusterRate: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Entries per vector, K/N; instead of k' }),
  ),
};

/** Entries of a table of N vectors, from `k` or `clusterRate`; throws unless exactly one is given. */
export function entriesOf(given: { readonly k?: number; readonly clusterRate?: number }, vectors: number): number {
  const { k, clusterRate } = given;
  if ((k === undefined) === (clusterRate === undefined)) {
    const both = k !== undefined;
    throw new InputError([
      {
        code: both ? 'conflicting-keys' : 'missing-key',
        severity: 'error',
        message: both ? 'k and clusterRate both say how many entries a table has' : '"k" is missing',
        path: 'k',
        accepted: 'k or clusterRate, one of them',
      },
    ]);
  }
  return k ?? Math.max(1, Math.round(clusterRate! * vectors));
}
