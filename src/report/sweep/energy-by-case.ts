import type { TopLevelSpec } from 'vega-lite';
import type { RunResult } from '../../cost/result.ts';
import type { SweepResult, SweptCase } from '../../study/run-sweep.ts';
import type { Chart } from '../charts/chart.ts';
import { frame } from '../charts/frame.ts';
import { chooseEnergyUnit, type EnergyUnit } from '../energy-unit.ts';
import { componentSeries, type Series } from '../palette.ts';
import { safeText } from '../safe-text.ts';
import { sumBy } from '../sum-by.ts';

/** A case with an answer. */
export type AnsweredCase = SweptCase & { readonly result: RunResult };

export function answered(sweep: SweepResult): readonly AnsweredCase[] {
  return sweep.cases.filter((each): each is AnsweredCase => each.result !== null);
}

/** The case the others are held against; the first with an answer where it has none itself. */
export function baselineOf(sweep: SweepResult): AnsweredCase {
  const own = sweep.cases[sweep.baseline];
  return own?.result == null ? answered(sweep)[0]! : (own as AnsweredCase);
}

/** Bits before over bits after, of the layers that are compressed; null without compression. */
export function ratioOf({ result }: AnsweredCase): number | null {
  return result.compression === null ? null : result.compression.bitsBefore / result.compression.bitsAfter;
}

/** Energy of every case, stacked by component, and the compression ratio as a line above the bars. */
export function energyByCase(sweep: SweepResult): Chart {
  const cases = answered(sweep);
  const series = componentSeries(cases.flatMap(({ result }) => result.rows));
  const unit = chooseEnergyUnit(Math.max(...cases.map(({ result }) => result.totals.energyPj)));
  const title = `Energy by component against ${sweep.axes.map(({ path }) => path.split('.').at(-1)).join(' and ')}`;
  const { workload, hardware } = cases[0]!.result;
  const swept = (key: string): boolean => sweep.axes.some(({ path }) => path === key);
  const network = swept('workload') ? 'several networks' : workload.name;
  const subtitle = [
    safeText(`${network} on ${swept('hardware') ? 'several accelerators' : hardware.name}`),
    ...(cases.some((each) => ratioOf(each) !== null)
      ? ['line and right axis: how many times smaller the weights are']
      : []),
  ];
  return { name: 'energy-by-case', title, subtitle, spec: specOf({ title, subtitle, cases, series, unit }) };
}

interface Parts {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly cases: readonly AnsweredCase[];
  readonly series: readonly Series[];
  readonly unit: EnergyUnit;
}

function specOf({ title, subtitle, cases, series, unit }: Parts): TopLevelSpec {
  const bars = cases.flatMap((each) => pieces(each, series, unit));
  const used = series.filter(({ name }) => bars.some((bar) => bar.series === name));
  const ratios = cases.flatMap((each) => {
    const ratio = ratioOf(each);
    return ratio === null ? [] : [{ case: safeText(each.label), ratio }];
  });
  const x = {
    field: 'case',
    type: 'nominal' as const,
    sort: null,
    title: null,
    scale: { domain: cases.map(({ label }) => safeText(label)), paddingInner: 0.25 },
    axis: { labelAngle: cases.length > 6 ? -40 : 0, labelLimit: 150, ticks: false },
  };
  return {
    ...frame(title, subtitle, []),
    height: 320,
    layer: [barLayer({ bars, used, unit, x }), ...(ratios.length === 0 ? [] : [lineLayer(ratios, x)])],
    resolve: { scale: { y: 'independent' } },
  } as TopLevelSpec;
}

function barLayer({
  bars,
  used,
  unit,
  x,
}: {
  bars: readonly object[];
  used: readonly Series[];
  unit: EnergyUnit;
  x: object;
}) {
  const valueTitle = `energy [${unit.name}]`;
  return {
    data: { values: bars },
    params: [{ name: 'chosen', select: { type: 'point', fields: ['series'] }, bind: 'legend' }],
    mark: { type: 'bar', stroke: 'white', strokeWidth: 0.5 },
    encoding: {
      x,
      y: { field: 'value', type: 'quantitative', stack: 'zero', title: valueTitle, axis: { tickCount: 6 } },
      color: {
        field: 'series',
        type: 'nominal',
        scale: { domain: used.map(({ name }) => name), range: used.map(({ colour }) => colour) },
        legend: { columns: 4 },
      },
      opacity: { condition: { param: 'chosen', value: 1 }, value: 0.15 },
      order: { field: 'rank', type: 'quantitative' },
      tooltip: [
        { field: 'case', type: 'nominal' },
        { field: 'series', type: 'nominal', title: 'component' },
        { field: 'value', type: 'quantitative', title: valueTitle, format: '.4~r' },
      ],
    },
  };
}

function lineLayer(ratios: readonly object[], x: object) {
  const title = 'compression ratio of the weights';
  return {
    data: { values: ratios },
    mark: { type: 'line', color: '#1f2328', strokeWidth: 1.5, point: { filled: true, color: '#1f2328', size: 40 } },
    encoding: {
      x,
      y: {
        field: 'ratio',
        type: 'quantitative',
        title,
        scale: { zero: true },
        axis: { orient: 'right', grid: false, tickCount: 6 },
      },
      tooltip: [
        { field: 'case', type: 'nominal' },
        { field: 'ratio', type: 'quantitative', title, format: '.4~r' },
      ],
    },
  };
}

function pieces({ label, result }: AnsweredCase, series: readonly Series[], unit: EnergyUnit) {
  const sums = sumBy(
    result.rows,
    (row) => safeText(row.component),
    (row) => row.energyPj,
  );
  return series.flatMap(({ name }, rank) => {
    const energyPj = sums.get(name) ?? 0;
    return energyPj === 0 ? [] : [{ case: safeText(label), series: name, value: energyPj / unit.picojoules, rank }];
  });
}
