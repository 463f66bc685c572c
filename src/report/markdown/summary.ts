import type { SweepSummary } from '../../study/sweep/summarise-sweep.ts';
import { formatGrouped } from '../number-format.ts';
import { summaryColumns, summaryFigures } from '../sweep/summary-page.ts';
import { plainText } from './escape.ts';
import { again, document, figureTable, listOf } from './parts.ts';
import { markdownTable } from './table.ts';

/** Lines of the front; cases.csv has every case. */
const most = 100;

/** The answer of a sweep of many cases as text. */
export function summaryMarkdown(summary: SweepSummary): string {
  const { front, unanswered, warnings } = summary;
  const left = front.length > most ? `\n\nand ${formatGrouped(front.length - most)} more.` : '';
  return document([
    `# ${plainText(summary.title)}`,
    figureTable(summaryFigures(summary)),
    `## Not beaten\n\n${markdownTable(summaryColumns(summary), front.slice(0, most))}${left}`,
    listOf('Warnings', [
      ...warnings.map(({ code, times }) => `${formatGrouped(times)} warnings: ${code}`),
      ...unanswered.map(
        ({ code, cases, first, message }) =>
          `no answer for ${formatGrouped(cases)} case${cases === 1 ? '' : 's'}: ${code}, first ${first}: ${message}`,
      ),
    ]),
    again(summary),
  ]);
}
