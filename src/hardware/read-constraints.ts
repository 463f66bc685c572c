import type { Fault, InputDocument } from '../shared/document.ts';
import type { Path } from '../shared/path-text.ts';
import type { ConstraintRule, LoopPlace, MapspaceLimit, WrittenAt, WrittenName } from './constraint-rule.ts';
import type { ConstraintsFile, LevelConstraintFile } from './constraint-schema.ts';

/** The document constraints stand in. */
export interface ConstraintSource {
  readonly document: Pick<InputDocument<unknown>, 'issue'>;
  /** Of the constraints. */
  readonly path: Path;
}

/**
 * Every limit by itself, with its place: `PE: M<=4 in time`. Of constraints that do not fit their schema, brought in shape,
 * those that can be read.
 */
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

/** The names of a list, each with its place. What is no name was reported by the schema. */
export function namesIn({ document, path }: ConstraintSource, names: readonly string[] = []): WrittenName[] {
  return names.flatMap((name, index) =>
    typeof name === 'string' ? [{ name, writtenAt: writtenAt(document, [...path, index]) }] : [],
  );
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
  const { document } = source;
  const rules: ConstraintRule[] = [];
  const add = (text: string, at: Path, limit: MapspaceLimit, dimensionsAt?: readonly WrittenName[]) => {
    const place = writtenAt(document, [...path, ...at]);
    rules.push({ text: `${level}: ${text}`, writtenAt: place, ...(dimensionsAt && { dimensionsAt }), limit });
  };
  const namesAt = (at: Path, names: readonly string[] | undefined) =>
    namesIn({ document, path: [...path, ...at] }, names);
  const loops = (part: Pick<LevelConstraintFile, 'factors' | 'only'>, place: LoopPlace, at: Path) => {
    const where = placeNames[place];
    part.factors?.forEach((text, index) => {
      const factor = factorOf(text);
      if (factor === undefined) return;
      add(`${text.replaceAll(/\s/g, '')} ${where}`, [...at, 'factors', index], {
        kind: 'factor',
        level,
        place,
        ...factor,
      });
    });
    if (part.only === undefined) return;
    const named = namesAt([...at, 'only'], part.only);
    const dimensions = named.map(({ name }) => name);
    const only = dimensions.length === 0 ? 'no loop' : `only ${dimensions.join(', ')}`;
    add(`${only} ${where}`, [...at, 'only'], { kind: 'only', level, place, dimensions }, named);
  };
  loops(file, 'time', []);
  for (const side of ['outermost', 'innermost'] as const) {
    const named = file[side]?.map((group, index) =>
      typeof group === 'string'
        ? [{ name: group, writtenAt: writtenAt(document, [...path, side, index]) }]
        : namesAt([side, index], group),
    );
    if (named === undefined) continue;
    const groups = named.map((group) => group.map(({ name }) => name));
    const text = groups.map((group) => (group.length === 1 ? group[0] : `(${group.join(' ')})`)).join(' ');
    add(`${text} ${side}`, [side], { kind: 'order', level, side, groups }, named.flat());
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
      if (operand !== undefined) add(`${kind} ${operand}`, [kind, index], { kind, level, operand });
    });
  }
  return rules;
}

const relations = ['=', '<=', '>='] as const;

/** Undefined: it is none, which the schema reported. */
function factorOf(text: string) {
  const [, dimension, sign, factor] = /^([A-Za-z_]\w*)\s*(=|<=|>=)\s*(\d+|all)$/.exec(text) ?? [];
  const relation = relations.find((each) => each === sign);
  if (dimension === undefined || relation === undefined) return undefined;
  return { dimension, relation, factor: factor === 'all' ? ('all' as const) : Number(factor) };
}
