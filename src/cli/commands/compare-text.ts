import { formatSi } from '../../report/number-format.ts';
import { formatArea, formatEnergy } from '../../report/quantities.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { Change, ResultComparison, SweepComparison } from '../../study/compare-results.ts';
import type { Terminal } from '../terminal.ts';

/** Lines of each table; the rest is in the JSON. */
const most = 12;
const figure = (title: string): TextColumn => ({ title, figure: true, dispensable: 0 });

/** What changed, the largest change first. */
export function compareText(
  compared: ResultComparison | SweepComparison,
  { columns }: Pick<Terminal, 'columns'>,
): string {
  const lines = compared.kind === 'sweep' ? sweepLines(compared, columns) : runLines(compared, columns);
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function runLines(compared: ResultComparison, width: number): string[] {
  const { differences, energyPj, cycles, areaUm2, layers, components, prices } = compared;
  const moved = layers.filter(({ mapping }) => mapping !== null).map(({ layer }) => layer);
  const isEqual = layers.length + components.length + prices.length + differences.length === 0;
  return [
    ...differences.map(({ what, before, after }) => safeText(`${what}: ${before} -> ${after}`)),
    ...(differences.length === 0 ? [] : ['']),
    ...table(
      'total',
      [
        cells('energy', energyPj, formatEnergy),
        cells('cycles', cycles, (value) => formatSi(value, '')),
        cells('known area', areaUm2, formatArea),
      ],
      width,
    ),
    ...section(
      'layer, energy',
      layers.map((each) => cells(each.layer, each.energyPj, formatEnergy)),
      width,
    ),
    ...section(
      'component, energy',
      components.map((each) => cells(each.what, each, formatEnergy)),
      width,
    ),
    ...section(
      'price of an action',
      prices.map((each) => cells(each.what, each, formatEnergy)),
      width,
    ),
    ...(moved.length === 0 ? [] : ['', safeText(`Mapped differently: ${moved.join(', ')}`)]),
    ...(isEqual ? ['', 'The two results are equal.'] : []),
  ];
}

function sweepLines({ cases, equal, onlyBefore, onlyAfter }: SweepComparison, width: number): string[] {
  return [
    ...section(
      'case, energy',
      cases.map((each) => cells(each.label, each.energyPj, formatEnergy)),
      width,
    ).slice(1),
    ...(cases.length === 0 ? [] : ['']),
    `${cases.length} cases differ, ${equal} are equal.`,
    ...(onlyBefore.length === 0 ? [] : [safeText(`Only in the first: ${onlyBefore.join('; ')}`)]),
    ...(onlyAfter.length === 0 ? [] : [safeText(`Only in the second: ${onlyAfter.join('; ')}`)]),
  ];
}

function section(title: string, rows: readonly (readonly string[])[], width: number): string[] {
  if (rows.length === 0) return [];
  const left = rows.length - most;
  return ['', ...table(title, rows.slice(0, most), width), ...(left > 0 ? [`and ${left} more`] : [])];
}

function table(title: string, rows: readonly (readonly string[])[], width: number): readonly string[] {
  const columns = [{ title, figure: false, dispensable: 0 }, figure('before'), figure('after'), figure('change')];
  return textTable(columns, rows, width);
}

function cells(what: string, { before, after }: Change, format: (value: number) => string): string[] {
  const show = (value: number | null) => (value === null ? '–' : format(value));
  return [safeText(what), show(before), show(after), changeOf(before, after)];
}

function changeOf(before: number | null, after: number | null): string {
  if (before === null) return 'new';
  if (after === null) return 'gone';
  if (before === after) return '=';
  if (before === 0) return '';
  const percent = 100 * (after / before - 1);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toPrecision(3)} %`;
}
