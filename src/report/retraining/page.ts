import type { RetrainingReport } from '../../study/retraining-report.ts';
import type { RetrainingSummary } from '../../training/retraining/retraining-result.ts';
import { html, type Markup } from '../html/escape.ts';
import { page } from '../html/page.ts';
import { type Column, table } from '../html/table.ts';
import type { RenderedChart } from '../render.ts';
import { frontPoints, pointColumns } from './point-columns.ts';
import { wayName } from './series.ts';
import { baselineText, partText } from './text.ts';

const percent = (share: number) => (100 * share).toFixed(2);

/** The page of a re-training: charts, what no point beats, every point, what to know, how to make it again. */
export async function renderRetrainingHtml(
  report: RetrainingReport,
  charts: readonly RenderedChart[],
  vegaScript: string | null,
): Promise<string> {
  const { data, backend, points } = report;
  const header = html`<header>
<p class="question">${report.network} on ${data.name}</p>
<h1>${report.title}</h1>
<p class="context">${data.trainingImages} training images, ${data.testImages} test images (${data.source}) · backend ${backend.name}: ${backend.reason}</p>
<p class="sentence"><strong>Baseline ${baselineText(report)}</strong></p>
${points.done < points.total ? html`<p class="sentence"><strong>Not complete: ${partText(report)}.</strong></p>\n` : html``}</header>
`;
  const main = html`${frontSection(report)}${pointSection(report)}${costSection(report)}${seedSection(report)}${againSection(report)}`;
  return page({ title: report.title, header, main, charts, chartTitle: 'Accuracy and what it costs' }, vegaScript);
}

function frontSection(report: RetrainingReport): Markup {
  const { operatingPoints, fronts } = report;
  if (operatingPoints.length === 0) return html``;
  return html`<section id="front">
<h2>Points that no other beats</h2>
<p class="faint">${fronts.length === 1 ? 'No other point is at least as accurate at a higher compression ratio, or more accurate at the same.' : 'No other point is at least as accurate and better in what the last column names: compression ratio (CR), or energy on an accelerator.'} Differences below the spread of the seeds mean little.</p>
${table(pointColumns(report), frontPoints(report))}</section>
`;
}

function pointSection(report: RetrainingReport): Markup {
  const { operatingPoints, summary } = report;
  const body =
    operatingPoints.length > 0 ? table(pointColumns(report), operatingPoints) : table(summaryColumns(summary), summary);
  return html`<section id="points">
<h2>All points</h2>
<p class="faint">CR: bits of weights and biases before (32 each) over bits after. WR: shared without re-training. Means of the seeds.</p>
${body}</section>
`;
}

function summaryColumns(summary: readonly RetrainingSummary[]): readonly Column<RetrainingSummary>[] {
  const figure = (title: string, cell: Column<RetrainingSummary>['cell']) => ({ title, figure: true, cell });
  return [
    { title: 'Method', cell: ({ method }) => method },
    { title: 'Case', cell: (row) => row.case },
    { title: 'Re-training', cell: wayName },
    figure('CR', ({ compressionRatio }) => compressionRatio.toFixed(2)),
    figure('Accuracy %', ({ accuracy }) => percent(accuracy)),
    figure('of seeds', ({ least, most }) => `${percent(least)} to ${percent(most)}`),
    figure('Loss, points', ({ lossPoints }) => lossPoints.toFixed(2)),
    ...(summary.some(({ published }) => published !== null)
      ? [figure('Published %', ({ published }) => (published === null ? '' : percent(published)))]
      : []),
  ];
}

function costSection({ costs }: RetrainingReport): Markup {
  if (costs === null) return html``;
  const items = costs.accelerators.map(({ accelerator, description, notes }) => {
    const said = notes.map(
      ({ message, cases }) => html`<li>${message} (${cases} ${cases === 1 ? 'case' : 'cases'})</li>\n`,
    );
    return html`<li><strong>${accelerator}</strong> ${description}${said.length === 0 ? html`` : html`<ul>${said}</ul>`}</li>\n`;
  });
  return html`<section id="costs">
<h2>Accelerators</h2>
<p>Energy and latency are of ${costs.layers.join(', ')}, batch ${costs.batch}, accounting convention ${costs.convention}, mappings chosen for ${costs.objective} and the best of all that were found for any point. Accuracy is judged in 32-bit arithmetic with the weights as they decode; the rounding of the array is not in it.</p>
<ul>${items}</ul></section>
`;
}

function seedSection({ baselines }: RetrainingReport): Markup {
  const columns: readonly Column<(typeof baselines)[number]>[] = [
    { title: 'Seed', figure: true, cell: ({ seed }) => String(seed) },
    { title: 'Baseline %', figure: true, cell: ({ accuracy }) => percent(accuracy) },
  ];
  return html`<section id="seeds">
<h2>Seeds</h2>
${table(columns, baselines)}</section>
`;
}

function againSection({ command, version, reference, data }: RetrainingReport): Markup {
  const published =
    reference === null
      ? html``
      : html`<p>Published: ${reference.source}; ${reference.images} training images there, ${data.trainingImages} here.</p>\n`;
  return html`<section id="again">
<h2>Make it again</h2>
<pre>${command}</pre>
${published}<p class="faint">kjoule ${version}. All figures with every digit: retraining.json and retraining.csv beside this page.</p>
</section>
`;
}
