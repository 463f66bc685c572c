import { formatGrouped } from '../../report/number-format.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { WorkloadDescription } from '../../study/describe-workload.ts';
import type { Terminal } from '../terminal.ts';

const columns: readonly TextColumn[] = [
  { title: 'layer', figure: false, dispensable: 0 },
  { title: 'kind', figure: false, dispensable: 1 },
  { title: 'dimensions', figure: false, dispensable: 3 },
  { title: 'MACs', figure: true, dispensable: 0 },
  { title: 'operations', figure: true, dispensable: 2 },
  { title: 'parameters', figure: true, dispensable: 0 },
];

/** A network as a table: every layer, the sums, and what is not costed. */
export function workloadText(described: WorkloadDescription, { columns: width }: Pick<Terminal, 'columns'>): string {
  const figures = (each: { macs: number; operations: number; parameters: number }) =>
    [each.macs, each.operations, each.parameters].map(formatGrouped);
  const rows = described.layers.map((layer) => [
    safeText(layer.name),
    layer.kind,
    Object.entries(layer.dimensions)
      .filter(([, size]) => size > 1)
      .map(([name, size]) => `${safeText(name)} ${size}`)
      .join(', '),
    ...figures(layer),
  ]);
  const lines = [
    safeText(`${described.name}, batch ${described.batch}`),
    safeText(described.source),
    '',
    ...textTable(columns, [...rows, ['total', '', '', ...figures(described.totals)]], width),
    ...uncostedLines(described),
  ];
  return `${lines.join('\n')}\n`;
}

function uncostedLines({ uncosted }: WorkloadDescription): readonly string[] {
  if (uncosted.length === 0) return [];
  const lines = uncosted.map(({ operator, node, reason }) => safeText(`  ${operator} ${node}: ${reason}`));
  return ['', `Not costed (${uncosted.length}):`, ...lines];
}
