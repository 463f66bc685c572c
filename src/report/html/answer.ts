import type { RunResult } from '../../cost/result.ts';
import { largestConsumers } from '../consumers.ts';
import { formatShare, formatSi } from '../number-format.ts';
import { formatArea, formatEnergy } from '../quantities.ts';
import { html, type Markup } from './escape.ts';

/** The question, the answer in figures, the answer in one sentence, and what to beware of. */
export function answerSection(result: RunResult): Markup {
  const { workload, hardware } = result;
  return html`<header>
<p class="question">What does ${workload.name} cost on ${hardware.name}?</p>
<h1>${result.title}</h1>
<p class="context">Batch ${workload.batch} · ${hardware.nodeNm} nm, ${hardware.voltageV} V, ${hardware.clockMhz} MHz · ${hardware.description}</p>
<dl class="figures">
${keyFigures(result).map(([name, value, note]) => html`<div><dt>${name}</dt><dd>${value}</dd><dd class="note">${note}</dd></div>\n`)}</dl>
<p class="sentence">${sentence(result)}</p>
${caution(result)}</header>
`;
}

/** Name, value and note: what a reader wants to know first. */
export function keyFigures(result: RunResult): readonly (readonly [string, string, string])[] {
  const { totals, workload } = result;
  const { batch } = workload;
  const normalised = totals.normalisedEnergy;
  return [
    [
      batch === 1 ? 'Energy per inference' : `Energy per batch of ${batch}`,
      formatEnergy(totals.energyPj),
      batch === 1 ? '' : `${formatEnergy(totals.energyPj / batch)} per inference`,
    ],
    ['Latency', formatSi(totals.latencyMs * 1e-3, 's'), `${formatSi(totals.cycles, '')} cycles`],
    ['Average power', formatSi(totals.averagePowerMw * 1e-3, 'W'), ''],
    ['Area', ...areaFigure(result)],
    ['Energy per MAC', totals.macs === 0 ? '–' : formatEnergy(totals.energyPerMacPj), ''],
    ['MACs', formatSi(totals.macs, ''), `${formatSi(totals.parameters, '')} parameters`],
    ...(result.compression === null ? [] : [compressionFigure(result.compression)]),
    ...(normalised === null
      ? []
      : [['Normalised energy', formatSi(normalised.value, ''), `× ${normalised.name}`] as const]),
  ];
}

function compressionFigure(compression: NonNullable<RunResult['compression']>): readonly [string, string, string] {
  const { engine, assumed, bitsBefore, bitsAfter } = compression;
  const ratio = `${(bitsBefore / bitsAfter).toFixed(1)} times smaller`;
  return [assumed ? 'Weights (assumed)' : 'Weights', ratio, `${engine}, ${formatSi(bitsAfter / 8, 'B')} stored`];
}

function areaFigure(result: RunResult): readonly [string, string] {
  const { areaUm2, areaComplete } = result.totals;
  if (areaComplete) return [formatArea(areaUm2), ''];
  const unknown = result.area.filter((row) => row.areaUm2 === null).length;
  const note = `${unknown} of ${result.area.length} components not known`;
  return areaUm2 === 0 ? ['not known', note] : [`≥ ${formatArea(areaUm2)}`, note];
}

function sentence(result: RunResult): Markup {
  const consumers = largestConsumers(result.rows, 3);
  if (consumers.length === 0) return html`Nothing in this run takes energy.`;
  const parts = consumers.map((one, index) => {
    const glue = index === 0 ? '' : index === consumers.length - 1 ? ' and ' : ', ';
    return html`${glue}<strong>${one.name}</strong> (${formatShare(one.share)}, ${formatEnergy(one.energyPj)})`;
  });
  return html`Most energy goes to ${parts}.`;
}

function caution(result: RunResult): Markup {
  const operators = result.uncosted.length;
  const warnings = result.warnings.length;
  const items = [
    ...(operators === 0
      ? []
      : [html`<a href="#uncosted">${operators} operator${operators === 1 ? '' : 's'} not costed</a>`]),
    ...(warnings === 0 ? [] : [html`<a href="#warnings">${warnings} warning${warnings === 1 ? '' : 's'}</a>`]),
  ];
  if (items.length === 0) return html``;
  return html`<p class="caution">Beware: ${items.map((item, index) => html`${index === 0 ? '' : ' and '}${item}`)}.</p>
`;
}
