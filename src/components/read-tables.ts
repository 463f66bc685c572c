import type { LibraryFile } from './library-file.ts';
import type { QuantityReader } from './quantity-reader.ts';
import { readTechnology } from './read-technology.ts';
import type { AreaTable } from './scale-area.ts';
import type { NodeCurve } from './scale-node.ts';

type Path = readonly (string | number)[];
type WrittenTable = NonNullable<LibraryFile['areaTables']>[number];

export function readAreaTable(written: WrittenTable, path: Path, read: QuantityReader): AreaTable {
  const points = written.points.map((point, index) => ({
    bytes: read.quantity(point.capacity, 'bits', [...path, 'points', index, 'capacity']) / 8,
    um2PerByte: read.quantity(point.areaPerByte, 'um2', [...path, 'points', index, 'areaPerByte']),
  }));
  return {
    name: written.name,
    nodeNm: readTechnology(written.technology, [...path, 'technology'], read).nodeNm,
    points: points.sort((a, b) => a.bytes - b.bytes),
    source: written.source,
  };
}

export function readNodeCurve(
  written: NonNullable<LibraryFile['nodeScaling']>,
  path: Path,
  read: QuantityReader,
): NodeCurve {
  const nodes = written.nodes.map(({ node, ...rest }, index) => ({
    ...rest,
    nodeNm: read.quantity(node, 'nm', [...path, 'nodes', index, 'node']),
  }));
  return { nodes: nodes.sort((a, b) => b.nodeNm - a.nodeNm), source: written.source };
}
