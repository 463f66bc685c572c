import type { LayerActivity } from '../../cost/result.ts';
import { formatGrouped, formatShare, formatSi } from '../../report/number-format.ts';
import { formatEnergy } from '../../report/quantities.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { Terminal } from '../terminal.ts';
import type { Explanation } from './explanation.ts';
import { nestLines } from './nest-lines.ts';

const costColumns: readonly TextColumn[] = [
  { title: 'component', figure: false, dispensable: 0 },
  { title: 'action', figure: false, dispensable: 0 },
  { title: 'operand', figure: false, dispensable: 0 },
  { title: 'count', figure: true, dispensable: 1 },
  { title: 'energy', figure: true, dispensable: 0 },
  { title: 'pJ', figure: true, dispensable: 2 },
  { title: 'share', figure: true, dispensable: 0 },
];

const cycleColumns: readonly TextColumn[] = [
  { title: 'cycles go to', figure: false, dispensable: 0 },
  { title: 'cycles', figure: true, dispensable: 0 },
  { title: 'share', figure: true, dispensable: 0 },
];

/** One layer in words and tables: nest, cost of every line, cycles by cause, and what it all hangs on. */
export function explainText(explanation: Explanation, { columns: width }: Pick<Terminal, 'columns'>): string {
  const { layer, rows } = explanation;
  const costs = rows.map((row) => [
    safeText(row.component),
    safeText(row.action),
    safeText(row.operand),
    formatGrouped(row.count),
    formatEnergy(row.energyPj),
    formatGrouped(row.energyPj),
    formatShare(layer.energyPj === 0 ? 0 : row.energyPj / layer.energyPj),
  ]);
  const stalls = layer.stalls.map(({ cause, cycles }) => [
    safeText(cause),
    formatGrouped(cycles),
    formatShare(layer.cycles === 0 ? 0 : cycles / layer.cycles),
  ]);
  const nest = layer.levels.length === 0 ? ['It has no loops of its own.'] : nestLines(layer, explanation.built);
  const lines = [
    ...headLines(explanation),
    '',
    safeText(`Mapping (${layer.mapper}), outermost first`),
    ...nest.map((line) => `  ${line}`),
    '',
    ...textTable(costColumns, costs, width),
    '',
    ...(stalls.length === 0 ? [] : [...textTable(cycleColumns, stalls, width), '']),
    ...reasonLines(explanation),
  ];
  return `${lines.join('\n')}\n`;
}

function headLines({
  layer,
  workload,
  hardware,
  convention,
  energyShare,
  cyclesShare,
}: Explanation): readonly string[] {
  const macs = layer.macs === 0 ? '' : `, ${formatSi(layer.macs, '')} MACs`;
  const used = layer.utilisation === null ? '' : `, utilisation ${formatShare(layer.utilisation)}`;
  const names = `${layer.name} (${layer.kind}) of ${workload.name} on ${hardware.name}`;
  return [
    safeText(`${names}, batch ${workload.batch}, convention ${convention}`),
    `Energy   ${formatEnergy(layer.energyPj)}, ${formatShare(energyShare)} of the network${macs}`,
    ...zerosLines(layer.activity),
    `Latency  ${formatSi(layer.latencyMs * 1e-3, 's')} (${formatSi(layer.cycles, '')} cycles), ${formatShare(cyclesShare)} of the network${used}`,
  ];
}

function zerosLines(activity: LayerActivity | null | undefined): readonly string[] {
  if (!activity) return [];
  const { inputZeros, outputZeros, traffic } = activity;
  const size = (bits: number): string => formatSi(bits / 8, 'B');
  const moved = traffic.map(
    ({ memory, operand, code, bits, plainBits }) =>
      `; ${memory} ${operand} ${size(bits)} of ${size(plainBits)} (${code})`,
  );
  return [`Zeros    ${formatShare(inputZeros)} of inputs, ${formatShare(outputZeros)} of outputs${moved.join('')}`];
}

function reasonLines({ layer, rows, fullestMemory }: Explanation): readonly string[] {
  const lines: string[] = [];
  const [dearest] = rows;
  if (dearest !== undefined && layer.energyPj > 0) {
    const operand = dearest.operand === '-' ? '' : ` of ${dearest.operand}`;
    const share = formatShare(dearest.energyPj / layer.energyPj);
    lines.push(`Most energy: ${dearest.component}, ${dearest.action}${operand} (${share}).`);
  }
  const [slowest] = [...layer.stalls].sort((a, b) => b.cycles - a.cycles);
  if (slowest !== undefined)
    lines.push(`Most cycles: ${slowest.cause} (${formatShare(slowest.cycles / layer.cycles)}).`);
  if (fullestMemory !== null) {
    const { memory, usedBits, capacityBits } = fullestMemory;
    const full = `${formatGrouped(usedBits)} of ${formatGrouped(capacityBits)} bit, ${formatShare(usedBits / capacityBits)}`;
    lines.push(`Fullest memory: ${memory} (${full}); larger tiles would need more of it.`);
  }
  return lines.map(safeText);
}
