import type { TopLevelSpec } from 'vega-lite';
import { textWidth } from '../text-width.ts';
import { frame } from './frame.ts';
import { barAxis } from './stacked-bars.ts';

/** One bar with its figure written behind it. */
export interface LabelledBar {
  readonly bar: string;
  readonly value: number;
  readonly label: string;
  readonly colour: string;
}

/** Few bars, each with its figure: for comparisons where the number is the message. */
export function labelledBars(chart: {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly barTitle: string;
  readonly valueTitle: string;
  readonly bars: readonly LabelledBar[];
}): TopLevelSpec {
  const names = chart.bars.map((bar) => bar.bar);
  const largest = Math.max(0, ...chart.bars.map((bar) => bar.value));
  // For the figure behind the longest bar, however narrow the plot gets.
  const room = 14 + Math.ceil(Math.max(0, ...chart.bars.map((bar) => textWidth(bar.label, 11.5, false))));
  return {
    ...frame(chart.title, chart.subtitle, names),
    height: { step: 28 },
    data: { values: chart.bars.map((bar) => ({ ...bar })) },
    encoding: {
      y: barAxis(names),
      x: {
        field: 'value',
        type: 'quantitative',
        title: chart.valueTitle,
        scale: { domainMin: 0, domainMax: { expr: `${largest || 1} * width / max(60, width - ${room})` }, nice: false },
        axis: { tickCount: 8 },
      },
      tooltip: [
        { field: 'bar', type: 'nominal', title: chart.barTitle },
        { field: 'label', type: 'nominal', title: chart.valueTitle },
      ],
    },
    layer: [
      { mark: { type: 'bar' }, encoding: { color: { field: 'colour', type: 'nominal', scale: null } } },
      {
        mark: { type: 'text', align: 'left', dx: 6, fontSize: 11.5, color: '#1f2328' },
        encoding: { text: { field: 'label', type: 'nominal' } },
      },
    ],
  };
}
