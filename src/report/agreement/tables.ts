import type { Comparison, SeriesFit } from '../../study/agreement/agreement-result.ts';

/** One line: a metric, and its squared correlation with everything it is held against. */
export interface CorrelationRow {
  readonly name: string;
  readonly rSquared: readonly (number | null)[];
}

/** Names of the columns, and a line for the axis and for every metric. */
export function correlations({ series, fits }: Comparison): {
  readonly against: readonly string[];
  readonly rows: readonly CorrelationRow[];
} {
  const against = series.filter(({ kind }) => kind === 'tool' || kind === 'simulator').map(({ name }) => name);
  const first = series.filter(({ kind }) => kind === 'axis' || kind === 'metric');
  const rows = first.map(({ name }) => ({
    name,
    rSquared: against.map(
      (second) => fits.find((each) => each.first === name && each.second === second)?.fit?.rSquared ?? null,
    ),
  }));
  return { against, rows };
}

/** The columns of a fit; what the axis has no slope or level in stays empty. */
export const fitColumns = ['R²', 'slope', 'level', 'rank'] as const;

export function fitCells({ first, fit }: SeriesFit, axis: string): readonly string[] {
  if (fit === null) return ['–', '–', '–', '–'];
  const isAxis = first === axis;
  return [
    fit.rSquared.toFixed(4),
    isAxis ? '' : fit.slope.toPrecision(3),
    isAxis ? '' : fit.level.toPrecision(3),
    fit.rank.toFixed(3),
  ];
}
