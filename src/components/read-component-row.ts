import type { OperandRole } from '../workload/problem.ts';
import { componentClasses } from './component-class.ts';
import type { ComponentRow, RowArea } from './component-row.ts';
import type { LibraryFile } from './library-file.ts';
import type { QuantityReader } from './quantity-reader.ts';
import { readTechnology } from './read-technology.ts';
import type { CapacityPoint } from './scale-capacity.ts';

type WrittenRow = NonNullable<LibraryFile['components']>[number];
type Path = readonly (string | number)[];

/** A row with every quantity as a number; what does not fit its class is reported to the reader. */
export function readComponentRow(row: WrittenRow, path: Path, read: QuantityReader): ComponentRow {
  checkGeometry(row, path, read);
  const points = readPoints(row, path, read);
  checkActions(row, points, path, read);
  const operandBits = row.bits && readOperandBits(row.bits, [...path, 'bits'], read);
  return {
    name: row.name,
    class: row.class,
    technology: readTechnology(row.technology, [...path, 'technology'], read),
    widthBits: row.width === undefined ? 0 : positive(row.width, [...path, 'width'], read),
    ...(operandBits && { operandBits }),
    points,
    capacityExponent: row.capacityExponent ?? 0,
    area: readArea(row.area, [...path, 'area'], read),
    areaSource: row.areaSource ?? row.source,
    leakageMw: row.leakage === 'unknown' ? null : read.quantity(row.leakage, 'mw', [...path, 'leakage']),
    source: row.source,
    confidence: row.confidence,
  };
}

const wanted = {
  width: ['width', 'actions'],
  capacity: ['width', 'points', 'capacityExponent'],
  operands: ['bits', 'actions'],
} as const;

function checkGeometry(row: WrittenRow, path: Path, read: QuantityReader): void {
  const keys = wanted[componentClasses[row.class].geometry];
  for (const key of keys) {
    if (row[key] === undefined) read.fault(path, 'missing-key', `a ${row.class} needs "${key}"`, keys.join(', '));
  }
}

function checkActions(row: WrittenRow, points: readonly CapacityPoint[], path: Path, read: QuantityReader): void {
  const { actionSets } = componentClasses[row.class];
  const accepted = actionSets.map((set) => set.join(', ')).join(' or ');
  for (const { energyPj } of points) {
    const complete = actionSets.some((set) => set.every((action) => energyPj[action] !== undefined));
    if (!complete) read.fault(path, 'missing-action', `a ${row.class} prices ${accepted}`, accepted);
  }
}

function readPoints(row: WrittenRow, path: Path, read: QuantityReader): CapacityPoint[] {
  if (row.points === undefined) {
    return [{ capacityBits: 0, energyPj: readActions(row.actions ?? {}, [...path, 'actions'], read) }];
  }
  const points = row.points.map((point, index) => {
    const at = [...path, 'points', index];
    const capacityBits = positive(point.capacity, [...at, 'capacity'], read);
    return { capacityBits, energyPj: readActions(point.actions, [...at, 'actions'], read) };
  });
  return points.sort((a, b) => a.capacityBits - b.capacityBits);
}

function readActions(actions: Readonly<Record<string, string>>, path: Path, read: QuantityReader) {
  const energies: Record<string, number> = {};
  for (const [action, text] of Object.entries(actions)) {
    energies[action] = read.quantity(text, 'pj', [...path, action]);
  }
  return energies;
}

function readOperandBits(bits: Readonly<Record<OperandRole, string>>, path: Path, read: QuantityReader) {
  const width = (role: OperandRole) => positive(bits[role], [...path, role], read);
  return { W: width('W'), I: width('I'), O: width('O') };
}

function readArea(area: WrittenRow['area'], path: Path, read: QuantityReader): RowArea {
  if (typeof area !== 'string') return { kind: 'table', table: area.table };
  if (area === 'unknown') return { kind: 'unknown' };
  return { kind: 'fixed', um2: read.quantity(area, 'um2', path) };
}

function positive(text: string, path: Path, read: QuantityReader): number {
  const bits = read.quantity(text, 'bits', path);
  if (bits === 0) read.fault(path, 'not-positive', 'this must be more than zero');
  return bits;
}
