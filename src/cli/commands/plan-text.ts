import { formatGrouped } from '../../report/number-format.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { Plan } from '../../study/plan.ts';
import { nameOf } from '../../study/sweep/rules.ts';
import type { Terminal } from '../terminal.ts';

/** A line per case with the values of its axes; the baseline is marked. */
export function planText(plan: Plan, { columns: width }: Pick<Terminal, 'columns'>): string {
  const { cases, axes, baseline, searches, remembered } = plan;
  const column = (title: string, figure: boolean, dispensable: number): TextColumn => ({ title, figure, dispensable });
  const columns = [
    column('case', false, 0),
    ...axes.map(({ path, values }) =>
      column(
        nameOf(path),
        values.every((each) => typeof each === 'number'),
        0,
      ),
    ),
    column('network', false, 2),
    column('accelerator', false, 1),
    column('batch', true, 3),
    column('layers', true, 4),
    column('mappings', true, 4),
  ];
  const rows = cases.map(({ values, workload, hardware, batch, layers, searches: own }, index) => [
    `${index + 1}${index === baseline && cases.length > 1 ? ' baseline' : ''}`,
    ...axes.map(({ path }) => safeText(String(values[path] ?? '–'))),
    safeText(workload),
    safeText(hardware),
    ...[batch, layers, own].map(formatGrouped),
  ]);
  const lines = [
    safeText(plan.title),
    '',
    ...textTable(columns, rows, width),
    '',
    `${formatGrouped(cases.length)} ${cases.length === 1 ? 'case' : 'cases'}, ${formatGrouped(searches)} mappings, ${formatGrouped(remembered)} of them remembered, ${formatGrouped(searches - remembered)} to be searched.`,
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
