import type { LevelMapping, Loop, Mapping } from '../../mapping/mapping.ts';
import { nearest } from '../../shared/nearest.ts';
import type { Section } from '../../shared/section.ts';
import type { Problem } from '../../workload/problem.ts';
import { levelOf } from './architecture.ts';

/** The mapping, and the data spaces whose copies the network below a level does not merge. */
export interface TimeloopMapping {
  readonly mapping: Mapping;
  /** Per level. */
  readonly unmerged: readonly (readonly string[])[];
}

interface Draft {
  readonly level: string;
  keep: Set<string>;
  temporal: readonly Factor[];
  x: readonly Factor[];
  y: readonly Factor[];
  unmerged: readonly string[];
}

interface Factor extends Loop {
  /** Iterations the last time round. */
  readonly residual: number;
}

/** Directives that change what is counted in ways that are not modelled. */
const unsupported = ['no_link_transfer', 'no_temporal_reuse', 'rmw_on_first_writeback', 'passthrough'];

/** Reads the directives of a mapping; levels outermost first. Loops a permutation does not name stand outside it, as in Timeloop. */
export function readMapping(
  section: Section,
  problem: Problem,
  levels: readonly string[],
): TimeloopMapping | undefined {
  const names = problem.operands.map(({ name }) => name);
  const drafts = levels.map(
    (level): Draft => ({ level, keep: new Set(names), temporal: [], x: [], y: [], unmerged: [] }),
  );
  const directives = (Array.isArray(section.value) ? section : section.need('nodes', 'mapping'))?.list() ?? [];
  for (const directive of directives) readDirective(directive, { drafts, problem, levels });
  // The outermost memory holds everything.
  drafts[0]!.keep = new Set(names);
  checkProducts(section, problem, drafts);
  const loops = (factors: readonly Factor[]): Loop[] =>
    factors.filter(({ factor }) => factor > 1).map(({ dimension, factor }) => ({ dimension, factor }));
  return {
    mapping: {
      levels: drafts.map(
        ({ level, keep, temporal, x, y }): LevelMapping => ({
          level,
          keep: names.filter((name) => keep.has(name)),
          temporal: loops(temporal),
          x: loops(x),
          y: loops(y),
        }),
      ),
    },
    unmerged: drafts.map(({ unmerged }) => unmerged),
  };
}

interface Context {
  readonly drafts: readonly Draft[];
  readonly problem: Problem;
  readonly levels: readonly string[];
}

function readDirective(directive: Section, { drafts, problem, levels }: Context): void {
  const target = directive.need('target');
  const kind = directive.need('type');
  const index = target && levelOf(target, levels);
  if (kind === undefined || index === undefined) return;
  const draft = drafts[index]!;
  const type = kind.text();
  for (const key of unsupported) {
    const found = directive.find(key);
    if (found !== undefined && found.names().length > 0)
      found.fault({ code: 'not-supported', message: `"${key}" is not modelled`, accepted: 'a mapping without it' });
  }
  if (type === 'temporal') draft.temporal = innermostLast(readFactors(directive, problem), orderOf(directive, problem));
  else if (type === 'spatial') readSpatial(directive, problem, draft);
  else if (type === 'datatype' || type === 'bypass' || type === 'dataspace') readKeep(directive, problem, draft);
  else
    kind.fault({
      code: 'wrong-value',
      message: 'there is no such directive',
      found: String(type),
      accepted: 'temporal, spatial, datatype or bypass',
    });
}

function readSpatial(directive: Section, problem: Problem, draft: Draft): void {
  const factors = readFactors(directive, problem);
  const order = orderOf(directive, problem);
  const split = directive.find('split')?.whole(0) ?? order.length;
  draft.x = innermostLast(factors, order.slice(0, split));
  draft.y = innermostLast(factors, order.slice(split));
  draft.unmerged = spacesIn(directive.find('no_multicast_no_reduction'), problem);
}

