import type { TopLevelSpec } from 'vega-lite';
import type { OperatingPoint } from '../../study/operating-points.ts';
import type { RetrainingReport } from '../../study/retraining-report.ts';
import { chooseEnergyUnit } from '../energy-unit.ts';
import { type RetrainingSeries, reportSeries } from '../retraining/series.ts';
import { safeText } from '../safe-text.ts';
import type { Chart } from './chart.ts';
import { frame } from './frame.ts';

/** What a panel sets accuracy against. */
interface Axis {
  readonly title: string;
  readonly logarithmic: boolean;
  readonly valueOf: (point: OperatingPoint) => number | null;
}

/** Accuracy against compression ratio and against energy on each accelerator, the non-dominated points joined; null without them. */
export function paretoFront(report: RetrainingReport): Chart | null {
  const { operatingPoints: points, fronts, data, baselines, costs } = report;
  if (points.length === 0) return null;
  const title = 'What accuracy costs';
  const seeds = `${baselines.length} ${baselines.length === 1 ? 'seed' : 'seeds: means, bars from least to most'}`;
  const subtitle = [
    safeText(
      `${report.network}, ${data.name}: ${data.trainingImages} training and ${data.testImages} test images, ${seeds}`,
    ),
    'black line: points that no other beats in both; WR: shared without re-training',
    ...(costs === null ? [] : [`energy of ${costs.layers.join(', ')}, batch ${costs.batch}`]),
  ].map(safeText);
  const series = reportSeries(report);
  const { width, ...look } = frame(title, subtitle, []);
  const panels = fronts.map(({ points: front }, at) =>
    panel({ axis: axisOf(report, at), points, front, series, width: width - 60, images: data.testImages }),
  );
  const config = { ...look.config, concat: { spacing: 16 } };
  const spec = { ...look, config, vconcat: panels } as TopLevelSpec;
  return { name: 'pareto-front', title, subtitle, spec };
}

/** Panel 0 is about the ratio, the others about the accelerators. */
function axisOf({ costs, operatingPoints }: RetrainingReport, panelIndex: number): Axis {
  if (panelIndex === 0)
    return {
      title: 'compression ratio of the weights',
      logarithmic: true,
      valueOf: ({ compressionRatio }) => compressionRatio,
    };
  const at = panelIndex - 1;
  const energies = operatingPoints.map((point) => point.costs[at]!.energyPj ?? 0);
  const { name, picojoules } = chooseEnergyUnit(Math.max(...energies));
  return {
    title: `energy on ${safeText(costs!.accelerators[at]!.accelerator)} [${name}]`,
    logarithmic: false,
    valueOf: ({ costs: each }) => {
      const { energyPj } = each[at]!;
      return energyPj === null ? null : energyPj / picojoules;
    },
  };
}

interface Panel {
  readonly axis: Axis;
  readonly points: readonly OperatingPoint[];
  readonly front: readonly number[];
  readonly series: RetrainingSeries;
  readonly width: number;
  readonly images: number;
}

/** Upwards fewer errors, by their logarithm: 98 % is as far from 99 % as 90 % from 95 %. */
const ERROR_SCALE = { type: 'log', reverse: true, nice: false, padding: 8 };
const ACCURACY_AXIS = {
  values: [0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 30, 50, 90],
  labelExpr: "format(100 - datum.value, '.1~f')",
};

/** In percent; none at all counts as half an image, since it has no logarithm. */
function errorOf(accuracy: number, images: number): number {
  return 100 * Math.max(1 - accuracy, 0.5 / images);
}

function panel({ axis, points, front, series, width, images }: Panel) {
  const value = (point: OperatingPoint) => {
    const x = axis.valueOf(point);
    const [error, most, least] = [point.accuracy, point.least, point.most].map((share) => errorOf(share, images));
    const accuracy = 100 * point.accuracy;
    return x === null
      ? []
      : [{ x, accuracy, error, most, least, series: series.nameOf(point), case: safeText(point.case) }];
  };
  // A logarithm has no zero to leave out.
  const spread = axis.logarithmic ? { type: 'log' } : { type: 'linear', zero: false };
  const x = {
    field: 'x',
    type: 'quantitative',
    title: axis.title,
    scale: { ...spread, nice: false, padding: 12 },
  };
  const y = {
    field: 'error',
    type: 'quantitative',
    title: 'test accuracy [%]',
    scale: ERROR_SCALE,
    axis: ACCURACY_AXIS,
  };
  const scale = { domain: series.names, range: series.colours };
  const color = { field: 'series', type: 'nominal', scale, legend: { columns: 3, labelLimit: 260, symbolOpacity: 1 } };
  const tooltip = ['series', 'case', 'x', 'accuracy'].map((field) => ({ field }));
  const joined = front.flatMap((at) => value(points[at]!));
  return {
    width,
    height: 200,
    data: { values: points.flatMap(value) },
    layer: [
      {
        data: { values: joined },
        mark: {
          type: 'line',
          interpolate: axis.logarithmic ? 'step-before' : 'step-after',
          color: '#1f2328',
          strokeWidth: 1.2,
        },
        encoding: { x, y },
      },
      {
        mark: { type: 'rule', opacity: 0.5 },
        encoding: { x, y: { field: 'least', type: 'quantitative' }, y2: { field: 'most' }, color },
      },
      { mark: { type: 'point', filled: true, size: 55, opacity: 0.9 }, encoding: { x, y, color, tooltip } },
    ],
  };
}
