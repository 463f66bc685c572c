import type { TopLevelSpec } from 'vega-lite';
import type { SweepResult } from '../../study/run-sweep.ts';
import type { Chart } from '../charts/chart.ts';
import { frame } from '../charts/frame.ts';
import { legendColumns } from '../charts/stacked-bars.ts';
import { chooseEnergyUnit, type EnergyUnit } from '../energy-unit.ts';
import { componentSeries, type Series } from '../palette.ts';
import { safeText } from '../safe-text.ts';
import { sumBy } from '../sum-by.ts';
import { type AnsweredCase, answered, basisOf, ratioOf } from './answered.ts';
import { axisName } from './axis-values.ts';
import { caseOf, onlyShown, shownParameter } from './case-mark.ts';

/** Energy of every case, stacked by component, and the compression ratio as a line above the bars. */
export function energyByCase(sweep: SweepResult): Chart {
  const cases = answered(sweep);
  const series = componentSeries(cases.flatMap(({ result }) => result.rows));
  const unit = chooseEnergyUnit(Math.max(...cases.map(({ energyPj }) => energyPj)));
  const axes = sweep.axes.map(({ path }) => axisName(path, sweep.axes));
  const title = `Energy by component against ${axes.join(' and ')}`;
  const { workload, hardware } = cases[0]!.result;
  const swept = (key: string): boolean => sweep.axes.some(({ path }) => path === key);
  const network = swept('workload') ? 'several networks' : workload.name;
  const subtitle = [
    safeText(`${network} on ${swept('hardware') ? 'several accelerators' : hardware.name}`),
    ...(cases.some((each) => ratioOf(each) !== null)
      ? [`${axes.length > 1 ? 'dots' : 'line'} and right axis: how many times smaller the weights are`]
      : []),
  ];
  return {
    name: 'energy-by-case',
    title,
    subtitle,
    spec: specOf({ title, subtitle, cases, series, unit, basis: basisOf(sweep), axes }),
  };
}

interface Parts {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly cases: readonly AnsweredCase[];
  readonly series: readonly Series[];
  readonly unit: EnergyUnit;
  readonly basis: string;
  readonly axes: readonly string[];
}

function specOf({ title, subtitle, cases, series, unit, basis, axes }: Parts): TopLevelSpec {
  const bars = cases.flatMap((each) => pieces(each, series, unit));
  const used = series.filter(({ name }) => bars.some((bar) => bar.series === name));
  const ratios = cases.flatMap((each) => {
    const ratio = ratioOf(each);
    return ratio === null ? [] : [{ ...caseOf(each), ratio }];
  });
  const x = {
    field: 'case',
    type: 'nominal' as const,
    sort: null,
    scale: { paddingInner: cases.length > 60 ? 0.05 : 0.25 },
    axis: {
      ...caseLabels(axes),
      labelAngle: cases.length > 6 ? -40 : 0,
      labelLimit: 150,
      labelOverlap: true,
      ticks: false,
    },
  };
  return {
    ...frame(title, subtitle, []),
    height: 320,
    params: [shownParameter],
    layer: [
      barLayer({ bars, used, x, valueTitle: `energy${basis} [${unit.name}]`, cases: cases.length }),
      ...(ratios.length === 0 ? [] : [ratioLayer(ratios, x, axes.length > 1 ? 'point' : 'line')]),
    ],
    resolve: { scale: { y: 'independent' } },
  } as TopLevelSpec;
}

/** Of several axes the values alone stand below the bars, their names in the title. */
function caseLabels(axes: readonly string[]) {
  if (axes.length < 2) return { title: null };
  return { title: axes.join(', '), labelExpr: `replace(datum.label, regexp('[^,=]+ = ', 'g'), ' ')` };
}

function barLayer({
  bars,
  used,
  x,
  valueTitle,
  cases,
}: {
  bars: readonly object[];
  used: readonly Series[];
  x: object;
  valueTitle: string;
  cases: number;
}) {
  return {
    data: { values: bars },
    transform: [onlyShown],
    params: [{ name: 'chosen', select: { type: 'point', fields: ['series'] }, bind: 'legend' }],
    // Between bars this narrow an outline would be all there is to see.
    mark: { type: 'bar', ...(cases > 100 ? {} : { stroke: 'white', strokeWidth: 0.5 }), cursor: 'pointer' },
    encoding: {
      x,
      y: { field: 'value', type: 'quantitative', stack: 'zero', title: valueTitle, axis: { tickCount: 6 } },
      color: {
        field: 'series',
        type: 'nominal',
        scale: { domain: used.map(({ name }) => name), range: used.map(({ colour }) => colour) },
        legend: { columns: legendColumns(used.map(({ name }) => name)) },
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

/** Along one axis a line; cases of several axes are no sequence, and have points. */
function ratioLayer(ratios: readonly object[], x: object, type: 'line' | 'point') {
  const dots = { filled: true, color: '#1f2328', size: 40, opacity: 1 };
  const title = 'compression ratio of the weights';
  return {
    data: { values: ratios },
    transform: [onlyShown],
    mark: type === 'point' ? { type, ...dots } : { type, color: '#1f2328', strokeWidth: 1.5, point: dots },
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

function pieces(each: AnsweredCase, series: readonly Series[], unit: EnergyUnit) {
  const { result, inferences } = each;
  const sums = sumBy(
    result.rows,
    (row) => safeText(row.component),
    (row) => row.energyPj / inferences,
  );
  return series.flatMap(({ name }, rank) => {
    const energyPj = sums.get(name) ?? 0;
    return energyPj === 0 ? [] : [{ ...caseOf(each), series: name, value: energyPj / unit.picojoules, rank }];
  });
}
