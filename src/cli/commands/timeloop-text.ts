import { formatGrouped, formatShare } from '../../report/number-format.ts';
import { formatEnergy } from '../../report/quantities.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { TimeloopResult } from '../../study/timeloop/evaluate.ts';
import type { Terminal } from '../terminal.ts';

const figure = (title: string, dispensable: number): TextColumn => ({ title, figure: true, dispensable });
const columns: readonly TextColumn[] = [
  { title: 'level', figure: false, dispensable: 0 },
  { title: 'data space', figure: false, dispensable: 0 },
  figure('instances', 2),
  figure('capacity', 3),
  figure('reads', 0),
  figure('fills', 0),
  figure('updates', 0),
  figure('energy', 1),
];

/** Scalar accesses per instance, as timeloop-model prints them. */
export function timeloopText(result: TimeloopResult, { columns: width }: Pick<Terminal, 'columns'>): string {
  const rows = result.levels.flatMap((level) =>
    level.dataSpaces.map((each) => [
      safeText(level.name),
      safeText(each.name),
      formatGrouped(each.utilizedInstances),
      formatGrouped(each.utilizedCapacity),
      ...[each.scalarReads, each.scalarFills, each.scalarUpdates].map(({ perInstance }) => formatGrouped(perInstance)),
      energy(each.energyPj),
    ]),
  );
  const { arithmetic, cycles, utilization, computes, energyPj, area, notCounted } = result;
  const slow = result.levels.filter(({ bandwidthThrottling }) => bandwidthThrottling < 1);
  const lines = [
    ...result.mapping.split('\n').map((line) => `  ${safeText(line)}`),
    '',
    'Words are per instance; capacity in words; energy of all instances.',
    ...textTable(columns, rows, width),
    '',
    `${safeText(arithmetic.name)}: ${formatGrouped(computes)} computes on ${formatGrouped(arithmetic.utilizedInstances)} of ${formatGrouped(arithmetic.instances)} units, ${energy(arithmetic.energyPj)}`,
    `Cycles       ${formatGrouped(cycles)}`,
    ...slow.map(
      (level) => `  ${safeText(level.name)} keeps up with ${formatShare(level.bandwidthThrottling)} of the arithmetic`,
    ),
    `Utilization  ${formatShare(utilization)}`,
    `Energy       ${energy(energyPj)}${energyPj === null ? ': not every component has a price in the energy table' : ''}`,
    ...(area === null ? [] : [`Area         ${formatGrouped(area)} (in the unit of the area table)`]),
    ...(notCounted.length === 0 ? [] : [`Not counted: ${safeText(notCounted.join(', '))}`]),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function energy(picojoules: number | null): string {
  return picojoules === null ? '–' : formatEnergy(picojoules);
}
