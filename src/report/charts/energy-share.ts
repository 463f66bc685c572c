import type { ComponentClass, RunResult } from '../../cost/result.ts';
import { formatShare } from '../number-format.ts';
import { COMPONENT_CLASSES, classColour } from '../palette.ts';
import { formatEnergy } from '../quantities.ts';
import { sumBy } from '../sum-by.ts';
import type { Chart } from './chart.ts';
import { describeRun } from './describe-run.ts';
import { labelledBars } from './labelled-bars.ts';

const CLASS_NAMES: Readonly<Record<ComponentClass, string>> = {
  dram: 'DRAM',
  memory: 'on-chip memories',
  network: 'on-chip network',
  compute: 'arithmetic',
  static: 'clock and leakage',
};

/** Moving data against computing on it: the one-glance answer. */
export function energyShare(result: RunResult): Chart {
  const sums = sumBy(
    result.rows,
    (row) => row.componentClass,
    (row) => row.energyPj,
  );
  const total = [...sums.values()].reduce((sum, energyPj) => sum + energyPj, 0);
  const title = 'Energy share by class of component';
  const classes = COMPONENT_CLASSES.filter((name) => sums.has(name));
  const subtitle = [`${describeRun(result)}: ${formatEnergy(result.totals.energyPj)}`];
  return {
    name: 'energy-share',
    title,
    subtitle,
    spec: labelledBars({
      title,
      subtitle,
      barTitle: 'class',
      valueTitle: 'share of energy [%]',
      bars: classes.map((name) => {
        const share = total === 0 ? 0 : sums.get(name)! / total;
        return {
          bar: CLASS_NAMES[name],
          value: share * 100,
          label: `${formatShare(share)} (${formatEnergy(sums.get(name)!)})`,
          colour: classColour(name),
        };
      }),
    }),
  };
}
