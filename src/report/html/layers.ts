import type { LayerResult, RunResult } from '../../cost/result.ts';
import { largestConsumers } from '../consumers.ts';
import { groupBy } from '../group-by.ts';
import { formatGrouped, formatShare, formatSi } from '../number-format.ts';
import { formatEnergy } from '../quantities.ts';
import { sumBy } from '../sum-by.ts';
import { html, type Markup } from './escape.ts';
import { type Column, table } from './table.ts';

/** One line per layer; `of` names the case they are of, where there are several. */
export function layerSection(result: RunResult, of?: string): Markup {
  const { totals } = result;
  const share = (energyPj: number) => formatShare(totals.energyPj === 0 ? 0 : energyPj / totals.energyPj);
  const rowsOf = groupBy(result.rows, (row) => row.layer);
  const largest = (layer: LayerResult) => largestConsumers(rowsOf.get(layer.name) ?? [], 1)[0];
  const columns: readonly Column<LayerResult>[] = [
    { title: 'Layer', cell: (layer) => layer.name },
    { title: 'Kind', cell: (layer) => layer.kind },
    { title: 'MACs', figure: true, cell: (layer) => formatSi(layer.macs, '') },
    { title: 'Energy', figure: true, cell: (layer) => formatEnergy(layer.energyPj) },
    { title: 'Share', figure: true, cell: (layer) => share(layer.energyPj) },
    { title: 'Cycles', figure: true, cell: (layer) => formatSi(layer.cycles, '') },
    { title: 'Latency', figure: true, cell: (layer) => formatSi(layer.latencyMs * 1e-3, 's') },
    { title: 'Utilisation', figure: true, cell: utilisation },
    { title: 'Largest consumer', cell: (layer) => consumerText(largest(layer)) },
  ];
  const total = [
    'Total',
    '',
    formatSi(totals.macs, ''),
    formatEnergy(totals.energyPj),
    share(totals.energyPj),
    formatSi(totals.cycles, ''),
    formatSi(totals.latencyMs * 1e-3, 's'),
    '',
    '',
  ];
  return html`<section id="layers">
<h2>Layers${of === undefined ? '' : ` of ${of}`}</h2>
${table(columns, result.layers, { total })}</section>
`;
}

function utilisation(layer: LayerResult): string {
  return layer.utilisation === null ? '–' : formatShare(layer.utilisation);
}

function consumerText(consumer: { readonly name: string; readonly share: number } | undefined): string {
  return consumer === undefined ? '–' : `${consumer.name} (${formatShare(consumer.share)})`;
}

/** What the cycles went to: for the network, and layer by layer. */
export function stallSection(result: RunResult): Markup {
  const causes = sumBy(
    result.layers.flatMap((layer) => layer.stalls),
    (stall) => stall.cause,
    (stall) => stall.cycles,
  );
  const total = result.totals.cycles;
  const perLayer: readonly Column<LayerResult>[] = [
    { title: 'Layer', cell: (layer) => layer.name },
    ...[...causes.keys()].map((cause) => ({
      title: cause,
      figure: true,
      cell: (layer: LayerResult) =>
        formatGrouped(layer.stalls.reduce((sum, stall) => sum + (stall.cause === cause ? stall.cycles : 0), 0)),
    })),
    { title: 'All', figure: true, cell: (layer) => formatGrouped(layer.cycles) },
  ];
  return html`<section id="stalls">
<h2>What the cycles went to</h2>
${table(
  [
    { title: 'Cause', cell: ([cause]: readonly [string, number]) => cause },
    { title: 'Cycles', figure: true, cell: ([, cycles]) => formatGrouped(cycles) },
    { title: 'Share', figure: true, cell: ([, cycles]) => formatShare(total === 0 ? 0 : cycles / total) },
  ],
  [...causes],
  { total: ['Total', formatGrouped(total), ''] },
)}<details><summary>Cycles of each layer</summary>
${table(perLayer, result.layers)}</details>
</section>
`;
}
