import type { TopLevelSpec } from 'vega-lite';
import type { SweepResult } from '../../study/run-sweep.ts';
import type { Chart } from '../charts/chart.ts';
import { frame } from '../charts/frame.ts';
import { barAxis } from '../charts/stacked-bars.ts';
import { chooseEnergyUnit } from '../energy-unit.ts';
import { formatEnergy } from '../quantities.ts';
import { safeText } from '../safe-text.ts';
import { sensitivities } from './analysis.ts';
import { baselineOf, basisOf } from './answered.ts';
import { valueText } from './axis-values.ts';

/** How far the energy moves along each axis alone, the widest first: a tornado. Null for fewer than two axes. */
export function sensitivityChart(sweep: SweepResult): Chart | null {
  const swings = sensitivities(sweep);
  if (swings.length < 2) return null;
  const baseline = baselineOf(sweep);
  const unit = chooseEnergyUnit(Math.max(...swings.map(({ most }) => most.energyPj)));
  const values = swings.map(({ axis, least, most, share }) => ({
    bar: safeText(axis),
    least: least.energyPj / unit.picojoules,
    most: most.energyPj / unit.picojoules,
    low: valueText(least.value),
    high: valueText(most.value),
    swing: 100 * share,
  }));
  const title = 'How far the energy moves along each axis alone';
  const subtitle = [
    safeText(`the other axes as in the baseline, ${baseline.label}: ${formatEnergy(baseline.energyPj)} (line)`),
  ];
  const energyTitle = `energy${basisOf(sweep)} [${unit.name}]`;
  const spec = specOf({ title, subtitle, values, energyTitle, baseline: baseline.energyPj / unit.picojoules });
  return { name: 'sensitivity', title, subtitle, spec };
}

interface Parts {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly values: readonly { readonly bar: string }[];
  readonly energyTitle: string;
  readonly baseline: number;
}

function specOf({ title, subtitle, values, energyTitle, baseline }: Parts): TopLevelSpec {
  const bars = values.map(({ bar }) => bar);
  const y = barAxis(bars);
  const end = (field: 'least' | 'most', text: 'low' | 'high') => ({
    mark: {
      type: 'text',
      align: field === 'least' ? 'right' : 'left',
      dx: field === 'least' ? -6 : 6,
      color: '#1f2328',
    },
    encoding: { x: { field, type: 'quantitative' }, text: { field: text, type: 'nominal' } },
  });
  return {
    ...frame(title, subtitle, bars),
    height: { step: 30 },
    data: { values },
    encoding: { y },
    layer: [
      {
        mark: { type: 'bar', color: '#0072B2', height: { band: 0.6 } },
        encoding: {
          // Names of values stand beside the bars, and need room there.
          x: {
            field: 'least',
            type: 'quantitative',
            title: energyTitle,
            scale: { zero: false, nice: true, padding: 70 },
            axis: { tickCount: 6 },
          },
          x2: { field: 'most' },
          tooltip: [
            { field: 'bar', type: 'nominal', title: 'axis' },
            { field: 'low', type: 'nominal', title: 'least energy at' },
            { field: 'least', type: 'quantitative', title: `least ${energyTitle}`, format: '.4~r' },
            { field: 'high', type: 'nominal', title: 'most energy at' },
            { field: 'most', type: 'quantitative', title: `most ${energyTitle}`, format: '.4~r' },
            { field: 'swing', type: 'quantitative', title: 'swing [% of baseline]', format: '.3~r' },
          ],
        },
      },
      { mark: { type: 'rule', color: '#1f2328', strokeWidth: 1.4 }, encoding: { x: { datum: baseline }, y: null } },
      end('least', 'low'),
      end('most', 'high'),
    ],
  } as unknown as TopLevelSpec;
}
