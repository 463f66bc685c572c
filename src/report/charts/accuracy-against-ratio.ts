import type { TopLevelSpec } from 'vega-lite';
import type { RetrainingResult, RetrainingSummary } from '../../training/retraining/retraining-result.ts';
import { safeText } from '../safe-text.ts';
import type { Chart } from './chart.ts';
import { frame } from './frame.ts';

const COLOURS = ['#8A8A8A', '#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00'];
const PUBLISHED = '#1f2328';

/** Accuracy over compression ratio, one curve per way of re-training, one picture per layer; published points beside them. */
export function accuracyAgainstRatio(result: RetrainingResult): Chart {
  const title = 'Accuracy against compression ratio';
  const { data, baselines } = result;
  const mean = baselines.reduce((sum, { accuracy }) => sum + accuracy, 0) / baselines.length;
  const subtitle = [
    `${result.network}, ${data.name}: ${data.trainingImages} training and ${data.testImages} test images, ${baselines.length} seeds; baseline ${(100 * mean).toFixed(2)} %`,
    ...(result.reference === null ? [] : [`${result.reference.source}: ${result.reference.images} training images`]),
  ].map(safeText);
  const values = result.summary.flatMap(pointsOf);
  const names = [...new Set(values.map(({ series }) => series))];
  const colours = names.map((name, at) => (name === 'published' ? PUBLISHED : COLOURS[at % COLOURS.length]!));
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
  const color = { field: 'series', type: 'nominal', scale: { domain, range } };
  return [
    { mark: { type: 'line', point: true, strokeWidth: 2 }, encoding: { x, y, color } },
    {
      mark: { type: 'rule' },
      encoding: { x, y: { field: 'least', type: 'quantitative' }, y2: { field: 'most' }, color },
    },
  ];
}

function pointsOf(row: RetrainingSummary) {
  const { compressionRatio: ratio, published } = row;
  const layer = safeText(row.layer ?? 'whole network');
  const point = (series: string, accuracy: number, least: number, most: number) => ({
    layer,
    series,
    ratio,
    accuracy: 100 * accuracy,
    least: 100 * least,
    most: 100 * most,
  });
  const own = point(waySeries(row), row.accuracy, row.least, row.most);
  return published === null || row.regulariser !== null
    ? [own]
    : [own, point('published', published, published, published)];
}

/** The way a row was re-trained, in words. */
export function waySeries({ regulariser, lambda }: Pick<RetrainingSummary, 'regulariser' | 'lambda'>): string {
  if (regulariser === null) return 'without re-training';
  return regulariser === 'none' ? 're-trained, no regulariser' : `re-trained, ${regulariser}, λ ${lambda}`;
}