function readKeep(directive: Section, problem: Problem, draft: Draft): void {
  for (const name of spacesIn(directive.find('keep'), problem)) draft.keep.add(name);
  for (const name of spacesIn(directive.find('bypass'), problem)) draft.keep.delete(name);
}

function spacesIn(section: Section | undefined, problem: Problem): readonly string[] {
  const known = problem.operands.map(({ name }) => name);
  const names = section === undefined || section.value === null ? [] : section.names();
  for (const found of names.filter((name) => !known.includes(name))) {
    const meant = nearest(found, known);
    section?.fault({
      code: 'unknown-operand',
      message: 'there is no data space of this name',
      found,
      accepted: known.join(', '),
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    });
  }
  return names.filter((name) => known.includes(name));
}

/** `K=4 C=2 P=4,1`: bound, and after a comma what is left for the last time; 0 is the whole dimension. */
function readFactors(directive: Section, problem: Problem): ReadonlyMap<string, Factor> {
  const given = directive.find('factors');
  const text = given === undefined ? '' : Array.isArray(given.value) ? given.names().join(' ') : (given.text() ?? '');
  const sizes = new Map(problem.dimensions.map(({ name, size }) => [name, size]));
  const factors = new Map<string, Factor>();
  const rest = text
    .split('#')[0]!
    .replaceAll(/([A-Za-z_]+)\s*=?\s*(\d+)(?:,(\d+))?/g, (_, dimension: string, bound: string, left?: string) => {
      const size = sizes.get(dimension);
      if (size === undefined) unknownDimension(given!, dimension, problem);
      const factor = Number(bound) === 0 ? (size ?? 1) : Number(bound);
      factors.set(dimension, { dimension, factor, residual: left === undefined ? factor : Number(left) });
      return '';
    });
  if (rest.trim().replaceAll(',', '') !== '') {
    given?.fault({
      code: 'mapping-syntax',
      message: 'not all of the factors can be read',
      found: rest.trim(),
      accepted: 'K=4 C=2 P=4,1',
    });
  }
  return factors;
}

/** Innermost first, as permutations are written; what is left out stands outside, in the order of the problem. */
function orderOf(directive: Section, problem: Problem): readonly string[] {
  const all = problem.dimensions.map(({ name }) => name);
  const given = directive.find('permutation');
  if (given === undefined) return all;
  const text = typeof given.value === 'string' ? given.value : given.names().join(' ');
  const single = all.every((name) => name.length === 1) && !/[\s,]/.test(text.trim());
  const order = single ? [...text.trim()] : text.split(/[\s,]+/).filter((name) => name !== '');
  for (const name of order.filter((each) => !all.includes(each))) unknownDimension(given, name, problem);
  return [...order, ...all.filter((name) => !order.includes(name))];
}

function innermostLast(factors: ReadonlyMap<string, Factor>, order: readonly string[]): Factor[] {
  return [...order].reverse().flatMap((name) => factors.get(name) ?? []);
}

function unknownDimension(section: Section, found: string, { dimensions }: Problem): void {
  const known = dimensions.map(({ name }) => name);
  const meant = nearest(found, known);
  section.fault({
    code: 'unknown-dimension',
    message: 'the problem has no such dimension',
    found,
    accepted: known.join(', '),
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
  });
}

/** The factors of a dimension, with what is left for the last time round, make up its size. */
function checkProducts(section: Section, { dimensions }: Problem, drafts: readonly Draft[]): void {
  for (const { name, size } of dimensions) {
    const factors = drafts
      .flatMap(({ temporal, x, y }) => [...temporal, ...x, ...y])
      .filter(({ dimension }) => dimension === name);
    const last = factors.reduce((point, { factor, residual }) => point * factor + residual - 1, 0);
    if (last + 1 === size) continue;
    section.fault({
      code: last + 1 < size ? 'factors-too-small' : 'factor-too-large',
      message: `the factors of ${name} make ${last + 1}`,
      found:
        factors
          .map(({ factor, residual }) => (residual === factor ? `${factor}` : `${factor},${residual}`))
          .join(' x ') || 'none',
      accepted: `factors that make ${size}`,
    });
  }
}
