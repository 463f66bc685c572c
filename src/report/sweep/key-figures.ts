import type { SweepResult } from '../../study/run-sweep.ts';
import { formatShare, formatSi } from '../number-format.ts';
import { formatEnergy, formatKnownArea } from '../quantities.ts';
import { paretoFront } from './analysis.ts';
import { answered, baselineOf, basisOf, leastOf } from './answered.ts';

/** Name, value and note: what a reader wants to know first. */
export function keyFigures(sweep: SweepResult): readonly (readonly [string, string, string])[] {
  const cases = answered(sweep);
  const [least, baseline] = [leastOf(sweep), baselineOf(sweep)];
  const fastest = cases.reduce((best, each) => (each.latencyMs < best.latencyMs ? each : best));
  const known = cases.filter(({ result }) => result.totals.areaUm2 > 0);
  const smallest = known.reduce<(typeof cases)[number] | undefined>(
    (best, each) => (best !== undefined && best.result.totals.areaUm2 <= each.result.totals.areaUm2 ? best : each),
    undefined,
  );
  const { energyPj } = least;
  const basis = basisOf(sweep);
  const front = paretoFront(sweep).length;
  return [
    [`Least energy${basis}`, formatEnergy(energyPj), least.label],
    [
      'Against the baseline',
      formatShare(energyPj / baseline.energyPj),
      `of ${formatEnergy(baseline.energyPj)}, ${baseline.label}`,
    ],
    [`Least latency${basis}`, formatSi(fastest.latencyMs * 1e-3, 's'), fastest.label],
    ...(smallest === undefined
      ? []
      : [['Least known area', formatKnownArea(smallest.result.totals), smallest.label] as const]),
    ['Cases', String(cases.length), `${sweep.cases.length - cases.length} without an answer; ${front} not beaten`],
  ];
}
