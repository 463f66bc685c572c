import { formatGrouped, formatSi } from '../../report/number-format.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { Plan } from '../../study/plan.ts';
import { nameOf } from '../../study/sweep/rules.ts';
import type { TimeEstimate } from '../sweep/estimate-time.ts';
import type { Terminal } from '../terminal.ts';

/** Cases that are printed; JSON has more of them. */
const mostLines = 40;

export interface TimedPlan extends Plan {
  /** Cases whose records are there. */
  readonly done: number;
  readonly time: TimeEstimate;
}

/** A line per case with the values of its axes; the baseline is marked. */
export function planText(plan: TimedPlan, { columns: width }: Pick<Terminal, 'columns'>): string {
  const { cases: all, count, axes, baseline, searches, remembered, done, time } = plan;
  const cases = all.slice(0, mostLines);
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
    `${index + 1}${index === baseline && count > 1 ? ' baseline' : ''}`,
    ...axes.map(({ path }) => safeText(String(values[path] ?? '–'))),
    safeText(workload),
    safeText(hardware),
    ...[batch, layers, own].map(formatGrouped),
  ]);
  const lines = [
    safeText(plan.title),
    '',
    ...textTable(columns, rows, width),
    ...(count > cases.length ? [`… and ${formatGrouped(count - cases.length)} more`] : []),
    '',
    `${formatGrouped(count)} ${count === 1 ? 'case' : 'cases'}, ${formatGrouped(searches)} mappings, ${formatGrouped(remembered)} of them remembered, ${formatGrouped(searches - remembered)} to be searched.`,
    ...(done === 0 ? [] : [`${formatGrouped(done)} cases are done already.`]),
    timeText(time),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function timeText({ seconds, workers, searchMs, caseMs }: TimeEstimate): string {
  const shared = workers === 1 ? 'in one thread' : `in ${workers} threads`;
  const search = searchMs === null ? '' : `${formatSi(searchMs * 1e-3, 's')} a search, `;
  return `About ${durationText(seconds)} ${shared}: ${search}${formatSi(caseMs * 1e-3, 's')} a case, timed just now.`;
}

function durationText(seconds: number): string {
  if (seconds < 1) return 'a second';
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}
