import type { RenderedChart } from '../render.ts';
import { CASE_SCRIPT } from './case-script.ts';
import { html, type Markup } from './escape.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { scriptTags } from './script-tags.ts';
import { STYLE } from './style.ts';

export interface PageParts {
  readonly title: string;
  readonly header: Markup;
  /** Sections after the charts. */
  readonly main: Markup;
  readonly charts: readonly RenderedChart[];
  readonly chartTitle: string;
  /** Cases that can be opened and left out; absent: the page has none. */
  readonly cases?: object;
}

/**
 * One page that needs nothing else: no network, no server. Charts are pictures; with `vegaScript` (a classic script that defines
 * `vega` and `vegaInterpreter`) they answer to the pointer as well.
 */
export async function page(
  { title, header, main, charts, chartTitle, cases }: PageParts,
  vegaScript: string | null,
): Promise<string> {
  const scripts = [...(cases === undefined ? [] : [CASE_SCRIPT]), PAGE_SCRIPT];
  const { policy, markup } = await scriptTags(vegaScript === null ? [] : [vegaScript, ...scripts], {
    'chart-specs': Object.fromEntries(charts.map((chart) => [chart.name, chart.bare.vega])),
    ...(cases && { 'case-data': cases }),
  });
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
${header}<main>
${cases === undefined ? html`` : html`<section id="filter" hidden></section>\n`}${chartSection(chartTitle, charts)}${main}</main>
${{ markup }}</body>
</html>
`.markup;
}

function chartSection(title: string, charts: readonly RenderedChart[]): Markup {
  const figures = charts.map(
    (chart) => html`<figure>
<figcaption><h3>${chart.title}</h3>${chart.subtitle.map((line) => html`<p>${line}</p>`)}</figcaption>
<div class="chart" id="chart-${chart.name}" role="img" aria-label="${chart.title}" tabindex="0">${{ markup: chart.bare.svg }}</div>
</figure>
`,
  );
  if (charts.length === 0) return html``;
  return html`<section id="charts">
<h2>${title}</h2>
<p class="faint">The tables below hold the same figures.</p>
${figures}</section>
`;
}
