import type { SweepResult } from '../../study/run-sweep.ts';
import { formatShare, formatSi } from '../number-format.ts';
import { formatEnergy } from '../quantities.ts';
import { safeText } from '../safe-text.ts';
import { sumBy } from '../sum-by.ts';
import { type AnsweredCase, answered } from './answered.ts';
import { axisName, valueText } from './axis-values.ts';
import { caseColumns } from './columns.ts';

/** Components shown one by one; the others are one line. */
const mostComponents = 8;

/** What the page of a sweep tells of a case at a click, and what cases can be left out by. All texts are as they are shown. */
export function caseData(sweep: SweepResult) {
  const cases = answered(sweep);
  const columns = caseColumns(sweep).slice(1);
  const axes = sweep.axes.map((axis) => ({
    path: axis.path,
    name: axisName(axis.path, sweep.axes),
    values: [...new Set(axis.values.map(valueText))],
  }));
  return {
    axes: axes.map(({ name, values }) => ({ name, values })),
    cases: cases.map((each) => ({
      at: each.at,
      label: safeText(each.label),
      picks: axes.map(({ path, values }) =>
        each.values[path] === null ? -1 : values.indexOf(valueText(each.values[path])),
      ),
      settings: settingsOf(each, axes),
      figures: [
        ...columns.map(({ title, cell }) => [title, safeText(cell(each))]),
        ['cycles', formatSi(each.result.totals.cycles, '')],
        ['energy per MAC', each.result.totals.macs === 0 ? '–' : formatEnergy(each.result.totals.energyPerMacPj)],
      ],
      components: componentsOf(each),
      warnings: each.result.warnings.map(({ message }) => safeText(message)),
    })),
  };
}

function settingsOf(
  { values, result }: AnsweredCase,
  axes: readonly { readonly path: string; readonly name: string }[],
): readonly (readonly string[])[] {
  const { workload, hardware, convention } = result;
  return [
    ...axes.map(({ path, name }) => [name, valueText(values[path])]),
    ['network', safeText(workload.name)],
    ['batch', String(workload.batch)],
    ['accelerator', safeText(hardware.name)],
    ['convention', convention],
  ];
}

function componentsOf({ result: { rows, totals } }: AnsweredCase): readonly (readonly string[])[] {
  const sums = [
    ...sumBy(
      rows,
      ({ component }) => safeText(component),
      ({ energyPj }) => energyPj,
    ),
  ]
    .filter(([, energyPj]) => energyPj > 0)
    .sort(([, a], [, b]) => b - a);
  const line = (name: string, energyPj: number) => [
    name,
    formatEnergy(energyPj),
    formatShare(energyPj / totals.energyPj),
  ];
  const rest = sums.slice(mostComponents);
  const restPj = rest.reduce((sum, [, energyPj]) => sum + energyPj, 0);
  return [
    ...sums.slice(0, mostComponents).map(([name, energyPj]) => line(name, energyPj)),
    ...(rest.length === 0 ? [] : [line(`${rest.length} others`, restPj)]),
  ];
}
