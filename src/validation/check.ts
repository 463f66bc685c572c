/** What agreement with a figure is worth. */
export type CheckKind = 'independent' | 'calibrated' | 'report-only';

/** How far off a figure may be: as a share of it, or in its unit. */
export type Tolerance = { readonly relative: number } | { readonly absolute: number };

/** A published figure beside kjoule's own. */
export interface Comparison {
  readonly group: string;
  readonly what: string;
  /** Paper, and the table or figure in it. */
  readonly source: string;
  /** How the figure was had from there: printed, measured, read off a drawing, derived. */
  readonly confidence: string;
  readonly kind: CheckKind;
  /** Of a report-only figure: a goal, if any. */
  readonly tolerance?: Tolerance | undefined;
  readonly unit: string;
  readonly expected: number;
  readonly actual: number;
}

export interface Check extends Comparison {
  /** actual / expected − 1 */
  readonly deviation: number;
  readonly verdict: 'pass' | 'fail' | 'reported';
}

/** What a group of comparisons has in common. */
export type Common = Pick<Comparison, 'group' | 'source' | 'confidence' | 'kind' | 'tolerance' | 'unit'>;

/** A figure that is not a number passes nothing. */
export function judge(comparison: Comparison): Check {
  const { expected, actual, kind } = comparison;
  const verdict = kind === 'report-only' ? 'reported' : isWithin(comparison) ? 'pass' : 'fail';
  return { ...comparison, deviation: actual / expected - 1, verdict };
}

/** Whether a tolerance is there and kept. */
export function isWithin({ expected, actual, tolerance }: Comparison): boolean {
  if (tolerance === undefined) return false;
  const off = Math.abs(actual - expected);
  return 'relative' in tolerance ? off <= tolerance.relative * Math.abs(expected) : off <= tolerance.absolute;
}
