import type { TopLevelSpec } from 'vega-lite';
import type { RetrainingReport } from '../../study/retraining-report.ts';
import type { RetrainingSummary } from '../../training/retraining/retraining-result.ts';
import { legendOf, reportSeries } from '../retraining/series.ts';
import { safeText } from '../safe-text.ts';
import type { Chart } from './chart.ts';
import { frame } from './frame.ts';

const PUBLISHED = '#1f2328';

/** Accuracy over compression ratio, one curve per way of re-training, one picture per layer; published points beside them. */
export function accuracyAgainstRatio(result: RetrainingReport): Chart {
  const title = 'Accuracy against compression ratio';
  const { data, baselines } = result;
  const mean = baselines.reduce((sum, { accuracy }) => sum + accuracy, 0) / baselines.length;
  const subtitle = [
    `${result.network}, ${data.name}: ${data.trainingImages} training and ${data.testImages} test images, ${baselines.length} seeds; baseline ${(100 * mean).toFixed(2)} %`,
    ...(result.reference === null ? [] : [`${result.reference.source}: ${result.reference.images} training images`]),
  ].map(safeText);
  const series = reportSeries(result);
  const whole = safeText(result.costs?.layers.join(', ') ?? 'whole network');
  const values = result.summary.flatMap((row) => pointsOf(row, series.nameOf(row), whole));
  const own = legendOf(series, new Set(values.map((value) => value.series)));
  const published = values.some((value) => value.series === 'published');
  const names = [...own.domain, ...(published ? ['published'] : [])];
  const colours = [...own.range, ...(published ? [PUBLISHED] : [])];
  const { width, ...look } = frame(title, subtitle, []);
  const layers = [...new Set(values.map(({ layer }) => layer))];
  const spec = {
    ...look,
    data: { values },
    facet: { row: { field: 'layer', type: 'nominal', title: null } },
    resolve: { scale: { x: 'independent', y: 'independent' } },
    spec: { width: width - 60, height: layers.length > 1 ? 200 : 300, layer: marks(names, colours) },
  } as TopLevelSpec;
  return { name: 'accuracy-against-ratio', title, subtitle, spec };
}

function marks(domain: readonly string[], range: readonly string[]) {
  const x = { field: 'ratio', type: 'quantitative', title: 'compression ratio', scale: { zero: false } };
  const scale = { zero: false };
  const y = { field: 'accuracy', type: 'quantitative', title: 'test accuracy [%]', scale };
  const color = { field: 'series', type: 'nominal', scale: { domain, range }, legend: { columns: 3, labelLimit: 260 } };
  return [
    { mark: { type: 'line', point: true, strokeWidth: 2 }, encoding: { x, y, color } },
    {
      mark: { type: 'rule' },
      encoding: { x, y: { field: 'least', type: 'quantitative' }, y2: { field: 'most' }, color },
    },
  ];
}

function pointsOf(row: RetrainingSummary, name: string, whole: string) {
  const { compressionRatio: ratio, published } = row;
  const layer = row.layer === null ? whole : safeText(row.layer);
  const point = (series: string, accuracy: number, least: number, most: number) => ({
    layer,
    series,
    ratio,
    accuracy: 100 * accuracy,
    least: 100 * least,
    most: 100 * most,
  });
  const own = point(name, row.accuracy, row.least, row.most);
  return published === null || row.regulariser !== null
    ? [own]
    : [own, point('published', published, published, published)];
}
