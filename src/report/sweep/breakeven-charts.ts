import type { TopLevelSpec } from 'vega-lite';
import type { SweepResult } from '../../study/run-sweep.ts';
import { nameOf } from '../../study/sweep/rules.ts';
import type { Chart } from '../charts/chart.ts';
import { frame } from '../charts/frame.ts';
import { legendColumns } from '../charts/stacked-bars.ts';
import { chooseEnergyUnit } from '../energy-unit.ts';
import { formatEnergy } from '../quantities.ts';
import { safeText } from '../safe-text.ts';
import { type Breakeven, breakevens } from './analysis.ts';
import { answered } from './answered.ts';
import { caseOf, onlyShown, shownParameter } from './case-mark.ts';
import { weightEnergyPj } from './columns.ts';

/** Of Okabe and Ito; further lines begin again, and differ in their dashes. */
const COLOURS = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9'];
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
/** More settings of the other axes than this are left to the table. */
const mostLines = 12;

/** Energy of the weights along each axis of numbers, against what they cost uncompressed; marked where that stops paying. */
export function breakevenCharts(sweep: SweepResult): readonly Chart[] {
  const all = breakevens(sweep);
  const axes = [...new Set(all.map(({ path }) => path))];
  return axes.map((path, at) =>
    breakevenChart(
      sweep,
      all.filter((each) => each.path === path),
      at + 1,
    ),
  );
}

function breakevenChart(sweep: SweepResult, found: readonly Breakeven[], number: number): Chart {
  const { path, axis, uncompressedPj } = found[0]!;
  const drawn = found.slice(0, mostLines);
  const title = `Energy of the weights against ${safeText(axis)}`;
  const subtitle = [
    `dashed: ${formatEnergy(uncompressedPj)} without compression; below it sharing pays, tables, indices and decoding included`,
    'filled: pays; hollow: does not; diamond: least energy of the weights; breakeven: the last value at which it pays',
    ...(found.length > mostLines ? [`the first ${mostLines} of ${found.length} settings of the other axes`] : []),
  ];
  const points = drawn.flatMap((each) => pointsOf(sweep, each, path));
  const unit = chooseEnergyUnit(Math.max(uncompressedPj, ...points.map(({ energyPj }) => energyPj)));
  const values = points.map(({ energyPj, ...rest }) => ({ ...rest, energy: energyPj / unit.picojoules }));
  const names = [...new Set(values.map(({ line }) => line))];
  const spec = specOf({
    title,
    subtitle,
    axis,
    unit: unit.name,
    values,
    names,
    uncompressed: uncompressedPj / unit.picojoules,
  });
  return { name: `breakeven-${number}`, title, subtitle, spec };
}

function pointsOf(sweep: SweepResult, { others, leastValue, saving, values }: Breakeven, path: string) {
  const line = Object.entries(others)
    .map(([other, value]) => `${nameOf(other)} = ${value}`)
    .join(', ');
  const belongs = ({ values }: { readonly values: Breakeven['others'] }) =>
    typeof values[path] === 'number' && Object.entries(others).every(([other, value]) => values[other] === value);
  return answered(sweep)
    .filter(belongs)
    .map((each) => {
      const value = each.values[path] as number;
      const mark = !saving.includes(value) ? 'does not pay' : value === leastValue ? 'least' : 'pays';
      const note = isBreakeven(value, saving, values) ? `breakeven: ${nameOf(path)} = ${value}` : '';
      return {
        ...caseOf(each),
        line: safeText(line),
        value,
        energyPj: weightEnergyPj(each),
        mark,
        note: safeText(note),
      };
    });
}

/** It pays, and one of the values beside it does not. */
function isBreakeven(value: number, saving: readonly number[], values: readonly number[]): boolean {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.indexOf(value);
  const beside = [sorted[at - 1], sorted[at + 1]].filter((each) => each !== undefined);
  return saving.includes(value) && beside.some((each) => !saving.includes(each));
}

interface Parts {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly axis: string;
  readonly unit: string;
  readonly values: readonly { readonly value: number; readonly line: string }[];
  readonly names: readonly string[];
  readonly uncompressed: number;
}

function specOf({ title, subtitle, axis, unit, values, names, uncompressed }: Parts): TopLevelSpec {
  const numbers = values.map(({ value }) => value);
  const wide = Math.min(...numbers) > 0 && Math.max(...numbers) >= 8 * Math.min(...numbers);
  const x = {
    field: 'value',
    type: 'quantitative',
    title: safeText(axis),
    scale: wide ? { type: 'log', base: 2, nice: false, padding: 14 } : { zero: false, nice: false, padding: 14 },
    axis: {
      grid: false,
      values: numbers.length <= 16 ? [...new Set(numbers)] : undefined,
      labelOverlap: true,
      format: '~r',
    },
  };
  const valueTitle = `energy of the weights [${unit}]`;
  const y = { field: 'energy', type: 'quantitative', title: valueTitle, scale: { zero: true }, axis: { tickCount: 6 } };
  const range = names.map((_, at) => COLOURS[at % COLOURS.length]);
  const dashes = names.map((_, at) => DASHES[Math.floor(at / COLOURS.length) % DASHES.length]);
  const single = names.length < 2;
  const colour = {
    field: 'line',
    type: 'nominal',
    scale: { domain: names, range },
    legend: single ? null : { columns: legendColumns(names), symbolType: 'stroke', symbolStrokeWidth: 2 },
  };
  const dash = { field: 'line', type: 'nominal', scale: { domain: names, range: dashes }, legend: null };
  const plotted = { data: { values }, transform: [onlyShown] };
  return {
    ...frame(title, subtitle, []),
    height: 280,
    params: [shownParameter],
    layer: [
      {
        data: { values: [{ energy: uncompressed }] },
        mark: { type: 'rule', strokeDash: [5, 4], color: '#1f2328', strokeWidth: 1.2 },
        encoding: { y },
      },
      { ...plotted, mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color: colour, strokeDash: dash } },
      {
        ...plotted,
        mark: { type: 'point', strokeWidth: 2, cursor: 'pointer' },
        encoding: {
          x,
          y,
          color: colour,
          fill: { condition: { test: "datum.mark !== 'does not pay'", ...colour }, value: 'white' },
          shape: { condition: { test: "datum.mark === 'least'", value: 'diamond' }, value: 'circle' },
          size: { condition: { test: "datum.mark === 'least'", value: 170 }, value: 75 },
          tooltip: ['case', 'mark', 'energy'].map((field) => ({
            field,
            type: field === 'energy' ? 'quantitative' : 'nominal',
            ...(field === 'energy' ? { title: valueTitle, format: '.4~r' } : {}),
          })),
        },
      },
      {
        ...plotted,
        mark: { type: 'text', align: 'right', dx: -9, dy: -9, fontSize: 11, color: '#1f2328' },
        encoding: { x, y, text: { field: 'note', type: 'nominal' } },
      },
    ],
  } as unknown as TopLevelSpec;
}
