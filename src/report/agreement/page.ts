import type { AgreementResult, Comparison, Reduction } from '../../study/agreement/agreement-result.ts';
import { html, type Markup } from '../html/escape.ts';
import { page } from '../html/page.ts';
import { table } from '../html/table.ts';
import type { RenderedChart } from '../render.ts';
import { remarks } from './remarks.ts';
import { correlations, fitCells, fitColumns } from './tables.ts';

/** The page of an agreement: what the correlations show, pictures, every figure. */
export async function renderAgreementHtml(
  result: AgreementResult,
  charts: readonly RenderedChart[],
  vegaScript: string | null,
): Promise<string> {
  const { title, comparisons, reduction } = result;
  const header = html`<header>
<p class="question">${comparisons.map(({ name }) => name).join(', ')}: metric, tool, simulator</p>
<h1>${title}</h1>
${comparisons.map((each) => html`<h2>${each.name}</h2>\n<ul>${remarks(each).map((remark) => html`<li>${remark}</li>\n`)}</ul>\n`)}</header>
`;
  const main = html`${comparisons.map(comparisonSection)}${reduction === null ? html`` : reductionSection(reduction)}<section id="again">
<h2>Make it again</h2>
<pre>${result.command}</pre>
<p class="faint">kjoule ${result.kjouleVersion}. All figures with every digit: result.json, series.csv and fits.csv beside this page.</p>
</section>
`;
  return page({ title, header, main, charts, chartTitle: 'Energy three ways' }, vegaScript);
}

function comparisonSection(comparison: Comparison): Markup {
  const { name, series, values, axis, fits, metric, batch, activity, accelerator, network, macs } = comparison;
  const { against, rows } = correlations(comparison);
  const energies = series.filter(({ kind }) => kind !== 'axis');
  return html`<section>
<h2>${name}</h2>
<p class="faint">${network}, ${(macs / 1e6).toFixed(1)} M MACs per image in ${comparison.layers.length} layers. Metric: ${metric.weightBits}-bit weights, ${metric.activationBits}-bit activations, factor ${metric.factor}. Tool: batch ${batch.tool}, zeros of the maps from ${activity ?? 'nowhere (dense)'}. kjoule: ${accelerator}, batch ${batch.simulator}.</p>
<h3>Squared correlation (R²)</h3>
${table([{ title: 'metric', cell: (row) => row.name }, ...against.map((title, at) => ({ title, figure: true, cell: (row: (typeof rows)[number]) => row.rSquared[at]?.toFixed(4) ?? '–' }))], rows)}
<h3>Energy, millions of MACs per image</h3>
${table(
  [
    { title: 'told by', cell: (each) => each.name },
    { title: 'uncompressed', figure: true, cell: ({ uncompressed }) => (uncompressed! / 1e6).toFixed(0) },
    ...values.map((value, at) => ({
      title: `${axis} ${value}`,
      figure: true,
      cell: (each: (typeof energies)[number]) => (each.values[at]! / 1e6).toFixed(0),
    })),
  ],
  energies,
)}
<h3>Slope, level and order</h3>
<p class="faint">Slope: MACs the second gains per MAC of the first. Level: mean of the second over mean of the first. Rank: Spearman, 1 where both order all cases alike.</p>
${table(
  [
    { title: 'first', cell: (each) => each.first },
    { title: 'second', cell: (each) => each.second },
    ...fitColumns.map((title, at) => ({
      title,
      figure: true,
      cell: (each: (typeof fits)[number]) => fitCells(each, axis)[at]!,
    })),
  ],
  fits,
)}</section>
`;
}

function reductionSection({ points, source, weightBits, network }: Reduction): Markup {
  return html`<section id="reduction">
<h2>Reduction of the weights (Fig. 2)</h2>
<p class="faint">${network}, ${weightBits}-bit weights; ${source}. With indices: 1 − K/N − log2 K / (s · ${weightBits}), s weights in a row.</p>
${table(
  [
    { title: 'layer', cell: ({ layer }) => layer },
    { title: 'K', figure: true, cell: ({ k }) => String(k) },
    { title: 'N', figure: true, cell: ({ vectors }) => String(vectors) },
    { title: 'accuracy %', figure: true, cell: ({ accuracy }) => accuracy.toFixed(2) },
    { title: '1 − K/N %', figure: true, cell: ({ reduction }) => reduction.toFixed(2) },
    { title: 'with indices %', figure: true, cell: ({ withIndices }) => withIndices.toFixed(2) },
  ],
  points,
)}</section>
`;
}
