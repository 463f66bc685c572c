import pico from 'picocolors';
import type { SummaryPoint, SweepSummary } from '../../study/sweep/summarise-sweep.ts';
import { formatGrouped, formatShare, formatSi } from '../number-format.ts';
import { formatEnergy, formatKnownArea } from '../quantities.ts';
import { safeText } from '../safe-text.ts';
import type { TerminalOptions } from '../terminal.ts';
import { textTable } from '../text-table.ts';

/** Lines of the front that are printed; the tables have them all. */
const most = 20;

/** ` per inference` where cases are compared so. */
export function summaryBasis({ perInference }: SweepSummary): '' | ' per inference' {
  return perInference ? ' per inference' : '';
}

/** A sweep of many cases as text: the front, what has no answer, where the tables are. Ends with a line feed. */
export function summaryText(summary: SweepSummary, options: TerminalOptions): string {
  const colours = pico.createColors(options.colour);
  const { count, answered, leastEnergy, baseline, front, unanswered, warnings } = summary;
  const figure = (title: string, dispensable: number) => ({ title, figure: true, dispensable });
  const columns = [
    { title: 'case', figure: false, dispensable: 0 },
    figure('energy', 0),
    figure('of baseline', 2),
    figure('latency', 0),
    figure('known area', 1),
  ];
  const cells = (point: SummaryPoint) => [
    safeText(point.label),
    formatEnergy(point.energyPj),
    formatShare(point.energyPj / baseline.energyPj),
    formatSi(point.latencyMs * 1e-3, 's'),
    formatKnownArea(point),
  ];
  const [head, ...body] = textTable(columns, front.slice(0, most).map(cells), Math.max(40, options.columns));
  const more = front.length > most ? [`… and ${formatGrouped(front.length - most)} more`] : [];
  const lines = [
    colours.bold(safeText(summary.title)),
    '',
    `${formatGrouped(count)} cases. Not beaten in energy, latency and known area at once${summaryBasis(summary)} (${formatGrouped(front.length)} of ${formatGrouped(answered)}):`,
    '',
    colours.dim(head!),
    ...body,
    ...more,
    '',
    safeText(
      `Least energy: ${leastEnergy.label}, ${formatEnergy(leastEnergy.energyPj)}${summaryBasis(summary)} (${formatShare(leastEnergy.energyPj / baseline.energyPj)} of ${baseline.label})`,
    ),
    ...warnings.map(({ code, times }) => `${formatGrouped(times)} warnings: ${code}`),
    ...unanswered.map(({ code, cases, first, message }) =>
      colours.yellow(safeText(`no answer for ${formatGrouped(cases)} cases: ${code}, first ${first}: ${message}`)),
    ),
    ...(options.reportFolder === null
      ? []
      : ['', `Report: ${safeText(options.reportFolder)}/report.html, cases.csv, components.csv`]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
