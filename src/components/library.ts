import { type Fault, type InputDocument, readDocument } from '../shared/document.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { loadUnits } from '../shared/units.ts';
import type { ComponentRow } from './component-row.ts';
import { type LibraryFile, libraryFileSchema } from './library-file.ts';
import { type QuantityReader, quantityReader } from './quantity-reader.ts';
import { readComponentRow } from './read-component-row.ts';
import { readAreaTable, readNodeCurve } from './read-tables.ts';
import type { AreaTable } from './scale-area.ts';
import type { NodeCurve } from './scale-node.ts';

/** Every priced component and the tables that scale them. Read-only. */
export interface ComponentLibrary {
  readonly rows: ReadonlyMap<string, ComponentRow>;
  readonly areaTables: ReadonlyMap<string, AreaTable>;
  /** Absent when no file has one: then nothing can be moved to another technology. */
  readonly nodeCurve?: NodeCurve;
}

interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** Reads the files of a component library; throws one `InputError` with every fault of every file. */
export async function readComponentLibrary(sources: readonly SourceText[]): Promise<ComponentLibrary> {
  const units = await loadUnits();
  const issues: Issue[] = [];
  const documents = openAll(sources, issues);
  const all = documents.map((document) => readOne(document, quantityReader(document, units, issues)));
  const rows = byName(
    all.flatMap((each) => each.rows),
    issues,
  );
  const areaTables = byName(
    all.flatMap((each) => each.areaTables),
    issues,
  );
  const curves = byName(
    all.flatMap((each) => each.nodeCurves),
    issues,
  );
  for (const { item, fault } of all.flatMap((each) => each.rows)) {
    if (item.area.kind !== 'table' || areaTables.has(item.area.table)) continue;
    const found = item.area.table;
    issues.push(
      fault(['area', 'table'], { code: 'unknown-area-table', message: `there is no area table "${found}"`, found }),
    );
  }
  if (issues.length > 0) throw new InputError(issues);
  const [nodeCurve] = curves.values();
  return { rows, areaTables, ...(nodeCurve && { nodeCurve }) };
}

/** Something with a name, and how to say what is wrong below it. */
interface Named<T> {
  readonly name: string;
  readonly item: T;
  fault(keys: readonly string[], words: Fault): Issue;
}

function readOne(document: InputDocument<LibraryFile>, read: QuantityReader) {
  const { components = [], areaTables = [], nodeScaling } = document.value;
  const named = <T>(name: string, path: readonly (string | number)[], item: T): Named<T> => ({
    name,
    item,
    fault: (keys, words) => document.issue([...path, ...keys], words),
  });
  return {
    rows: components.map((row, index) => {
      const path = ['components', index];
      return named(row.name, path, readComponentRow(row, path, read));
    }),
    areaTables: areaTables.map((table, index) => {
      const path = ['areaTables', index];
      return named(table.name, path, readAreaTable(table, path, read));
    }),
    nodeCurves: nodeScaling
      ? [named('nodeScaling', ['nodeScaling'], readNodeCurve(nodeScaling, ['nodeScaling'], read))]
      : [],
  };
}

function byName<T>(all: readonly Named<T>[], issues: Issue[]): Map<string, T> {
  const items = new Map<string, T>();
  for (const { name, item, fault } of all) {
    const words = { code: 'duplicate-name', message: `"${name}" is already in the library`, found: name };
    if (items.has(name)) issues.push(fault(['name'], words));
    else items.set(name, item);
  }
  return items;
}

function openAll(sources: readonly SourceText[], issues: Issue[]) {
  return sources.flatMap(({ file, text }): InputDocument<LibraryFile>[] => {
    try {
      return [readDocument(file, text, libraryFileSchema)];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      issues.push(...error.issues);
      return [];
    }
  });
}
