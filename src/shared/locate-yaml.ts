import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { Issue } from './issue.ts';
import type { Located, LocatedEntry, SourceText } from './located.ts';
import { type Path, pathText } from './path-text.ts';
import { issuePosition } from './source-text.ts';

const maximumDepth = 64;
const tooDeep = { code: 'too-deep', message: 'the nesting is too deep to be meant' };
/** A few short aliases can spell out billions of values; no honest file comes near this many. */
const maximumAliasedSize = 100_000;
/** Keys that reach into every object of the program. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

interface Walk {
  readonly source: SourceText;
  readonly anchors: Map<string, Located>;
  readonly faults: Issue[];
}

/** Turns a YAML tree into located values: aliases and `<<` resolved, duplicate and forbidden keys and NaN reported. */
export function locateYaml(source: SourceText, contents: Node): { root?: Located; faults: readonly Issue[] } {
  const walk: Walk = { source, anchors: new Map(), faults: [] };
  const root = locate(walk, contents, []);
  return { ...(root !== undefined && { root }), faults: walk.faults };
}

function locate(walk: Walk, node: Node | null, path: Path): Located | undefined {
  const offset = node?.range?.[0] ?? 0;
  if (path.length > maximumDepth) return report(walk, offset, { path: [], ...tooDeep });
  if (isAlias(node)) return locateAlias(walk, node.source, offset, path);
  const located = locateContent(walk, node, offset, path);
  const anchor = (node as { anchor?: string } | null)?.anchor;
  if (located !== undefined && anchor !== undefined) walk.anchors.set(anchor, located);
  return located;
}

function locateContent(walk: Walk, node: Node | null, offset: number, path: Path): Located | undefined {
  const { source } = walk;
  if (isMap(node)) return locateEntries(walk, node.items, offset, path);
  if (isSeq(node)) {
    const items: Located[] = [];
    for (const [index, item] of node.items.entries()) {
      // An implicit pair inside a list, `[a: 1]`, is a map of one key.
      const child = isPair(item)
        ? locateEntries(walk, [item], offset, [...path, index])
        : locate(walk, item as Node | null, [...path, index]);
      // A faulty item keeps its place, so that the items after it keep their numbers.
      items.push(child ?? { source, offset, content: null, size: 1 });
    }
    return sized(walk, { source, offset, content: items }, path, items);
  }
  const value: unknown = isScalar(node) ? node.value : null;
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return report(walk, offset, {
      path,
      code: 'not-a-number',
      message: 'a number must be finite',
      found: textAt(source, node),
    });
  }
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { source, offset, content: scalar ? value : null, size: 1 };
}

function locateEntries(walk: Walk, pairs: readonly Pair[], offset: number, path: Path): Located | undefined {
  const entries = new Map<string, LocatedEntry>();
  const merged: Located[] = [];
  for (const pair of pairs) {
    const key = keyText(walk, pair, path);
    if (key === undefined) continue;
    const keyOffset = (pair.key as Node | null)?.range?.[0] ?? offset;
    if (checkKey(walk, key, keyOffset, [...path, key], entries)) {
      const value = locate(walk, (pair.value ?? emptyAfter(keyOffset)) as Node, [...path, key]);
      if (value === undefined) continue;
      if (key === '<<') merged.push(...mergeSources(walk, value, [...path, key]));
      else entries.set(key, { keySource: walk.source, keyOffset, value });
    }
  }
  // YAML's merge rule: the map's own keys win, then the earlier of the merged maps.
  for (const { content } of merged) {
    for (const [key, entry] of content as ReadonlyMap<string, LocatedEntry>) {
      if (!entries.has(key)) entries.set(key, entry);
    }
  }
  const values = [...entries.values()].map((entry) => entry.value);
  return sized(walk, { source: walk.source, offset, content: entries }, path, values);
}

function keyText(walk: Walk, pair: Pair, path: Path): string | undefined {
  const key = pair.key as Node | null;
  if (isScalar(key)) return key.value === null ? 'null' : (key.source ?? String(key.value));
  const offset = key?.range?.[0] ?? 0;
  report(walk, offset, { path, code: 'wrong-key', message: 'a key must be plain text' });
  return undefined;
}

function checkKey(
  walk: Walk,
  key: string,
  offset: number,
  path: Path,
  seen: ReadonlyMap<string, LocatedEntry>,
): boolean {
  const first = seen.get(key);
  if (forbiddenKeys.has(key)) {
    report(walk, offset, { path, code: 'forbidden-key', message: `"${key}" cannot be used as a key` });
    return false;
  }
  if (first === undefined) return true;
  const { line } = issuePosition(first.keySource, first.keyOffset);
  report(walk, offset, {
    path,
    code: 'duplicate-key',
    message: `"${key}" is given twice; the first is on line ${line}`,
  });
  return false;
}

function locateAlias(walk: Walk, anchor: string, offset: number, path: Path): Located | undefined {
  const target = walk.anchors.get(anchor);
  if (target !== undefined) return target;
  return report(walk, offset, {
    path,
    code: 'unknown-alias',
    message: `"*${anchor}" names no earlier anchor "&${anchor}"`,
  });
}

function mergeSources(walk: Walk, value: Located, path: Path): readonly Located[] {
  const sources = Array.isArray(value.content) ? (value.content as readonly Located[]) : [value];
  if (sources.every((each) => each.content instanceof Map)) return sources;
  report(walk, value.offset, {
    path,
    code: 'wrong-value',
    message: '"<<" merges maps',
    accepted: 'a map or a list of maps',
  });
  return [];
}

function sized(walk: Walk, node: Omit<Located, 'size'>, path: Path, children: readonly Located[]): Located | undefined {
  const size = children.reduce((sum, child) => sum + child.size, 1);
  // Written out values are bounded by the text; only aliases can go beyond.
  if (size > maximumAliasedSize + walk.source.text.length) {
    return report(walk, node.offset, { path, code: 'alias-bomb', message: 'the aliases spell out too many values' });
  }
  return { ...node, size };
}

/** A key without a value still has a place. */
function emptyAfter(offset: number): { range: [number, number, number] } {
  return { range: [offset, offset, offset] };
}

function textAt(source: SourceText, node: Node | null): string {
  const range = node?.range ?? [0, 0, 0];
  return source.text.slice(range[0], range[1]);
}

/** Records a fault; `undefined` stands for the value that could not be read. */
function report(walk: Walk, offset: number, fault: Omit<Issue, 'severity' | 'path'> & { path: Path }): undefined {
  const place = issuePosition(walk.source, offset);
  walk.faults.push({ ...fault, severity: 'error', ...place, path: pathText(fault.path) });
  return undefined;
}
