import type { CrossCheck, CrossCheckLayer } from '../../cross-check/cross-check.ts';
import type { ToolEnergy } from '../../cross-check/layer-energy.ts';
import { formatShare, formatSi } from '../../report/number-format.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { Terminal } from '../terminal.ts';

const columns: readonly TextColumn[] = [
  { title: 'layer', figure: false, dispensable: 0 },
  { title: 'total', figure: true, dispensable: 0 },
  { title: 'compute', figure: true, dispensable: 0 },
  { title: 'weight', figure: true, dispensable: 0 },
  { title: 'ifmap', figure: true, dispensable: 0 },
  { title: 'ofmap', figure: true, dispensable: 0 },
  { title: 'DRAM', figure: true, dispensable: 1 },
  { title: 'buffer', figure: true, dispensable: 1 },
  { title: 'array', figure: true, dispensable: 1 },
  { title: 'RF', figure: true, dispensable: 1 },
];

const sizes = ['m', 'n', 'f', 'p', 'q', 'r', 't'] as const;
const mappingColumns: readonly TextColumn[] = [
  { title: 'mapping', figure: false, dispensable: 0 },
  ...sizes.map((title) => ({ title, figure: true, dispensable: 0 })),
  ...['ifmap', 'weight', 'ofmap'].map((each) => ({ title: `${each} not 0`, figure: true, dispensable: 0 })),
  ...['ifmap', 'weight', 'ofmap'].map((each) => ({ title: `${each} bits`, figure: true, dispensable: 1 })),
];

/** The figures of a cross-check as a table, the kind of knowledge they rest on below it. */
export function crossCheckText(
  { network, ...checked }: CrossCheck & { readonly network: string },
  { columns: width }: Pick<Terminal, 'columns'>,
): string {
  const rows = checked.layers.map((layer) => [safeText(layer.name), ...figures(layer.energy)]);
  const images = [...new Set(checked.layers.map((layer) => layer.images))].join(', ');
  const lines = [
    safeText(`${network} by the method of MIT's energy estimation tool, style ${checked.style}, batch ${images}`),
    `Energy per image; the unit is ${checked.unit}`,
    '',
    ...textTable(columns, [...rows, ['total', ...figures(checked.totals)]], width),
    '',
    ...textTable(mappingColumns, checked.layers.map(mappingRow), width),
    '',
    ...(checked.layers.every(({ density }) => density.ofmap === 1) ? [dense] : []),
    safeText(`This style is ${checked.kind} (${checked.source}): ${checked.note}.`),
    ...leftOutLines(checked),
  ];
  return `${lines.join('\n')}\n`;
}

function figures(energy: ToolEnergy): readonly string[] {
  const { total, computation, weight, ifmap, ofmap, dram, buffer, array, registers } = energy;
  return [total, computation, weight, ifmap, ofmap, dram, buffer, array, registers].map((each) => formatSi(each, ''));
}

const dense = 'No zeros of the maps are known, so they count as full; --activity gives them.';

function mappingRow({ name, tiling, density, bits }: CrossCheckLayer): readonly string[] {
  return [
    safeText(name),
    ...sizes.map((size) => String(tiling[size])),
    ...[density.ifmap, density.filter, density.ofmap].map(formatShare),
    ...[bits.ifmap, bits.filter, bits.ofmap].map((each) => String(Number(each.toPrecision(3)))),
  ];
}

function leftOutLines({ leftOut }: CrossCheck): readonly string[] {
  if (leftOut.length === 0) return [];
  return ['', `Left out (${leftOut.length}):`, ...leftOut.map((each) => safeText(`  ${each.layer}: ${each.reason}`))];
}
