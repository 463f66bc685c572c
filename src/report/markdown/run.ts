import type { LayerResult, RunResult } from '../../cost/result.ts';
import { largestConsumers } from '../consumers.ts';
import { seedsOf } from '../html/again.ts';
import { keyFigures } from '../html/answer.ts';
import { formatGrouped, formatShare, formatSi } from '../number-format.ts';
import { formatEnergy } from '../quantities.ts';
import { plainText } from './escape.ts';
import { again, assumptionList, document, figureTable, listOf } from './parts.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

/** The answer of a run as text that a review or a ticket can quote. */
export function runMarkdown(result: RunResult): string {
  const { workload, hardware, uncosted, warnings } = result;
  return document([
    `# ${plainText(result.title)}`,
    plainText(
      `What does ${workload.name} cost on ${hardware.name}? Batch ${workload.batch}, ${hardware.nodeNm} nm, ${hardware.voltageV} V, ${hardware.clockMhz} MHz, accounting convention ${result.convention}.`,
    ),
    figureTable(keyFigures(result)),
    `## Where the energy goes\n\n${consumers(result)}`,
    `## Layers\n\n${markdownTable(layerColumns(result), result.layers)}`,
    listOf(
      'Operators not costed',
      uncosted.map(({ operator, node, reason }) => `${operator} ${node}: ${reason}`),
    ),
    listOf(
      'Warnings',
      warnings.map(({ code, message }) => `${code}: ${message}`),
    ),
    assumptionList(result.assumptions),
    again(result, seedsOf([result])),
  ]);
}

function consumers({ rows }: RunResult): string {
  return markdownTable(
    [
      { title: 'Component and operand', cell: ({ name }) => name },
      { title: 'Energy', figure: true, cell: ({ energyPj }) => formatEnergy(energyPj) },
      { title: 'Share', figure: true, cell: ({ share }) => formatShare(share) },
    ],
    largestConsumers(rows, 10),
  );
}

function layerColumns({ totals }: RunResult): readonly MarkdownColumn<LayerResult>[] {
  return [
    { title: 'Layer', cell: ({ name }) => name },
    { title: 'Kind', cell: ({ kind }) => kind },
    { title: 'MACs', figure: true, cell: ({ macs }) => formatSi(macs, '') },
    { title: 'Energy', figure: true, cell: ({ energyPj }) => formatEnergy(energyPj) },
    {
      title: 'Share',
      figure: true,
      cell: ({ energyPj }) => formatShare(totals.energyPj === 0 ? 0 : energyPj / totals.energyPj),
    },
    { title: 'Cycles', figure: true, cell: ({ cycles }) => formatGrouped(cycles) },
    {
      title: 'Utilisation',
      figure: true,
      cell: ({ utilisation }) => (utilisation === null ? '–' : formatShare(utilisation)),
    },
  ];
}
