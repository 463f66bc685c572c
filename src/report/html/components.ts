import type { AreaRow, CostRow, RunResult } from '../../cost/result.ts';
import { groupBy } from '../group-by.ts';
import { formatGrouped, formatShare, formatSi } from '../number-format.ts';
import { formatArea, formatEnergy } from '../quantities.ts';
import { html, type Markup } from './escape.ts';
import { type Column, table } from './table.ts';

interface ActionSum {
  readonly component: string;
  readonly action: string;
  readonly count: number;
  readonly energyPj: number;
}

/** What each component did how often, and what that took. */
export function breakdownSection(result: RunResult): Markup {
  const total = result.rows.reduce((sum, row) => sum + row.energyPj, 0);
  const columns: readonly Column<ActionSum>[] = [
    { title: 'Component', cell: (sum) => sum.component },
    { title: 'Action', cell: (sum) => sum.action },
    { title: 'Count', figure: true, cell: (sum) => formatGrouped(sum.count) },
    { title: 'Energy [pJ]', figure: true, cell: (sum) => formatGrouped(sum.energyPj) },
    { title: 'Energy', figure: true, cell: (sum) => formatEnergy(sum.energyPj) },
    { title: 'pJ per action', figure: true, cell: (sum) => perAction(sum) },
    { title: 'Share', figure: true, cell: (sum) => formatShare(total === 0 ? 0 : sum.energyPj / total) },
  ];
  return html`<section id="breakdown">
<h2>Energy by component and action</h2>
<p class="faint">Counts are words for memories and networks, operations for compute, cycles for clock and leakage.</p>
${table(columns, actionSums(result.rows), { total: ['Total', '', '', formatGrouped(total), formatEnergy(total), '', formatShare(total === 0 ? 0 : 1)] })}</section>
`;
}

function actionSums(rows: readonly CostRow[]): readonly ActionSum[] {
  const groups = groupBy(rows, (row) => JSON.stringify([row.component, row.action]));
  return [...groups.values()].map((group) => ({
    component: group[0]!.component,
    action: group[0]!.action,
    count: group.reduce((sum, row) => sum + row.count, 0),
    energyPj: group.reduce((sum, row) => sum + row.energyPj, 0),
  }));
}

function perAction(sum: ActionSum): string {
  return sum.count === 0 ? '–' : String(Number((sum.energyPj / sum.count).toPrecision(4)));
}

/** Silicon per component; what no source gives is named, not counted as zero. */
export function areaSection(result: RunResult): Markup {
  const columns: readonly Column<AreaRow>[] = [
    { title: 'Component', cell: (row) => row.component },
    { title: 'Instances', figure: true, cell: (row) => formatGrouped(row.instances) },
    { title: 'Each', figure: true, cell: (row) => (row.areaUm2 === null ? 'not known' : formatArea(row.areaUm2)) },
    {
      title: 'Together',
      figure: true,
      cell: (row) => (row.areaUm2 === null ? 'not known' : formatArea(row.areaUm2 * row.instances)),
    },
    { title: 'Source', cell: (row) => row.source },
  ];
  const known = result.totals.areaComplete ? 'Total' : 'Total of what is known';
  return html`<section id="area">
<h2>Area</h2>
${table(columns, result.area, { total: [known, '', '', formatArea(result.totals.areaUm2), ''] })}</section>
`;
}

/** Every price with its source: what a reader needs to doubt a figure. */
export function sourceSection(result: RunResult): Markup {
  const columns: readonly Column<RunResult['sources'][number]>[] = [
    { title: 'Component', cell: (row) => row.component },
    { title: 'Action', cell: (row) => row.action },
    { title: 'Price', figure: true, cell: (row) => formatEnergy(row.energyPj) },
    { title: 'For', figure: true, cell: (row) => `${formatGrouped(row.bits)} bit` },
    { title: 'Source', cell: (row) => row.source },
  ];
  return html`<section id="sources">
<h2>Prices and where they come from</h2>
${table(columns, result.sources)}<p class="faint">Network shapes: ${result.workload.source}. Accelerator: ${result.hardware.source}. Counting convention: ${result.convention}. Energy per operation over the whole run: ${result.totals.operations === 0 ? '–' : formatSi((result.totals.energyPj * 1e-12) / result.totals.operations, 'J')}.</p>
</section>
`;
}
