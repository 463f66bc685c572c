import type { TopLevelSpec } from 'vega-lite';
import type { PicturedCase, RetrainingReport } from '../../study/retraining-report.ts';
import { legendOf, type RetrainingSeries, reportSeries } from '../retraining/series.ts';
import { safeText } from '../safe-text.ts';
import type { Chart } from './chart.ts';
import { frame } from './frame.ts';

/** How many vectors each table entry stands for, the largest cluster first, for the pictured cases; null without them. */
export function clusterSizes(report: RetrainingReport): Chart | null {
  const drawn = report.pictures.filter(({ histograms }) => histograms.length > 0);
  const [first] = drawn;
  if (first === undefined) return null;
  const series = reportSeries(report);
  const title = 'How many vectors share each table entry';
  const subtitle = [safeText(`${first.case}, seed ${first.seed}; clusters of each layer, the largest first`)];
  const names = new Set(drawn.map(series.nameOf));
  const layers = new Set(drawn.flatMap(({ histograms }) => histograms.map(({ layer }) => layer)));
  const { width, ...look } = frame(title, subtitle, []);
  const panels = [...layers].map((layer) => ({
    ...panel(barsOf(drawn, layer, series), safeText(layer), legendOf(series, names)),
    width: width - 60,
  }));
  const spec = { ...look, config: { ...look.config, concat: { spacing: 16 } }, vconcat: panels } as TopLevelSpec;
  return { name: 'cluster-sizes', title, subtitle, spec };
}

function barsOf(drawn: readonly PicturedCase[], layer: string, series: RetrainingSeries) {
  return drawn.flatMap((each) => {
    const vectors = each.histograms.find((histogram) => histogram.layer === layer)?.vectors ?? [];
    const all = vectors.reduce((sum, count) => sum + count, 0);
    const sorted = [...vectors].sort((a, b) => b - a);
    const name = series.nameOf(each);
    return sorted.map((count, at) => ({ rank: at + 1, share: (100 * count) / all, count, series: name }));
  });
}

function panel(values: readonly object[], layer: string, scale: ReturnType<typeof legendOf>) {
  return {
    height: 150,
    data: { values },
    mark: { type: 'bar' },
    encoding: {
      x: {
        field: 'rank',
        type: 'ordinal',
        title: `cluster of ${layer}, by size`,
        axis: { labelAngle: 0, labelOverlap: true },
      },
      xOffset: { field: 'series', type: 'nominal', sort: scale.domain },
      y: { field: 'share', type: 'quantitative', title: 'vectors of the layer [%]' },
      color: { field: 'series', type: 'nominal', scale, legend: { columns: 3, labelLimit: 260 } },
      tooltip: ['series', 'rank', 'count'].map((field) => ({ field })),
    },
  };
}
