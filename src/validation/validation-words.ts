import type { Check, CheckKind, Comparison } from './check.ts';
import type { Validation } from './validate.ts';

/** Figures of a check as text. */
export interface CheckWords {
  readonly expected: string;
  readonly actual: string;
  /** In the terms of the tolerance. */
  readonly deviation: string;
  readonly tolerance: string;
}

export function checkWords({ expected, actual, deviation, tolerance, unit, kind }: Check): CheckWords {
  const goal = kind === 'report-only' ? 'goal ' : '';
  const off = actual - expected;
  const absolute = tolerance !== undefined && 'absolute' in tolerance;
  return {
    expected: `${figure(expected)} ${unit}`,
    actual: `${figure(actual)} ${unit}`,
    deviation: absolute ? `${signed(off, short(off))} ${unit}` : `${signed(deviation, percent(deviation))} %`,
    tolerance: tolerance === undefined ? '–' : `${goal}±${limit(tolerance, unit)}`,
  };
}

const kinds: readonly CheckKind[] = ['independent', 'calibrated', 'report-only'];

/** One line per kind: how many, how they came out, and how many of them no source prints. */
export function summaryLines({ checks }: Validation): readonly string[] {
  return kinds.map((kind) => {
    const own = checks.filter((check) => check.kind === kind);
    const failed = own.filter(({ verdict }) => verdict === 'fail').length;
    const outcome = kind === 'report-only' ? `${own.length} reported` : `${own.length - failed} pass, ${failed} fail`;
    const derived = own.filter(({ confidence }) => confidence.startsWith('derived')).length;
    return `${kind}: ${outcome}${derived > 0 ? `; ${derived} of the expected figures are derived, not printed` : ''}`;
  });
}

/** Checks under their titles, in order. */
export function groupsOf({ checks }: Validation): ReadonlyMap<string, readonly Check[]> {
  const titles = [...new Set(checks.map(({ group }) => group))];
  return new Map(titles.map((title) => [title, checks.filter(({ group }) => group === title)]));
}

function limit(tolerance: NonNullable<Comparison['tolerance']>, unit: string): string {
  return 'relative' in tolerance ? `${tolerance.relative * 100} %` : `${short(tolerance.absolute)} ${unit}`;
}

/** Five significant digits, as the figures that are read most finely have. */
function figure(value: number): string {
  const rounded = Number(value.toPrecision(5));
  return Math.abs(rounded) >= 1e5 ? rounded.toExponential() : String(rounded);
}

function short(value: number): string {
  const rounded = Number(Math.abs(value).toPrecision(2));
  return rounded >= 1e4 ? rounded.toExponential() : String(rounded);
}

function percent(share: number): string {
  return Math.abs(share * 100).toFixed(2);
}

function signed(value: number, text: string): string {
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
}
