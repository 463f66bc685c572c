import type { RetrainingReport } from '../../study/retraining-report.ts';
import { frontPoints, pointColumns } from '../retraining/point-columns.ts';
import { baselineText, partText, summaryTable } from '../retraining/text.ts';
import { codeBlock, plainText } from './escape.ts';
import { bullets, document } from './parts.ts';
import { markdownTable } from './table.ts';

/** Data, baseline, what no point beats and every point, and how to make them again. */
export function retrainingMarkdown(report: RetrainingReport): string {
  const { title, data, backend, points, operatingPoints, command, version } = report;
  const columns = pointColumns(report);
  return document([
    `# ${plainText(title)}`,
    points.done < points.total ? `**Not complete: ${plainText(partText(report))}**` : null,
    bullets([
      `Data: ${data.name}, ${data.trainingImages} training images, ${data.testImages} test images; ${data.source}`,
      `Backend: ${backend.name}; ${backend.reason}`,
      `Accuracy before anything is shared: ${baselineText(report)}`,
    ]),
    operatingPoints.length === 0
      ? casePart(report)
      : `## Not beaten by another point\n\n${markdownTable(columns, frontPoints(report))}`,
    operatingPoints.length === 0 ? null : `## Every point\n\n${markdownTable(columns, operatingPoints)}`,
    `## Make it again\n\n${codeBlock(command)}\n\nkjoule ${plainText(version)}. All figures with every digit: \`retraining.json\` and \`retraining.csv\` beside this page.`,
  ]);
}

/** Without accelerators there are cases, and no points to choose among. */
function casePart(report: RetrainingReport): string {
  const { columns, rows } = summaryTable(report);
  const table = columns.map(({ title, figure }, at) => ({ title, figure, cell: (row: readonly string[]) => row[at]! }));
  return `## Cases\n\n${markdownTable(table, rows)}`;
}
