import type { RetrainingReport } from '../../study/retraining-report.ts';
import type { RetrainingRow } from '../../training/retraining/retraining-result.ts';
import { safeText } from '../safe-text.ts';

/** Method and way of re-training: what makes a curve. */
export type Way = Pick<RetrainingRow, 'regulariser' | 'lambda'> & { readonly method: string | null };

/** Names and colours of the curves, in the order they first appear. */
export interface RetrainingSeries {
  readonly names: readonly string[];
  readonly colours: readonly string[];
  readonly nameOf: (row: Way) => string;
}

/** Of Okabe and Ito (Color Universal Design, 2008), the darker ones first. */
const COLOURS = ['#8A8A8A', '#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#7A5C00'];

/**
 * As many words as tell the curves apart: a single method is not named, nor the way of a method that has one only. WR is the paper's word
 * for sharing without re-training.
 */
export function seriesOf(rows: readonly Way[]): RetrainingSeries {
  const methods = new Set(rows.map(({ method }) => method).filter((method) => method !== null));
  const waysOf = (method: string | null) => new Set(rows.filter((row) => row.method === method).map(wayName));
  const nameOf = (row: Way): string => {
    if (row.method === null) return 'not compressed';
    const method = safeText(row.method);
    if (methods.size === 1) return wayName(row);
    const ways = waysOf(row.method);
    if (row.regulariser === null) return ways.size === 1 ? method : `${method}, WR`;
    return `${method}, ${ways.size === 2 ? 're-trained' : wayName(row)}`;
  };
  const names = [...new Set(rows.map(nameOf))];
  return { names, colours: names.map((_, at) => COLOURS[at % COLOURS.length]!), nameOf };
}

/** The curves of a report: the same names and colours in all its charts and tables. */
export function reportSeries({ operatingPoints, summary }: RetrainingReport): RetrainingSeries {
  return seriesOf(operatingPoints.length > 0 ? operatingPoints : summary);
}

/** Only some of the curves, for a legend. */
export function legendOf({ names, colours }: RetrainingSeries, used: ReadonlySet<string>) {
  const kept = names.flatMap((name, at) => (used.has(name) ? [{ name, colour: colours[at]! }] : []));
  return { domain: kept.map(({ name }) => name), range: kept.map(({ colour }) => colour) };
}

/** The way a row was re-trained, in words. */
export function wayName({ regulariser, lambda }: Omit<Way, 'method'>): string {
  if (regulariser === null) return 'without re-training';
  return regulariser === 'none' ? 're-trained, no regulariser' : `re-trained, ${regulariser}, λ ${lambda}`;
}
