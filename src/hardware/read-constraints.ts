import type { Fault, InputDocument } from '../shared/document.ts';
import type { Path } from '../shared/path-text.ts';
import type { ConstraintRule, LoopPlace, MapspaceLimit, WrittenAt } from './constraint-rule.ts';
import type { ConstraintsFile, LevelConstraintFile } from './constraint-schema.ts';

/** The document constraints stand in. */
export interface ConstraintSource {
  readonly document: Pick<InputDocument<unknown>, 'issue'>;
  /** Of the constraints. */
  readonly path: Path;
}

/** Every limit by itself, with its place: `PE: M<=4 in time`. */
export function readConstraints(source: ConstraintSource, file: ConstraintsFile): ConstraintRule[] {
  const { path } = source;
  const rules: ConstraintRule[] = [];
  const add = (text: string, at: Path, limit: MapspaceLimit) => {
    rules.push({ text, writtenAt: writtenAt(source.document, at), limit });
  };
  const { dataflow, utilisation, levels = [] } = file;
  if (dataflow !== undefined) add(`dataflow ${dataflow}`, [...path, 'dataflow'], { kind: 'dataflow', dataflow });
  if (utilisation !== undefined) {
    const limit = { kind: 'utilisation', share: utilisation } as const;
    add(`utilisation of the array at least ${utilisation}`, [...path, 'utilisation'], limit);
  }
  levels.forEach((level, index) => {
    const own = readLevel(source, level, [...path, 'levels', index]);
    const { layers } = level;
    rules.push(...(layers === undefined ? own : own.map((rule) => ({ ...rule, layers }))));
  });
  return rules;
}

/** Where a value stands. */
export function writtenAt(document: ConstraintSource['document'], path: Path): WrittenAt {
  const { code: _, severity: __, message: ___, ...place } = document.issue(path, nothing);
  return place;
}

const nothing: Fault = { code: '', message: '' };

const placeNames: Readonly<Record<LoopPlace, string>> = { time: 'in time', x: 'on X', y: 'on Y' };

function readLevel(source: ConstraintSource, file: LevelConstraintFile, path: Path): ConstraintRule[] {
  const { level } = file;
  const rules: ConstraintRule[] = [];
  const add = (text: string, at: Path, limit: MapspaceLimit) => {
    const place = writtenAt(source.document, [...path, ...at]);
    rules.push({ text: `${level}: ${text}`, writtenAt: place, limit });
  };
  const loops = (part: Pick<LevelConstraintFile, 'factors' | 'only'>, place: LoopPlace, at: Path) => {
    const where = placeNames[place];
    part.factors?.forEach((text, index) => {
      const limit = { kind: 'factor', level, place, ...factorOf(text) } as const;
      add(`${text.replaceAll(/\s/g, '')} ${where}`, [...at, 'factors', index], limit);
    });
    if (part.only === undefined) return;
    const only = part.only.length === 0 ? 'no loop' : `only ${part.only.join(', ')}`;
    add(`${only} ${where}`, [...at, 'only'], { kind: 'only', level, place, dimensions: part.only });
  };
  loops(file, 'time', []);
  for (const side of ['outermost', 'innermost'] as const) {
    const groups = file[side]?.map((group) => (typeof group === 'string' ? [group] : group));
    if (groups === undefined) continue;
    const text = groups.map((group) => (group.length === 1 ? group[0] : `(${group.join(' ')})`)).join(' ');
    add(`${text} ${side}`, [side], { kind: 'order', level, side, groups });
  }
  for (const axis of ['x', 'y'] as const) {
    const given = file[axis];
    if (given === undefined) continue;
    loops(given, axis, [axis]);
    if (given.most === undefined) continue;
    const text = `at most ${given.most} in use ${placeNames[axis]}`;
    add(text, [axis, 'most'], { kind: 'instances', level, axis, most: given.most });
  }
  if (file.utilisation !== undefined) {
    const limit = { kind: 'utilisation', level, share: file.utilisation } as const;
    add(`utilisation at least ${file.utilisation}`, ['utilisation'], limit);
  }
  for (const role of ['W', 'I', 'O'] as const) {
    const most = file.shared?.[role];
    if (most !== undefined)
      add(`${role} shared by at most ${most}`, ['shared', role], { kind: 'shared', level, role, most });
  }
  for (const kind of ['keep', 'bypass'] as const) {
    file[kind]?.forEach((operand, index) => {
      add(`${kind} ${operand}`, [kind, index], { kind, level, operand });
    });
  }
  return rules;
}

function factorOf(text: string) {
  const [, dimension, relation, factor] = /^(\w+)\s*(=|<=|>=)\s*(\w+)$/.exec(text)!;
  return {
    dimension: dimension!,
    relation: relation as '=' | '<=' | '>=',
    factor: factor === 'all' ? ('all' as const) : Number(factor),
  };
}
