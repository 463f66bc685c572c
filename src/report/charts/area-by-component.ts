import type { AreaRow, RunResult } from '../../cost/result.ts';
import { classColour, componentSeries } from '../palette.ts';
import { formatArea } from '../quantities.ts';
import { safeText } from '../safe-text.ts';
import type { Chart } from './chart.ts';
import { labelledBars } from './labelled-bars.ts';

/** What the silicon goes to; null when no component's area is known. */
export function areaByComponent(result: RunResult): Chart | null {
  const known = result.area.flatMap((row) =>
    row.areaUm2 === null ? [] : [{ row, areaUm2: row.areaUm2 * row.instances }],
  );
  if (known.length === 0) return null;
  const unknown = result.area.filter((row) => row.areaUm2 === null).map((row) => safeText(row.component));
  const colours = new Map(componentSeries(result.rows).map((series) => [series.name, series.colour]));
  const inMm2 = Math.max(...known.map((one) => one.areaUm2)) >= 1e4;
  const title = 'Area by component';
  const subtitle = [
    safeText(`${result.hardware.name}, ${result.hardware.nodeNm} nm: ${formatArea(result.totals.areaUm2)} known`),
    ...(unknown.length === 0 ? [] : [`Not known, so not drawn: ${unknown.join(', ')}`]),
  ];
  return {
    name: 'area-by-component',
    title,
    subtitle,
    spec: labelledBars({
      title,
      subtitle,
      barTitle: 'component',
      valueTitle: `area [${inMm2 ? 'mm²' : 'µm²'}]`,
      bars: known
        .sort((a, b) => b.areaUm2 - a.areaUm2)
        .map(({ row, areaUm2 }) => ({
          bar: safeText(row.component),
          value: inMm2 ? areaUm2 / 1e6 : areaUm2,
          label: areaLabel(row, areaUm2),
          colour: colours.get(safeText(row.component)) ?? classColour(row.componentClass),
        })),
    }),
  };
}

function areaLabel(row: AreaRow, areaUm2: number): string {
  return row.instances === 1 ? formatArea(areaUm2) : `${formatArea(areaUm2)} (${row.instances} instances)`;
}
