import { crossCheck } from '../cross-check/cross-check.ts';
import { layerEnergy } from '../cross-check/layer-energy.ts';
import { accessCounts, rowStationaryShape } from '../cross-check/row-stationary.ts';
import { optimalTiling } from '../cross-check/search.ts';
import { toolLayers } from '../cross-check/tool-layers.ts';
import { toolNetwork } from '../study/tool-network.ts';
import type { Common, Comparison } from './check.ts';
import type { Aim, ChecksFile } from './checks-file.ts';
import { figureOf, type PublishedTable } from './published-table.ts';
import { known, tableOf, type ValidationData } from './validation-data.ts';

const one = { ifmap: 1, filter: 1, ofmap: 1 };
const dense = { macs: 1, dram: one, buffer: one, array: one, registers: one };
const bits = { ifmap: 16, filter: 16, ofmap: 16 };

const placeColumns = {
  alu: 'computation',
  dram: 'dram',
  buffer: 'buffer',
  array: 'array',
  rf: 'registers',
  total: 'total',
} as const;

/** The exhaustive search and its energy by component, of every layer in the table. */
export async function searchChecks(data: ValidationData): Promise<readonly Comparison[]> {
  const { table: name, network, batch, tolerance, kind } = data.checks.search;
  const { costs, platforms } = data.reference;
  const table = tableOf(data, name);
  const { layers } = toolLayers(await data.network(network, batch));
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const group = 'Cross-check: row-stationary search, energy by component';
  const common: Common = { group, ...originOf(table), kind, tolerance, unit: 'MAC' };
  return [...table.rows.keys()].flatMap((row) => {
    const shape = rowStationaryShape(known(byName, row, 'layer'));
    const tiling = optimalTiling({ shape, platform: platforms.isca2016, costs, bits });
    const energy = tiling && layerEnergy({ counts: accessCounts(shape, tiling), factors: dense, bits, costs });
    return Object.entries(placeColumns).map(([column, place]) => ({
      ...common,
      what: `${network} ${row}, ${column}`,
      expected: figureOf(table, row, column),
      actual: energy?.[place] ?? Number.NaN,
    }));
  });
}

/** The tool's own output, per layer and data type. */
export async function toolChecks(data: ValidationData): Promise<readonly Comparison[]> {
  const checked = await Promise.all(data.checks.tool.map((tool) => styleChecks(data, tool)));
  return checked.flat();
}

const dataTypes = ['computation', 'weight', 'ifmap', 'ofmap'] as const;

async function styleChecks(data: ValidationData, tool: ChecksFile['tool'][number]): Promise<readonly Comparison[]> {
  const { style, table: name, network, batch } = tool;
  const table = tableOf(data, name);
  const activity = await data.activity(tool.activity);
  const { layers } = await toolNetwork(await data.network(network, batch), { activity });
  const result = crossCheck(layers, style, data.reference);
  const byName = new Map(result.layers.map((layer) => [layer.name, layer.energy]));
  const group = `Cross-check: the tool's output, style ${style} (${result.kind})`;
  const compare = (row: string, column: 'total' | (typeof dataTypes)[number], aim: Aim): Comparison => {
    const energy = row === 'total' ? result.totals : known(byName, row, 'layer');
    const expected = figureOf(table, row, column);
    const what = `${network} ${row === 'total' ? 'network' : row}, ${column}`;
    return { group, ...originOf(table), ...aim, unit: 'MAC', what, expected, actual: energy[column] };
  };
  return [...table.rows.keys()].flatMap((row) => [
    compare(row, 'total', row === 'total' ? tool.total : tool.layers),
    ...dataTypes.map((column) => compare(row, column, tool.dataTypes)),
  ]);
}

function originOf({ source, confidence }: PublishedTable): Pick<Comparison, 'source' | 'confidence'> {
  return { source, confidence };
}
