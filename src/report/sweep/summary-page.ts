import type { SummaryPoint, SweepSummary } from '../../study/sweep/summarise-sweep.ts';
import { againSection } from '../html/again.ts';
import { html, type Markup } from '../html/escape.ts';
import { page } from '../html/page.ts';
import { table } from '../html/table.ts';
import { formatGrouped, formatShare, formatSi } from '../number-format.ts';
import { formatEnergy, formatKnownArea } from '../quantities.ts';
import type { RenderedChart } from '../render.ts';
import { summaryBasis } from './summary-text.ts';

/** Lines of the front on the page; cases.csv has every case. */
const most = 200;

/** The page of a sweep of many cases: the answer, the front, what has no answer, how to make it again. */
export function renderSummaryHtml(
  summary: SweepSummary,
  charts: readonly RenderedChart[],
  vegaScript: string | null,
): Promise<string> {
  const { title, count, axes } = summary;
  const header = html`<header>
<p class="question">${formatGrouped(count)} cases over ${axes.map(({ path }) => path).join(', ')}</p>
<h1>${title}</h1>
<dl class="figures">
${summaryFigures(summary).map(([name, value, note]) => html`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${note}</dd></div>\n`)}</dl>
</header>
`;
  const main = html`${frontSection(summary)}${remarkSection(summary)}${againSection(summary)}`;
  return page({ title, header, main, charts, chartTitle: 'What is not beaten' }, vegaScript);
}

/** Name, value and note: what a reader wants to know first. */
export function summaryFigures(summary: SweepSummary): readonly (readonly [string, string, string])[] {
  const { leastEnergy, baseline, front, count, answered } = summary;
  const fastest = front.reduce((best, each) => (each.latencyMs < best.latencyMs ? each : best));
  return [
    [`Least energy${summaryBasis(summary)}`, formatEnergy(leastEnergy.energyPj), leastEnergy.label],
    [
      'Against the baseline',
      formatShare(leastEnergy.energyPj / baseline.energyPj),
      `of ${formatEnergy(baseline.energyPj)}, ${baseline.label}`,
    ],
    [`Least latency${summaryBasis(summary)}`, formatSi(fastest.latencyMs * 1e-3, 's'), fastest.label],
    [
      'Cases',
      formatGrouped(answered),
      `${formatGrouped(count - answered)} without an answer; ${formatGrouped(front.length)} not beaten`,
    ],
  ];
}

/** The columns of the front. */
export function summaryColumns(summary: SweepSummary) {
  const { baseline } = summary;
  const basis = summaryBasis(summary);
  const figure = (title: string, cell: (point: SummaryPoint) => string) => ({ title, figure: true, cell });
  return [
    { title: 'case', cell: ({ label }: SummaryPoint) => label },
    figure(`energy${basis}`, ({ energyPj }) => formatEnergy(energyPj)),
    figure('against baseline', ({ energyPj }) => formatShare(energyPj / baseline.energyPj)),
    figure(`latency${basis}`, ({ latencyMs }) => formatSi(latencyMs * 1e-3, 's')),
    figure('known area', formatKnownArea),
  ];
}

function frontSection(summary: SweepSummary): Markup {
  const { front } = summary;
  const more = front.length > most ? ` The first ${most} of ${formatGrouped(front.length)}.` : '';
  return html`<section id="front">
<h2>Not beaten</h2>
<p class="faint">No other case is as good in energy, latency and known area and better in one.${more} Every case is a row of cases.csv beside this page; what each component does in it, of components.csv.</p>
${table(summaryColumns(summary), front.slice(0, most))}</section>
`;
}

function remarkSection({ unanswered, warnings }: SweepSummary): Markup {
  if (unanswered.length + warnings.length === 0) return html``;
  return html`<section id="warnings">
<h2>Warnings, and cases without an answer</h2>
<ul>
${warnings.map(({ code, times }) => html`<li>${formatGrouped(times)} warnings: ${code}</li>\n`)}${unanswered.map(({ code, cases, first, message }) => html`<li><strong>No answer for ${formatGrouped(cases)} case${cases === 1 ? '' : 's'}</strong> ${code}, first ${first}: ${message}</li>\n`)}</ul>
</section>
`;
}
