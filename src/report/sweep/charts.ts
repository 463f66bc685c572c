import type { SweepResult } from '../../study/run-sweep.ts';
import type { Chart } from '../charts/chart.ts';
import { energyByComponent } from '../charts/energy-by-component.ts';
import { energyPerLayerByComponent } from '../charts/energy-per-layer.ts';
import { roofline } from '../charts/roofline.ts';
import { safeText } from '../safe-text.ts';
import { leastOf } from './answered.ts';
import { breakevenCharts } from './breakeven-charts.ts';
import { energyByCase } from './energy-by-case.ts';
import { frontChart } from './front-chart.ts';
import { heatMaps } from './heat-maps.ts';
import { sensitivityChart } from './sensitivity-chart.ts';

/** Every chart of a sweep: all cases first, then the one of least energy. */
export function sweepCharts(sweep: SweepResult): readonly Chart[] {
  const front = frontChart(sweep);
  const swings = sensitivityChart(sweep);
  return [
    energyByCase(sweep),
    ...breakevenCharts(sweep),
    ...heatMaps(sweep),
    ...(swings === null ? [] : [swings]),
    ...(front === null ? [] : [front]),
    ...chartsOfLeast(sweep),
  ];
}

function chartsOfLeast(sweep: SweepResult): readonly Chart[] {
  const { label, result } = leastOf(sweep);
  const roofs = roofline(result);
  const charts = [energyByComponent(result), energyPerLayerByComponent(result), ...(roofs === null ? [] : [roofs])];
  return charts.map((chart) => {
    const subtitle = [safeText(`case of least energy: ${label}`), ...chart.subtitle];
    const title = { ...(chart.spec.title as object), subtitle };
    return { ...chart, name: `least-energy-${chart.name}`, subtitle, spec: { ...chart.spec, title } as Chart['spec'] };
  });
}
