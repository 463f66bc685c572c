import type { TopLevelSpec } from 'vega-lite';
import type { Series } from '../palette.ts';
import { textWidth } from '../text-width.ts';
import { frame, LONGEST_NAME } from './frame.ts';

/** One piece of a bar. */
export interface Piece {
  readonly bar: string;
  readonly series: string;
  readonly value: number;
}

/** Horizontal bars, one per layer or component, stacked by series. */
export interface StackedBars {
  readonly title: string;
  readonly subtitle: readonly string[];
  /** What a bar is: `layer`, `component`. */
  readonly barTitle: string;
  readonly seriesTitle: string;
  /** With unit: `energy per inference [µJ]`. */
  readonly valueTitle: string;
  /** Top to bottom; unique. */
  readonly bars: readonly string[];
  readonly series: readonly Series[];
  readonly pieces: readonly Piece[];
}

/** Bars in the order given; their height follows from how many there are. */
export function stackedBars(chart: StackedBars): TopLevelSpec {
  const used = chart.series.filter((series) => chart.pieces.some((piece) => piece.series === series.name));
  const rank = new Map(used.map((series, index) => [series.name, index]));
  return {
    ...frame(chart.title, chart.subtitle, chart.bars),
    height: { step: barStep(chart.bars.length) },
    data: { values: chart.pieces.map((piece) => ({ ...piece, rank: rank.get(piece.series)! })) },
    params: [{ name: 'chosen', select: { type: 'point', fields: ['series'] }, bind: 'legend' }],
    mark: { type: 'bar', stroke: 'white', strokeWidth: 0.5 },
    encoding: {
      y: barAxis(chart.bars),
      x: {
        field: 'value',
        type: 'quantitative',
        stack: 'zero',
        title: chart.valueTitle,
        axis: { tickCount: 8 },
      },
      color: {
        field: 'series',
        type: 'nominal',
        scale: { domain: used.map((series) => series.name), range: used.map((series) => series.colour) },
        legend: { columns: legendColumns(used.map(({ name }) => name)) },
      },
      opacity: { condition: { param: 'chosen', value: 1 }, value: 0.15 },
      order: { field: 'rank', type: 'quantitative' },
      tooltip: [
        { field: 'bar', type: 'nominal', title: chart.barTitle },
        { field: 'series', type: 'nominal', title: chart.seriesTitle },
        { field: 'value', type: 'quantitative', title: chart.valueTitle, format: '.4~r' },
      ],
    },
  };
}

/** Names down the left side: order as given, long ones cut in the middle. */
export function barAxis(bars: readonly string[]) {
  const many = bars.length > 64;
  return {
    field: 'bar',
    type: 'nominal' as const,
    sort: null,
    title: null,
    scale: { domain: [...bars], paddingInner: many ? 0.1 : 0.22 },
    axis: {
      labelExpr: `length(datum.label) > ${LONGEST_NAME} ? slice(datum.label, 0, 9) + '…' + slice(datum.label, -20) : datum.label`,
      labelLimit: 230,
      labelFontSize: many ? 9.5 : 11,
      labelOverlap: false,
      ticks: false,
      domain: false,
      labelPadding: 6,
    },
  };
}

function barStep(bars: number): number {
  if (bars <= 24) return 24;
  return bars <= 64 ? 17 : 12;
}

/** As many columns as fit, however narrow the chart gets: symbol, text and gap of the widest entry each. */
export function legendColumns(names: readonly string[]): { readonly expr: string } {
  const entry = 34 + Math.ceil(Math.max(0, ...names.map((name) => Math.min(150, textWidth(name, 11, false)))));
  return { expr: `max(1, floor(width / ${entry}))` };
}
