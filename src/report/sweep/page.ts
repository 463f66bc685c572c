import type { SweepResult } from '../../study/run-sweep.ts';
import { html, type Markup } from '../html/escape.ts';
import { page } from '../html/page.ts';
import { table } from '../html/table.ts';
import type { RenderedChart } from '../render.ts';
import { caseColumns } from './columns.ts';
import { answered } from './energy-by-case.ts';
import { findings } from './findings.ts';
import { leastEnergy } from './terminal.ts';

/** The page of a sweep: the answer, the chart, a table of cases, what has no answer, warnings, how to make it again. */
export async function renderSweepHtml(
  sweep: SweepResult,
  charts: readonly RenderedChart[],
  vegaScript: string | null,
): Promise<string> {
  const cases = answered(sweep);
  const { workload, hardware, convention } = cases[0]!.result;
  const header = html`<header>
<p class="question">${cases.length} cases of ${workload.name} on ${hardware.name}</p>
<h1>${sweep.title}</h1>
<p class="context">Batch ${workload.batch} · ${hardware.nodeNm} nm, ${hardware.voltageV} V, ${hardware.clockMhz} MHz · accounting convention ${convention}</p>
<p class="sentence"><strong>${leastEnergy(sweep)}</strong></p>
<ul>${findings(sweep).map((each) => html`<li>${each}</li>\n`)}</ul>
</header>
`;
  const main = html`${caseSection(sweep)}${unansweredSection(sweep)}${warningSection(sweep)}<section id="again">
<h2>Make it again</h2>
<pre>${sweep.command}</pre>
<p class="faint">kjoule ${sweep.kjouleVersion}. All figures with every digit: result.json and rows.csv beside this page.</p>
</section>
`;
  return page(
    { title: sweep.title, header, main, charts, chartTitle: 'Where the energy goes, case by case' },
    vegaScript,
  );
}

function caseSection(sweep: SweepResult): Markup {
  return html`<section id="cases">
<h2>Cases</h2>
<p class="faint">Weights (W): moving, looking up and loading them, tables included; the arithmetic is not. CR: bits of the weights before over after. Coded maps, where zeros are known: what moves at the memories that code them, and how many times less that is than plain.</p>
${table(caseColumns(sweep), answered(sweep))}</section>
`;
}

function unansweredSection(sweep: SweepResult): Markup {
  const cases = sweep.cases.filter(({ result }) => result === null);
  if (cases.length === 0) return html``;
  const items = cases.map(
    ({ label, reasons }) =>
      html`<li><strong>${label}</strong> ${reasons.map(({ message }) => message).join('; ')}</li>\n`,
  );
  return html`<section id="unanswered">
<h2>Without an answer</h2>
<ul>${items}</ul></section>
`;
}

function warningSection(sweep: SweepResult): Markup {
  const items = answered(sweep).flatMap(({ label, result }) =>
    result.warnings.map(({ code, message }) => html`<li><strong>${label}</strong> ${code}: ${message}</li>\n`),
  );
  if (items.length === 0) return html``;
  return html`<section id="warnings">
<h2>Warnings</h2>
<ul>${items}</ul></section>
`;
}
