import { formatGrouped, formatShare, formatSi } from '../../report/number-format.ts';
import { formatEnergy } from '../../report/quantities.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { LayerCount } from '../../study/layer-count.ts';
import type { Terminal } from '../terminal.ts';
import { fusedRemark } from './fused-remark.ts';
import { repeatRemark } from './repeat-remark.ts';
import { styleRemark } from './style-remark.ts';

const columns: readonly TextColumn[] = [
  { title: 'memory', figure: false, dispensable: 0 },
  { title: 'operand', figure: false, dispensable: 0 },
  { title: 'instances', figure: true, dispensable: 3 },
  { title: 'reads', figure: true, dispensable: 0 },
  { title: 'fills', figure: true, dispensable: 0 },
  { title: 'updates', figure: true, dispensable: 0 },
  { title: 'held', figure: true, dispensable: 2 },
  { title: 'energy', figure: true, dispensable: 0 },
];

const networkColumns: readonly TextColumn[] = [
  { title: 'network below', figure: false, dispensable: 0 },
  { title: 'operand', figure: false, dispensable: 0 },
  { title: 'delivered', figure: true, dispensable: 0 },
  { title: 'additions', figure: true, dispensable: 0 },
  { title: 'energy', figure: true, dispensable: 0 },
];

/** The counts of a layer as tables: every word exact. */
export function countText(counted: LayerCount, { columns: width }: Pick<Terminal, 'columns'>): string {
  const { arithmetic } = counted;
  const memories = counted.levels.flatMap(({ operands }) =>
    operands.map((each) => [
      safeText(each.memory),
      safeText(each.operand),
      formatGrouped(each.instances),
      ...[each.reads, each.fills, each.updates, each.capacityUsedElements].map(formatGrouped),
      formatEnergy(each.energyPj),
    ]),
  );
  const networks = counted.networks.map((each) => [
    safeText(each.level),
    safeText(each.operand),
    formatGrouped(each.delivered),
    formatGrouped(each.reduced),
    formatEnergy(each.energyPj),
  ]);
  const lines = [
    safeText(`${counted.layer} of ${counted.workload} on ${counted.hardware}, convention ${counted.convention}`),
    '',
    ...counted.mapping.split('\n').map((line) => `  ${safeText(line)}`),
    '',
    ...textTable(columns, memories, width),
    '',
    ...(networks.length === 0 ? [] : [...textTable(networkColumns, networks, width), '']),
    `${safeText(arithmetic.component)}: ${formatGrouped(arithmetic.operations)} ${arithmetic.action} on ${formatGrouped(arithmetic.instances)} units, ${formatEnergy(arithmetic.energyPj)}`,
    `Energy  ${formatEnergy(counted.energyPj)}, without leakage and clock network`,
    `Cycles  ${formatGrouped(counted.cycles)} (${formatSi(counted.latencyMs * 1e-3, 's')}), utilisation ${formatShare(counted.utilisation)}`,
    ...counted.stalls.map(({ cause, cycles }) => `  ${safeText(cause)}: ${formatGrouped(cycles)}`),
    ...repeatRemark('All figures', counted.repeat),
    ...fusedRemark(counted.fused),
    ...styleRemark(counted.styleNotUsed),
  ];
  return `${lines.join('\n')}\n`;
}
