import type { LayerResult, LevelSummary, LevelTile, RunResult } from '../../cost/result.ts';
import { formatGrouped } from '../number-format.ts';
import { formatEnergy } from '../quantities.ts';
import { html, type Markup } from './escape.ts';
import { type Column, table } from './table.ts';

/** The loop nest of every layer and what it makes each memory do, folded away; `of` names the case, where there are several. */
export function mappingSection(
  result: RunResult,
  { id, of }: { readonly id: string; readonly of?: string } = { id: 'mappings' },
): Markup {
  const nests = result.layers.map(
    (layer) => html`<details><summary>${layer.name} <span class="faint">${layer.mapper}</span></summary>
<pre>${layer.mapping}</pre>
${tiles(layer)}</details>
`,
  );
  return html`<section id="${id}">
<h2>Mappings${of === undefined ? '' : ` of ${of}`}</h2>
${nests}</section>
`;
}

interface TileRow extends LevelTile {
  readonly level: LevelSummary;
}

const COLUMNS: readonly Column<TileRow>[] = [
  { title: 'Level', cell: ({ level }) => level.level },
  { title: 'Instances used', figure: true, cell: ({ level }) => formatGrouped(level.instances) },
  { title: 'Memory', cell: (tile) => tile.memory },
  { title: 'Operand', cell: (tile) => tile.operand },
  { title: 'Elements in one', figure: true, cell: (tile) => formatGrouped(tile.elements) },
  { title: 'Bits', figure: true, cell: (tile) => formatGrouped(tile.bits) },
  { title: 'Capacity [bit]', figure: true, cell: capacity },
  { title: 'Reads [words]', figure: true, cell: (tile) => formatGrouped(tile.reads) },
  { title: 'Writes [words]', figure: true, cell: (tile) => formatGrouped(tile.writes) },
  { title: 'Energy', figure: true, cell: (tile) => formatEnergy(tile.energyPj) },
];

const UPDATES: Column<TileRow> = {
  title: 'Updates [words]',
  figure: true,
  cell: (tile) => formatGrouped(tile.updates),
};

function tiles(layer: LayerResult): Markup {
  const rows = layer.levels.flatMap((level) => level.tiles.map((tile) => ({ ...tile, level })));
  if (rows.length === 0) return html``;
  const updates = rows.some((row) => row.updates !== 0);
  return table(updates ? COLUMNS.toSpliced(-1, 0, UPDATES) : COLUMNS, rows);
}

function capacity(tile: LevelTile): string {
  return tile.capacityBits === null ? 'no limit' : formatGrouped(tile.capacityBits);
}
