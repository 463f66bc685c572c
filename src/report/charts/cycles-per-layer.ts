import type { RunResult } from '../../cost/result.ts';
import { formatSi } from '../number-format.ts';
import { stallSeries } from '../palette.ts';
import { safeText } from '../safe-text.ts';
import type { Chart } from './chart.ts';
import { describeRun, perBatch } from './describe-run.ts';
import { layerWindow } from './layer-window.ts';
import { stackedBars } from './stacked-bars.ts';

const UNITS: readonly { readonly name: string; readonly cycles: number }[] = [
  { name: 'billion cycles', cycles: 1e9 },
  { name: 'million cycles', cycles: 1e6 },
  { name: 'thousand cycles', cycles: 1e3 },
  { name: 'cycles', cycles: 1 },
];

/** How long each layer takes and what it waits for. */
export function cyclesPerLayer(result: RunResult): Chart {
  const window = layerWindow(result, new Map(result.layers.map((layer) => [layer.name, layer.cycles])), 'cycles');
  const drawn = result.layers.filter((layer) => window.names.has(layer.name));
  const longest = Math.max(0, ...drawn.map((layer) => layer.cycles));
  const unit = UNITS.find((one) => longest >= one.cycles) ?? UNITS.at(-1)!;
  const title = 'Cycles per layer, by what they went to';
  const { cycles, latencyMs } = result.totals;
  const subtitle = [
    `${describeRun(result)}: ${formatSi(cycles, '').trim()} cycles, ${formatSi(latencyMs * 1e-3, 's')}`,
    ...window.remainder,
  ];
  return {
    name: 'cycles-per-layer',
    title,
    subtitle,
    spec: stackedBars({
      title,
      subtitle,
      barTitle: 'layer',
      seriesTitle: 'cause',
      valueTitle: `time ${perBatch(result)} [${unit.name}]`,
      bars: [...window.names.values()],
      series: stallSeries(drawn.flatMap((layer) => layer.stalls.map((stall) => stall.cause))),
      pieces: drawn.flatMap((layer) =>
        layer.stalls
          .filter((stall) => stall.cycles !== 0)
          .map((stall) => ({
            bar: window.names.get(layer.name)!,
            series: safeText(stall.cause),
            value: stall.cycles / unit.cycles,
          })),
      ),
    }),
  };
}
