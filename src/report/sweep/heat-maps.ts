import type { TopLevelSpec } from 'vega-lite';
import type { SweepResult } from '../../study/run-sweep.ts';
import type { SweepAxis } from '../../study/sweep/expand-sweep.ts';
import type { Chart } from '../charts/chart.ts';
import { frame } from '../charts/frame.ts';
import { formatEnergy } from '../quantities.ts';
import { safeText } from '../safe-text.ts';
import { type AnsweredCase, answered, baselineOf, basisOf } from './answered.ts';
import { axisName, valueText, variedAxes } from './axis-values.ts';
import { caseOf, onlyShown, shownParameter } from './case-mark.ts';

/** More pairs of axes are left to the table. */
const mostMaps = 3;
/** Cells beyond this, along one side, are too small for a figure in them. */
const mostFigures = 12;
/** Dark and light text, whichever stands out from the colour of its cell; pages leave these two as they are. */
const DARK = '#111111';
const LIGHT = '#ffffff';

/** Energy over two axes at a time, as a share of the baseline's; where there are further axes, the least along them. */
export function heatMaps(sweep: SweepResult): readonly Chart[] {
  const axes = variedAxes(sweep.axes, answered(sweep));
  const pairs = axes.flatMap((across, at) => axes.slice(at + 1).map((down) => ({ across, down })));
  return pairs.slice(0, mostMaps).map((pair, at) => heatMap(sweep, pair, { at, others: axes.length - 2 }));
}

interface Pair {
  readonly across: SweepAxis;
  readonly down: SweepAxis;
}

function heatMap(
  sweep: SweepResult,
  { across, down }: Pair,
  { at, others }: { readonly at: number; readonly others: number },
): Chart {
  const baseline = baselineOf(sweep);
  const names = [across, down].map(({ path }) => axisName(path, sweep.axes));
  const title = `Energy over ${names.join(' and ')}`;
  const against = `energy${basisOf(sweep)}, share of the ${formatEnergy(baseline.energyPj)} of ${baseline.label}`;
  const subtitle = [
    safeText(against),
    ...(others > 0 ? [`each cell: the least over the other ${others === 1 ? 'axis' : `${others} axes`}`] : []),
    'empty cells: no case, or none with an answer',
  ];
  const values = cellsOf(sweep, across.path, down.path);
  const spec = specOf({ title, subtitle, names, values, across, down });
  return { name: `heat-map-${at + 1}`, title, subtitle, spec };
}

/** Every case with a place in the map; the page leaves some out, so the least of a cell is found when drawn. */
function cellsOf(sweep: SweepResult, across: string, down: string) {
  const baselinePj = baselineOf(sweep).energyPj;
  const placed = ({ values }: AnsweredCase) =>
    values[across] !== null && values[across] !== undefined && values[down] !== null && values[down] !== undefined;
  return answered(sweep)
    .filter(placed)
    .map((each) => ({
      ...caseOf(each),
      x: valueText(each.values[across]),
      y: valueText(each.values[down]),
      share: (100 * each.energyPj) / baselinePj,
    }));
}

interface Parts {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly names: readonly string[];
  readonly values: ReturnType<typeof cellsOf>;
  readonly across: SweepAxis;
  readonly down: SweepAxis;
}

function specOf({ title, subtitle, names, values, across, down }: Parts): TopLevelSpec {
  const present = (axis: SweepAxis, key: 'x' | 'y') =>
    axis.values
      .map(valueText)
      .filter((text, at, all) => all.indexOf(text) === at && values.some((v) => v[key] === text));
  const columns = present(across, 'x');
  const rows = present(down, 'y');
  const shares = values.map(({ share }) => share);
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const position = (field: 'x' | 'y', domain: readonly string[], name: string) => ({
    field,
    type: 'ordinal',
    title: name,
    scale: { domain },
    axis: { labelAngle: 0, labelOverlap: true, labelLimit: 140, ticks: false, domain: false },
  });
  const cell = { field: 'share', type: 'quantitative' };
  const legend = { title: 'energy [% of baseline]', orient: 'top', gradientLength: 200, gradientThickness: 10 };
  const figures = columns.length <= mostFigures && rows.length <= mostFigures;
  const { config, ...look } = frame(title, subtitle, rows);
  return {
    ...look,
    config: {
      ...config,
      axis: { ...config.axis, grid: false },
      legend: { ...config.legend, titleFontWeight: 'normal' },
    },
    height: { step: rows.length > 24 ? 14 : 30 },
    params: [shownParameter],
    data: { values },
    transform: [
      onlyShown,
      { window: [{ op: 'row_number', as: 'place' }], groupby: ['x', 'y'], sort: [{ field: 'share' }] },
      { filter: 'datum.place === 1' },
    ],
    encoding: { x: position('x', columns, names[0]!), y: position('y', rows, names[1]!) },
    layer: [
      {
        mark: { type: 'rect', cursor: 'pointer' },
        encoding: {
          color: { ...cell, scale: { scheme: 'cividis', domain: [least, most], nice: false, zero: false }, legend },
          tooltip: [
            { field: 'case', type: 'nominal' },
            { ...cell, title: 'energy [% of baseline]', format: '.4~r' },
          ],
        },
      },
      ...(figures ? [figureLayer(cell, (least + most) / 2)] : []),
    ],
  } as unknown as TopLevelSpec;
}

function figureLayer(cell: object, middle: number) {
  return {
    mark: { type: 'text', fontSize: 11, cursor: 'pointer' },
    encoding: {
      text: { ...cell, format: '.1f' },
      color: { condition: { test: `datum.share > ${middle}`, value: DARK }, value: LIGHT },
    },
  };
}
