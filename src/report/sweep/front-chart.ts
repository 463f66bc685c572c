import type { TopLevelSpec } from 'vega-lite';
import type { SweepResult } from '../../study/run-sweep.ts';
import type { SweepSummary } from '../../study/sweep/summarise-sweep.ts';
import type { Chart } from '../charts/chart.ts';
import { frame } from '../charts/frame.ts';
import { chooseEnergyUnit } from '../energy-unit.ts';
import { formatKnownArea } from '../quantities.ts';
import { paretoFront } from './analysis.ts';
import { answered, baselineOf, basisOf } from './answered.ts';
import { caseOf, onlyShown, shownParameter } from './case-mark.ts';
import { summaryBasis } from './summary-text.ts';

const KINDS = [
  { name: 'not beaten', colour: '#D55E00', shape: 'circle' },
  { name: 'baseline', colour: '#1f2328', shape: 'diamond' },
  { name: 'beaten by another', colour: '#8A8A8A', shape: 'circle' },
] as const;

/** The front of a sweep of many cases, and its baseline. */
export function summaryFrontChart(summary: SweepSummary): Chart {
  const { front, baseline } = summary;
  const basis = summaryBasis(summary);
  const title = 'Energy against latency of the cases not beaten';
  const subtitle = ['no other case is as good in energy, latency and known area and better in one'];
  const all = front.some((each) => each.case === baseline.case) ? front : [baseline, ...front];
  const unit = chooseEnergyUnit(Math.max(...all.map(({ energyPj }) => energyPj)));
  const values = all.map((each) => ({
    ...caseOf({ at: each.case, label: each.label }),
    energy: each.energyPj / unit.picojoules,
    latency: each.latencyMs,
    area: formatKnownArea(each),
    kind: front.includes(each) ? 'not beaten' : 'baseline',
  }));
  const axes = { energyTitle: `energy${basis} [${unit.name}]`, latencyTitle: `latency${basis} [ms]` };
  return { name: 'front', title, subtitle, spec: specOf(title, subtitle, { values, ...axes }) };
}

/** Energy against latency, a point per case; null where there is nothing to choose among. */
export function frontChart(sweep: SweepResult): Chart | null {
  const cases = answered(sweep);
  if (cases.length < 3) return null;
  const title = 'Energy against latency, case by case';
  const subtitle = ['not beaten: no other case is as good in energy, latency and known area and better in one'];
  const unit = chooseEnergyUnit(Math.max(...cases.map(({ energyPj }) => energyPj)));
  const front = new Set(paretoFront(sweep).map(({ at }) => at));
  const basis = basisOf(sweep);
  const origin = baselineOf(sweep).at;
  // What is drawn last lies on top: cases of one energy and latency may differ in area.
  const rank = (kind: string) => KINDS.findIndex(({ name }) => name === kind);
  const points = cases.map((each) => {
    const { energyPj, latencyMs } = each;
    return {
      ...caseOf(each),
      energy: energyPj / unit.picojoules,
      latency: latencyMs,
      area: formatKnownArea(each.result.totals),
      kind: front.has(each.at) ? 'not beaten' : each.at === origin ? 'baseline' : 'beaten by another',
    };
  });
  const values = points.toSorted((a, b) => rank(b.kind) - rank(a.kind));
  return {
    name: 'front',
    title,
    subtitle,
    spec: specOf(title, subtitle, {
      values,
      energyTitle: `energy${basis} [${unit.name}]`,
      latencyTitle: `latency${basis} [ms]`,
    }),
  };
}

function specOf(
  title: string,
  subtitle: readonly string[],
  {
    values,
    energyTitle,
    latencyTitle,
  }: {
    readonly values: readonly { readonly kind: string }[];
    readonly energyTitle: string;
    readonly latencyTitle: string;
  },
): TopLevelSpec {
  const used = KINDS.filter(({ name }) => values.some(({ kind }) => kind === name));
  const domain = used.map(({ name }) => name);
  const scale = { zero: false, nice: true, padding: 12 };
  return {
    ...frame(title, subtitle, []),
    height: 280,
    params: [shownParameter],
    data: { values },
    transform: [onlyShown],
    mark: { type: 'point', filled: true, size: 70, opacity: 0.85, cursor: 'pointer' },
    encoding: {
      x: { field: 'latency', type: 'quantitative', title: latencyTitle, scale, axis: { tickCount: 7 } },
      y: { field: 'energy', type: 'quantitative', title: energyTitle, scale, axis: { tickCount: 6 } },
      color: { field: 'kind', type: 'nominal', scale: { domain, range: used.map(({ colour }) => colour) } },
      shape: { field: 'kind', type: 'nominal', scale: { domain, range: used.map(({ shape }) => shape) } },
      tooltip: [
        { field: 'case', type: 'nominal' },
        { field: 'energy', type: 'quantitative', title: energyTitle, format: '.4~r' },
        { field: 'latency', type: 'quantitative', title: latencyTitle, format: '.4~r' },
        { field: 'area', type: 'nominal' },
      ],
    },
  } as unknown as TopLevelSpec;
}
