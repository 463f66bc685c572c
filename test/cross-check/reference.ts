import { readFileSync } from 'node:fs';
import { type ReferenceData, readReferenceData } from '../../src/cross-check/reference-data.ts';
import { type RowStationaryShape, rowStationaryShape } from '../../src/cross-check/row-stationary.ts';
import { toolLayers } from '../../src/cross-check/tool-layers.ts';
import { builtInNetwork } from '../support/networks.ts';

const file = new URL('../../hardware-specs/cross-check/reference-tool.yaml', import.meta.url);

/** Costs, platforms and calibrations as shipped. */
export const reference: ReferenceData = readReferenceData('reference-tool.yaml', readFileSync(file, 'utf8'));

/** A published table: rows by the name of the layer as our networks have it, figures by column. */
export function publishedTable(name: string): ReadonlyMap<string, Readonly<Record<string, number>>> {
  const text = readFileSync(new URL(`../published/${name}.csv`, import.meta.url), 'utf8');
  const [head, ...rows] = text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(','));
  return new Map(
    rows.map(([layer, ...cells]) => [
      ourName(layer!),
      Object.fromEntries(head!.slice(1).map((column, at) => [column, Number(cells[at])])),
    ]),
  );
}

/** CONV1 is conv1, FC1 is fc6. */
function ourName(layer: string): string {
  return layer.replace(/^CONV(\d)$/, 'conv$1').replace(/^FC(\d)$/, (_, number) => `fc${Number(number) + 5}`);
}

/** AlexNet's layers in the form of the closed formulas. */
export function alexnetShapes(batch: number): ReadonlyMap<string, RowStationaryShape> {
  const { layers } = toolLayers(builtInNetwork('alexnet', batch));
  return new Map(layers.map((layer) => [layer.name, rowStationaryShape(layer)]));
}
