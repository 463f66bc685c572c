import type { TopLevelSpec } from 'vega-lite';
import type { PicturedCase, RetrainingReport } from '../../study/retraining-report.ts';
import { reportSeries } from '../retraining/series.ts';
import { safeText } from '../safe-text.ts';
import type { Chart } from './chart.ts';
import { frame } from './frame.ts';

/** Filters that are drawn, and how many stand in a line. */
const MOST = 20;
const PER_LINE = 10;

/** The filters of a layer as trained, and after each way of sharing; null without pictures. */
export function filterPictures(report: RetrainingReport): Chart | null {
  const { pictures } = report;
  const [first] = pictures;
  if (first === undefined) return null;
  const [outputs = 1, , rows = 1, columns = 1] = first.filters.shape;
  const series = reportSeries(report);
  const panels = panelsOf(pictures, series.nameOf);
  const drawn = Math.min(outputs, MOST);
  const title = `Filters of ${safeText(first.filters.layer)} before and after sharing`;
  const of = drawn < outputs ? `, ${drawn} of ${outputs} filters` : '';
  const subtitle = [
    safeText(`${first.case}, seed ${first.seed}${of}; the first input channel`),
    'orange: above zero, blue: below',
  ];
  const values = panels.flatMap(({ name, weights }) =>
    cells(weights, first.filters.shape).map((cell) => ({ ...cell, panel: name })),
  );
  const largest = Math.max(...values.map(({ weight }) => Math.abs(weight)));
  const { width: whole, ...look } = frame(title, subtitle, []);
  const lines = Math.ceil(drawn / PER_LINE);
  const width = whole - 30;
  const unit = width / (PER_LINE * (columns + 1) - 1);
  const position = (field: string, domain: readonly number[]) => ({
    field,
    type: 'quantitative',
    axis: null,
    scale: { domain, nice: false, zero: false },
  });
  const spec = {
    ...look,
    data: { values },
    facet: {
      row: { field: 'panel', type: 'nominal', sort: panels.map(({ name }) => name), title: null, header: HEADER },
    },
    spacing: 8,
    spec: {
      width,
      height: Math.round(unit * (lines * (rows + 1) - 1)),
      mark: { type: 'rect' },
      encoding: {
        x: position('left', [0, PER_LINE * (columns + 1) - 1]),
        x2: { field: 'right' },
        y: position('bottom', [lines * (rows + 1) - 1, 0]),
        y2: { field: 'top' },
        color: {
          field: 'weight',
          type: 'quantitative',
          scale: { domain: [-largest, 0, largest], range: ['#0072B2', '#f5f5f5', '#D55E00'] },
          // Not a gradient, which Vega would number through the process.
          legend: { type: 'symbol', title: 'weight', values: legendValues(largest), symbolType: 'square' },
        },
      },
    },
  } as TopLevelSpec;
  return { name: 'filters', title, subtitle, spec };
}

function legendValues(largest: number): number[] {
  return [-1, -0.5, 0, 0.5, 1].map((share) => Number((share * largest).toPrecision(2)));
}

const HEADER = { labelAngle: 0, labelOrient: 'top', labelAnchor: 'start', labelFontSize: 11.5, labelPadding: 3 };

interface Panel {
  readonly name: string;
  readonly weights: readonly number[];
}

/** The trained weights once, what re-training made of them, and everything after sharing. */
function panelsOf(pictures: readonly PicturedCase[], nameOf: (each: PicturedCase) => string): Panel[] {
  const panels: Panel[] = [];
  for (const each of pictures) {
    const name = nameOf(each);
    if (each.regulariser !== null) panels.push({ name: `${name}: before sharing`, weights: each.filters.before });
    else if (panels.length === 0) panels.push({ name: 'as trained', weights: each.filters.before });
    panels.push({ name: `${name}: shared`, weights: each.filters.after });
  }
  return panels;
}

function cells(weights: readonly number[], [outputs = 1, inputs = 1, rows = 1, columns = 1]: readonly number[]) {
  const found: { left: number; right: number; top: number; bottom: number; weight: number }[] = [];
  for (let filter = 0; filter < Math.min(outputs, MOST); filter += 1) {
    const across = (filter % PER_LINE) * (columns + 1);
    const down = Math.floor(filter / PER_LINE) * (rows + 1);
    for (let cell = 0; cell < rows * columns; cell += 1) {
      const left = across + (cell % columns);
      const top = down + Math.floor(cell / columns);
      found.push({
        left,
        right: left + 1,
        top,
        bottom: top + 1,
        weight: weights[filter * inputs * rows * columns + cell]!,
      });
    }
  }
  return found;
}
