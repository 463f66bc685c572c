import type { RunResult } from '../../cost/result.ts';
import { chooseEnergyUnit } from '../energy-unit.ts';
import { OPERAND_CLASSES, operandClass } from '../operand-class.ts';
import { componentSeries, operandSeries } from '../palette.ts';
import { formatEnergy } from '../quantities.ts';
import { safeText } from '../safe-text.ts';
import { sumBy } from '../sum-by.ts';
import type { Chart } from './chart.ts';
import { describeRun, perBatch } from './describe-run.ts';
import { stackedBars } from './stacked-bars.ts';

/** Where the energy of the whole network goes, and on whose behalf. */
export function energyByComponent(result: RunResult): Chart {
  // Networks a spec does not price have rows, for their counts, and no bar.
  const bars = componentSeries(result.rows.filter((row) => row.energyPj > 0)).map((series) => series.name);
  const perBar = sumBy(
    result.rows,
    (row) => safeText(row.component),
    (row) => row.energyPj,
  );
  const unit = chooseEnergyUnit(Math.max(0, ...perBar.values()));
  const pieces = bars.flatMap((bar) => {
    const rows = result.rows.filter((row) => safeText(row.component) === bar);
    return OPERAND_CLASSES.map((series) => {
      const ofSeries = rows.filter((row) => operandClass(row.operand) === series);
      const energyPj = ofSeries.reduce((sum, row) => sum + row.energyPj, 0);
      return { bar, series, value: energyPj / unit.picojoules };
    });
  });
  const title = 'Energy by component and operand';
  const subtitle = [`${describeRun(result)}: ${formatEnergy(result.totals.energyPj)}`];
  return {
    name: 'energy-by-component',
    title,
    subtitle,
    spec: stackedBars({
      title,
      subtitle,
      barTitle: 'component',
      seriesTitle: 'operand',
      valueTitle: `energy ${perBatch(result)} [${unit.name}]`,
      bars,
      series: operandSeries,
      pieces: pieces.filter((piece) => piece.value !== 0),
    }),
  };
}
