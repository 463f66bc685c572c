import type { AgreementResult } from '../../study/agreement/agreement-result.ts';
import { csv } from '../csv.ts';

/** Every series, one line per case; the axis has no energy. */
export function seriesCsv({ comparisons }: AgreementResult): string {
  const lines = comparisons.flatMap(({ name, axis, values, series }) =>
    series
      .filter(({ kind }) => kind !== 'axis')
      .flatMap((each) => [
        [name, each.kind, each.name, axis, '', String(each.uncompressed)],
        ...each.values.map((energy, at) => [name, each.kind, each.name, axis, String(values[at]), String(energy)]),
      ]),
  );
  return csv([['comparison', 'kind', 'series', 'axis', 'value', 'energy [MACs per image]'], ...lines]);
}

/** Every pair that was fitted; slope and level of the axis are per unit of it. */
export function fitsCsv({ comparisons }: AgreementResult): string {
  const lines = comparisons.flatMap(({ name, fits }) =>
    fits.map(({ first, second, fit }) => [
      name,
      first,
      second,
      ...(fit === null ? ['', '', '', ''] : [fit.rSquared, fit.slope, fit.level, fit.rank].map(String)),
    ]),
  );
  return csv([['comparison', 'first', 'second', 'r_squared', 'slope', 'level', 'rank_correlation'], ...lines]);
}
