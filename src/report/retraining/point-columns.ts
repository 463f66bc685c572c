import type { OperatingPoint } from '../../study/operating-points.ts';
import type { RetrainingReport } from '../../study/retraining-report.ts';
import { formatSi } from '../number-format.ts';
import { formatEnergy } from '../quantities.ts';
import { reportSeries } from './series.ts';

/** One column about operating points, on a page or in a terminal. */
export interface PointColumn {
  readonly title: string;
  readonly figure: boolean;
  readonly dispensable: number;
  readonly cell: (point: OperatingPoint) => string;
}

const percent = (share: number) => (100 * share).toFixed(2);

/** What is told of an operating point: accuracy with its spread, ratio, cost on each accelerator, and the fronts it is on. */
export function pointColumns(report: RetrainingReport): readonly PointColumn[] {
  const { operatingPoints, costs, fronts, baselines } = report;
  const { nameOf } = reportSeries(report);
  const figure = (title: string, dispensable: number, cell: PointColumn['cell']): PointColumn => ({
    title,
    figure: true,
    dispensable,
    cell,
  });
  const energy = (value: number | null) => (value === null ? 'no answer' : formatEnergy(value));
  const latency = (value: number | null) => (value === null ? '' : formatSi(value * 1e-3, 's'));
  return [
    { title: 'Method', figure: false, dispensable: 0, cell: nameOf },
    { title: 'Case', figure: false, dispensable: 0, cell: (point) => point.case },
    figure('CR', 0, ({ compressionRatio }) => compressionRatio.toFixed(2)),
    figure('Accuracy %', 0, ({ accuracy }) => percent(accuracy)),
    ...(baselines.length > 1
      ? [figure('of seeds', 3, ({ least, most }) => `${percent(least)} to ${percent(most)}`)]
      : []),
    ...(costs?.accelerators ?? []).flatMap(({ accelerator }, at) => [
      figure(accelerator, 1, (point) => energy(point.costs[at]!.energyPj)),
      figure('latency', 4, (point) => latency(point.costs[at]!.latencyMs)),
    ]),
    {
      title: 'Not beaten in',
      figure: false,
      dispensable: 2,
      cell: (point) => {
        const place = operatingPoints.indexOf(point);
        const on = fronts.filter(({ points }) => points.includes(place));
        return on.map(({ accelerator }) => (accelerator === null ? 'CR' : accelerator)).join(', ');
      },
    },
  ];
}

/** Points that are on a front, the most accurate first. */
export function frontPoints({ operatingPoints, fronts }: RetrainingReport): readonly OperatingPoint[] {
  const places = new Set(fronts.flatMap(({ points }) => points));
  return operatingPoints.filter((_, at) => places.has(at)).sort((a, b) => b.accuracy - a.accuracy);
}
