import type { TopLevelSpec } from 'vega-lite';
import type { AgreementResult, Comparison, Reduction, Series } from '../../study/agreement/agreement-result.ts';
import type { Chart } from '../charts/chart.ts';
import { frame } from '../charts/frame.ts';
import { safeText } from '../safe-text.ts';

/** Pictures of an agreement: over the axis, against the metric, and Fig. 2. */
export function agreementCharts({ comparisons, reduction }: AgreementResult): readonly Chart[] {
  return [
    energyOverAxis(comparisons),
    againstMetric(comparisons),
    ...(reduction === null ? [] : [accuracyAgainstReduction(reduction)]),
  ];
}

/** Hues of Okabe and Ito. */
const COLOURS = ['#0072B2', '#56B4E9', '#D55E00', '#E69F00', '#CC79A7', '#009E73'];

/** One style of the tool: the other runs beside it. */
function shownSeries({ series }: Comparison): readonly Series[] {
  const metrics = series.filter(({ kind, name }) => kind === 'metric' && name.startsWith('per-access, lower'));
  const tool = series.filter(
    ({ kind, name }) => kind === 'tool' && name.startsWith('tool online') && !name.endsWith('entropy'),
  );
  return [...metrics, ...tool, ...series.filter(({ kind }) => kind === 'simulator')];
}

const label = ({ kind, name }: Series) => (kind === 'metric' ? `metric, ${name}` : name);

function energyOverAxis(comparisons: readonly Comparison[]): Chart {
  const title = 'Energy left by compression, told in several ways';
  const subtitle = [
    'per cent of each way’s own uncompressed energy, logarithmic; where a line is above 100 compression costs energy',
  ];
  const values = comparisons.flatMap((comparison) =>
    shownSeries(comparison).flatMap((each) =>
      each.values.map((energy, at) => ({
        comparison: safeText(comparison.name),
        series: label(each),
        value: comparison.values[at],
        left: (100 * energy) / each.uncompressed!,
      })),
    ),
  );
  const axis = comparisons[0]!.axis;
  const x = {
    field: 'value',
    type: 'quantitative',
    title: axis,
    scale: { type: 'log', nice: false },
    axis: { format: '~g', labelOverlap: true },
  };
  const y = {
    field: 'left',
    type: 'quantitative',
    title: 'energy left [%]',
    scale: { type: 'log', nice: false },
    axis: { format: '~g', tickCount: 6 },
  };
  const layer = [
    {
      mark: { type: 'line', point: true, strokeWidth: 2 },
      encoding: { x, y, color: colour(values), tooltip: tooltips(['series', 'value', 'left']) },
    },
    {
      data: { values: [{ left: 100 }] },
      mark: { type: 'rule', strokeDash: [4, 3], color: '#59636e' },
      encoding: { y },
    },
  ];
  return { name: 'energy-over-axis', title, subtitle, spec: facets({ title, subtitle, values, layer }) };
}

function againstMetric(comparisons: readonly Comparison[]): Chart {
  const title = 'What the paper correlates: tool against metric';
  const first = shownSeries(comparisons[0]!)[0]!;
  const subtitle = [
    `across: metric (${first.name}); both in per cent of their own uncompressed energy`,
    'dashed: equal savings. Points on any straight line have R² = 1',
  ];
  const values = comparisons.flatMap((comparison) => {
    const shown = shownSeries(comparison);
    const metric = shown[0]!;
    return shown
      .filter(({ kind }) => kind !== 'metric')
      .flatMap((each) =>
        each.values.map((energy, at) => ({
          comparison: safeText(comparison.name),
          series: label(each),
          value: comparison.values[at],
          metric: (100 * metric.values[at]!) / metric.uncompressed!,
          left: (100 * energy) / each.uncompressed!,
        })),
      );
  });
  const skip = shownSeries(comparisons[0]!).filter(({ kind }) => kind === 'metric').length;
  const scale = { zero: false };
  const x = { field: 'metric', type: 'quantitative', title: 'metric left [%]', scale };
  const y = { field: 'left', type: 'quantitative', title: 'energy left [%]', scale };
  const layer = [
    {
      mark: { type: 'line', point: true, strokeWidth: 1.5 },
      encoding: { x, y, color: colour(values, skip), tooltip: tooltips(['series', 'value', 'metric', 'left']) },
    },
    {
      mark: { type: 'line', strokeDash: [4, 3], color: '#59636e' },
      encoding: { x, y: { field: 'metric', type: 'quantitative' } },
    },
  ];
  return { name: 'tool-against-metric', title, subtitle, spec: facets({ title, subtitle, values, layer }) };
}

function accuracyAgainstReduction({ points, network, source, weightBits }: Reduction): Chart {
  const title = 'Accuracy against reduction of the weights (Fig. 2), and with indices counted';
  const subtitle = [`${network}, ${weightBits}-bit weights`, source].map(safeText);
  const values = points.flatMap(({ layer, k, accuracy, reduction, withIndices }) => [
    { comparison: safeText(layer), series: '1 − K/N, as published', k, accuracy, reduction },
    { comparison: safeText(layer), series: 'with log2 K bits per index', k, accuracy, reduction: withIndices },
  ]);
  const scale = { zero: false };
  const x = { field: 'reduction', type: 'quantitative', title: 'reduction of the weights [%]', scale };
  const y = { field: 'accuracy', type: 'quantitative', title: 'test accuracy [%]', scale };
  const layer = [
    {
      mark: { type: 'line', point: true, strokeWidth: 2 },
      encoding: { x, y, color: colour(values), tooltip: tooltips(['series', 'k', 'reduction', 'accuracy']) },
    },
  ];
  return { name: 'accuracy-against-reduction', title, subtitle, spec: facets({ title, subtitle, values, layer }) };
}

/** `skip`: hues that other pictures give to what this one does not show. */
function colour(values: readonly { readonly series: string }[], skip = 0) {
  const domain = [...new Set(values.map(({ series }) => series))];
  const legend = { columns: 2, labelLimit: 320, symbolType: 'stroke', symbolStrokeWidth: 3 };
  return {
    field: 'series',
    type: 'nominal',
    scale: { domain, range: COLOURS.slice(skip, skip + domain.length) },
    legend,
  };
}

function tooltips(fields: readonly string[]) {
  return fields.map((field) => ({
    field,
    type: field === 'series' ? 'nominal' : 'quantitative',
    ...(field !== 'series' && { format: '.4~r' }),
  }));
}

interface Facets {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly values: readonly object[];
  readonly layer: readonly object[];
}

/** One picture per comparison, one below the other. */
function facets({ title, subtitle, values, layer }: Facets): TopLevelSpec {
  const { width, ...look } = frame(title, subtitle, []);
  return {
    ...look,
    data: { values },
    facet: { row: { field: 'comparison', type: 'nominal', title: null, sort: null } },
    resolve: { scale: { x: 'independent', y: 'independent' } },
    spec: { width: width - 70, height: 220, layer },
  } as unknown as TopLevelSpec;
}
