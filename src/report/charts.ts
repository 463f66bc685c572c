import type { RunResult } from '../cost/result.ts';
import { areaByComponent } from './charts/area-by-component.ts';
import type { Chart } from './charts/chart.ts';
import { cyclesPerLayer } from './charts/cycles-per-layer.ts';
import { energyByComponent } from './charts/energy-by-component.ts';
import { energyPerLayerByComponent, energyPerLayerByOperand } from './charts/energy-per-layer.ts';
import { energyShare } from './charts/energy-share.ts';
import { roofline } from './charts/roofline.ts';

/** Every chart of a report, the broadest answer first. */
export function charts(result: RunResult): readonly Chart[] {
  const roofs = roofline(result);
  const area = areaByComponent(result);
  return [
    energyShare(result),
    energyByComponent(result),
    energyPerLayerByComponent(result),
    energyPerLayerByOperand(result),
    cyclesPerLayer(result),
    ...(roofs === null ? [] : [roofs]),
    ...(area === null ? [] : [area]),
  ];
}
