import type { RunResult } from '../cost/result.ts';
import { answerSection } from './html/answer.ts';
import { caveatSections } from './html/caveats.ts';
import { areaSection, breakdownSection, sourceSection } from './html/components.ts';
import { html, type Markup } from './html/escape.ts';
import { layerSection, stallSection } from './html/layers.ts';
import { mappingSection } from './html/mappings.ts';
import { PAGE_SCRIPT } from './html/page-script.ts';
import { scriptTags } from './html/script-tags.ts';
import { STYLE } from './html/style.ts';
import type { RenderedChart } from './render.ts';

/**
 * One page that needs nothing else: no network, no server. Charts are pictures; with `vegaScript` (a classic script that defines
 * `vega` and `vegaInterpreter`) they answer to the pointer as well.
 */
export async function renderHtml(
  result: RunResult,
  charts: readonly RenderedChart[],
  vegaScript: string | null,
): Promise<string> {
  const { policy, markup } = await scriptTags(vegaScript === null ? [] : [vegaScript, PAGE_SCRIPT], charts);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${result.title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
${answerSection(result)}<main>
${chartSection(charts)}${layerSection(result)}${breakdownSection(result)}${stallSection(result)}${mappingSection(result)}${areaSection(result)}${caveatSections(result)}${sourceSection(result)}${commandSection(result)}</main>
${{ markup }}</body>
</html>
`.markup;
}

function chartSection(charts: readonly RenderedChart[]): Markup {
  const figures = charts.map(
    (chart) => html`<figure>
<figcaption><h3>${chart.title}</h3>${chart.subtitle.map((line) => html`<p>${line}</p>`)}</figcaption>
<div class="chart" id="chart-${chart.name}" role="img" aria-label="${chart.title}" tabindex="0">${{ markup: chart.bare.svg }}</div>
</figure>
`,
  );
  return html`<section id="charts">
<h2>Where the energy, the time and the area go</h2>
<p class="faint">The tables below hold the same figures.</p>
${figures}</section>
`;
}

function commandSection(result: RunResult): Markup {
  return html`<section id="again">
<h2>Make it again</h2>
<pre>${result.command}</pre>
<p class="faint">kjoule ${result.kjouleVersion}. All figures with every digit: result.json and rows.csv beside this page.</p>
</section>
`;
}
