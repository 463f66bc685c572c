import type { CostRow, RunResult } from '../../cost/result.ts';
import { chooseEnergyUnit } from '../energy-unit.ts';
import { operandClass } from '../operand-class.ts';
import { componentSeries, operandSeries, type Series } from '../palette.ts';
import { formatEnergy } from '../quantities.ts';
import { safeText } from '../safe-text.ts';
import { sumBy } from '../sum-by.ts';
import type { Chart } from './chart.ts';
import { describeRun, perBatch } from './describe-run.ts';
import { layerWindow } from './layer-window.ts';
import { type Piece, stackedBars } from './stacked-bars.ts';

/** Which memory, network or unit each layer spends its energy in. */
export function energyPerLayerByComponent(result: RunResult): Chart {
  return energyPerLayer(result, 'component', componentSeries(result.rows), (row) => safeText(row.component));
}

/** Which operand each layer spends its energy on. */
export function energyPerLayerByOperand(result: RunResult): Chart {
  return energyPerLayer(result, 'operand', operandSeries, (row) => operandClass(row.operand));
}

function energyPerLayer(
  result: RunResult,
  seriesTitle: 'component' | 'operand',
  series: readonly Series[],
  seriesOf: (row: CostRow) => string,
): Chart {
  const perLayer = sumBy(
    result.rows,
    (row) => row.layer,
    (row) => row.energyPj,
  );
  const unit = chooseEnergyUnit(Math.max(0, ...perLayer.values()));
  const window = layerWindow(result, perLayer, 'energy');
  const title = `Energy per layer, by ${seriesTitle}`;
  const subtitle = [`${describeRun(result)}: ${formatEnergy(result.totals.energyPj)}`, ...window.remainder];
  return {
    name: `energy-per-layer-by-${seriesTitle}`,
    title,
    subtitle,
    spec: stackedBars({
      title,
      subtitle,
      barTitle: 'layer',
      seriesTitle,
      valueTitle: `energy ${perBatch(result)} [${unit.name}]`,
      bars: [...window.names.values()],
      series,
      pieces: pieces(result.rows, window.names, seriesOf, unit.picojoules),
    }),
  };
}

/** One piece per layer and series; rows of layers outside the window and empty pieces are left out. */
function pieces(
  rows: readonly CostRow[],
  names: ReadonlyMap<string, string>,
  seriesOf: (row: CostRow) => string,
  picojoules: number,
): readonly Piece[] {
  const sums = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const bar = names.get(row.layer);
    if (bar === undefined || row.energyPj === 0) continue;
    const ofBar = sums.get(bar) ?? new Map<string, number>();
    ofBar.set(seriesOf(row), (ofBar.get(seriesOf(row)) ?? 0) + row.energyPj);
    sums.set(bar, ofBar);
  }
  return [...sums].flatMap(([bar, ofBar]) =>
    [...ofBar].map(([series, energyPj]) => ({ bar, series, value: energyPj / picojoules })),
  );
}
