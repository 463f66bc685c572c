import pico from 'picocolors';
import type { SweepResult } from '../../study/run-sweep.ts';
import { formatShare } from '../number-format.ts';
import { formatEnergy } from '../quantities.ts';
import { safeText } from '../safe-text.ts';
import type { TerminalOptions } from '../terminal.ts';
import { textTable } from '../text-table.ts';
import { answered, baselineOf, basisOf, leastOf } from './answered.ts';
import { caseColumns } from './columns.ts';
import { findings } from './findings.ts';

/** The sweep as text: a line per case, the case of least energy, what has no answer. Ends with a line feed. */
export function sweepSummary(sweep: SweepResult, options: TerminalOptions): string {
  const colours = pico.createColors(options.colour);
  const columns = caseColumns(sweep);
  const rows = answered(sweep).map((each) => columns.map(({ cell }) => safeText(cell(each))));
  const [head, ...body] = textTable(columns, rows, Math.max(40, options.columns));
  const unanswered = sweep.cases.filter(({ result }) => result === null);
  const lines = [
    colours.bold(safeText(sweep.title)),
    '',
    colours.dim(head!),
    ...body,
    '',
    leastEnergy(sweep),
    ...findings(sweep).map((each) => safeText(each)),
    ...unanswered.map(({ label, reasons }) =>
      colours.yellow(safeText(`no answer for ${label}: ${reasons[0]?.message}`)),
    ),
    ...(options.reportFolder === null ? [] : ['', `Report: ${safeText(options.reportFolder)}/report.html`]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** `Least energy: k = 16, 62 µJ (41.2 % of uncompressed)`. */
export function leastEnergy(sweep: SweepResult): string {
  const first = baselineOf(sweep);
  const best = leastOf(sweep);
  const share = formatShare(best.energyPj / first.energyPj);
  const against = best.at === first.at ? '' : ` (${share} of ${first.label})`;
  return safeText(`Least energy${basisOf(sweep)}: ${best.label}, ${formatEnergy(best.energyPj)}${against}`);
}
