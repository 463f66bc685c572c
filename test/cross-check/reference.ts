import { readFileSync } from 'node:fs';
import { type ReferenceData, readReferenceData } from '../../src/cross-check/reference-data.ts';
import { type RowStationaryShape, rowStationaryShape } from '../../src/cross-check/row-stationary.ts';
import { toolLayers } from '../../src/cross-check/tool-layers.ts';
import { type PublishedTable, readPublishedTable } from '../../src/validation/published-table.ts';
import { builtInNetwork } from '../support/networks.ts';

const file = new URL('../../hardware-specs/cross-check/reference-tool.yaml', import.meta.url);

/** Costs, platforms and calibrations as shipped. */
export const reference: ReferenceData = readReferenceData('reference-tool.yaml', readFileSync(file, 'utf8'));

/** A published table as shipped: rows by layer, or `total`; figures by column. */
export function publishedTable(name: string): PublishedTable {
  const published = new URL(`../../hardware-specs/published/${name}.csv`, import.meta.url);
  return readPublishedTable(`${name}.csv`, readFileSync(published, 'utf8'));
}

/** AlexNet's layers in the form of the closed formulas. */
export function alexnetShapes(batch: number): ReadonlyMap<string, RowStationaryShape> {
  const { layers } = toolLayers(builtInNetwork('alexnet', batch));
  return new Map(layers.map((layer) => [layer.name, rowStationaryShape(layer)]));
}
