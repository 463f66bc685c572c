import type { SweepResult } from '../../study/run-sweep.ts';
import { againSection, seedsOf } from '../html/again.ts';
import { assumptionSection, uncostedSection } from '../html/caveats.ts';
import { html, type Markup } from '../html/escape.ts';
import { layerSection } from '../html/layers.ts';
import { mappingSection } from '../html/mappings.ts';
import { page } from '../html/page.ts';
import { table } from '../html/table.ts';
import { formatGrouped, formatSi } from '../number-format.ts';
import { formatEnergy } from '../quantities.ts';
import type { RenderedChart } from '../render.ts';
import { answered, baselineOf, leastOf } from './answered.ts';
import { caseData } from './case-data.ts';
import { caseColumns } from './columns.ts';
import { findings } from './findings.ts';
import { keyFigures } from './key-figures.ts';
import { sweptContext } from './swept-context.ts';
import { leastEnergy } from './terminal.ts';
import { sweptWarnings } from './warnings.ts';

/** The page of a sweep: the answer, charts over all cases, the table, the case of least energy, what it rests on, how to make it again. */
export async function renderSweepHtml(
  sweep: SweepResult,
  charts: readonly RenderedChart[],
  vegaScript: string | null,
): Promise<string> {
  const { question, context } = sweptContext(sweep);
  const header = html`<header>
<p class="question">${question}</p>
<h1>${sweep.title}</h1>
<p class="context">${context}</p>
<dl class="figures">
${keyFigures(sweep).map(([name, value, note]) => html`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${note}</dd></div>\n`)}</dl>
<p class="sentence"><strong>${leastEnergy(sweep)}</strong></p>
<ul>${findings(sweep).map((each) => html`<li>${each}</li>\n`)}</ul>
</header>
`;
  const main = html`${caseSection(sweep)}${unansweredSection(sweep)}${leastSection(sweep)}${restSections(sweep)}${warningSection(sweep)}${sourceSection(sweep)}${againSection(sweep, seedsOf(sweep.cases.map(({ result }) => result)))}`;
  const parts = { title: sweep.title, header, main, charts, cases: caseData(sweep) };
  return page({ ...parts, chartTitle: 'Case by case' }, vegaScript);
}

function caseSection(sweep: SweepResult): Markup {
  const [first, ...others] = caseColumns(sweep);
  const columns = [
    {
      ...first!,
      cell: ({ at, label }: ReturnType<typeof leastOf>) => html`<a href="#case-${at}" data-case="${at}">${label}</a>`,
    },
    ...others,
  ];
  return html`<section id="cases">
<h2>Cases</h2>
<p class="faint">Weights (W): moving, looking up and loading them, tables included; the arithmetic is not. CR: bits of the weights before over after. Coded maps, where zeros are known: what moves at the memories that code them, and how many times less that is than plain.</p>
${table(columns, answered(sweep), { idOf: ({ at }) => `case-${at}` })}</section>
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

/** Layer by layer, the case of least energy; its nests, and the baseline's where that is another. */
function leastSection(sweep: SweepResult): Markup {
  const least = leastOf(sweep);
  const baseline = baselineOf(sweep);
  const other =
    baseline.at === least.at
      ? html``
      : mappingSection(baseline.result, { id: 'baseline-mappings', of: baseline.label });
  return html`${layerSection(least.result, least.label)}${mappingSection(least.result, { id: 'mappings', of: least.label })}${other}`;
}

/** Of all cases together, each once. */
function restSections(sweep: SweepResult): Markup {
  const results = answered(sweep).map(({ result }) => result);
  const uncosted = distinct(results.flatMap((result) => result.uncosted));
  const assumptions = distinct(results.flatMap((result) => result.assumptions));
  const number = ({ id }: { readonly id: string }) => Number(id.slice(1));
  return html`${uncostedSection(uncosted)}${assumptionSection(assumptions.toSorted((a, b) => number(a) - number(b)))}`;
}

function distinct<Item>(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function warningSection(sweep: SweepResult): Markup {
  const items = sweptWarnings(sweep).map(
    ({ code, message, cases }) => html`<li><strong>${cases}</strong> ${code}: ${message}</li>\n`,
  );
  if (items.length === 0) return html``;
  return html`<section id="warnings">
<h2>Warnings</h2>
<ul>${items}</ul></section>
`;
}

/** Prices of all cases, each once. */
function sourceSection(sweep: SweepResult): Markup {
  const results = answered(sweep).map(({ result }) => result);
  const prices = distinct(
    results.flatMap(({ hardware, sources }) => sources.map((source) => ({ accelerator: hardware.name, ...source }))),
  );
  const several = new Set(prices.map(({ accelerator }) => accelerator)).size > 1;
  const networks = distinct(results.map(({ workload: { name, source } }) => `${name}: ${source}`));
  const accelerators = distinct(results.map(({ hardware: { name, source } }) => `${name}: ${source}`));
  const columns = [
    ...(several ? [{ title: 'Accelerator', cell: ({ accelerator }: (typeof prices)[number]) => accelerator }] : []),
    { title: 'Component', cell: ({ component }: (typeof prices)[number]) => component },
    { title: 'Action', cell: ({ action }: (typeof prices)[number]) => action },
    { title: 'Price', figure: true, cell: ({ energyPj }: (typeof prices)[number]) => formatEnergy(energyPj) },
    { title: 'For', figure: true, cell: ({ bits }: (typeof prices)[number]) => `${formatGrouped(bits)} bit` },
    { title: 'Source', cell: ({ source }: (typeof prices)[number]) => source },
  ];
  return html`<section id="sources">
<h2>Prices and where they come from</h2>
<details><summary>${formatSi(prices.length, '')} prices</summary>
${table(columns, prices)}</details>
<p class="faint">Network shapes: ${networks.join('; ')}. Accelerators: ${accelerators.join('; ')}.</p>
</section>
`;
}
