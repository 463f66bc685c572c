import type { Section } from '../../shared/section.ts';
import type { Problem } from '../../workload/problem.ts';
import { levelOf } from './architecture.ts';

/** Constraints of a Timeloop specification as an accelerator file of ours says them. */
export interface TimeloopConstraints {
  /** Of all units, in use at least. */
  readonly utilisation: number | null;
  /** Items of `constraints.levels`, in YAML. */
  readonly levels: readonly string[];
  /** What has no counterpart. */
  readonly notTaken: readonly string[];
}

/** The accelerator constraints are of: names outermost first, and whether there is room on both axes of the fan-out below. */
export interface ConstrainedLevels {
  readonly names: readonly string[];
  readonly fanouts: readonly { readonly x: number; readonly y: number }[];
  /** By level, what the file keeps there; absent: everything. */
  readonly keeps?: readonly (readonly string[])[];
  readonly problem?: Problem;
}

/** Under what these sections may stand. */
export const constraintSections = ['architecture_constraints', 'mapspace_constraints', 'constraints'] as const;

/** Its width comes first in Timeloop: P and R run over columns there, over rows here. */
const convolutionNames: Readonly<Record<string, string>> = { K: 'M', P: 'Q', Q: 'P', R: 'S', S: 'R' };
const convolution = ['N', 'C', 'K', 'P', 'Q', 'R', 'S'];
const usualSpaces: Readonly<Record<string, string>> = { Weights: 'W', Inputs: 'I', Outputs: 'O' };

/** Reads every directive; what has no counterpart is listed, what is wrong is a fault. */
export function readTimeloopConstraints(sections: readonly Section[], levels: ConstrainedLevels): TimeloopConstraints {
  const reader = new ConstraintReader(levels);
  for (const section of sections) {
    const list = Array.isArray(section.value) ? section : section.find('targets', 'constraints');
    for (const target of list?.list() ?? []) {
      const own = target.find('constraints');
      if (own === undefined) reader.read(target, target);
      else for (const constraint of own.list()) reader.read(target, constraint);
    }
  }
  return { utilisation: reader.utilisation, levels: reader.lines, notTaken: [...new Set(reader.notTaken)] };
}

type Factor = readonly [dimension: string, relation: string, factor: string];

class ConstraintReader {
  utilisation: number | null = null;
  readonly lines: string[] = [];
  readonly notTaken: string[] = [];
  readonly #levels: ConstrainedLevels;

  constructor(levels: ConstrainedLevels) {
    this.#levels = levels;
  }

  read(target: Section, constraint: Section): void {
    const kind = constraint.need('type');
    const type = kind?.text();
    const named = target.find('target', 'name') ?? target.need('target');
    const level = named && levelOf(named, this.#levels.names);
    if (type === undefined || level === undefined) return;
    const attributes = constraint.find('attributes') ?? constraint;
    if (type === 'temporal') this.#temporal(attributes, level);
    else if (type === 'spatial') this.#spatial(attributes, constraint, level);
    else if (['datatype', 'bypass', 'bypassing', 'dataspace'].includes(type)) this.#kept(attributes, level);
    else if (type === 'utilization' || type === 'parallelism') this.#parallelism(attributes, level);
    else this.notTaken.push(`${type} of ${this.#levels.names[level]}`);
  }

  #temporal(attributes: Section, level: number): void {
    const parts: string[] = [];
    const factors = this.#factors(attributes);
    if (factors.length > 0) parts.push(`factors: [${factors.map((each) => each.join('')).join(', ')}]`);
    const order = this.#order(attributes);
    if (order.length > 0) parts.push(`innermost: [${[...order].reverse().join(', ')}]`);
    this.#entry(level, parts);
  }

  /** What a permutation names before the split stands on X, after it on Y. */
  #spatial(attributes: Section, constraint: Section, level: number): void {
    const factors = this.#factors(attributes);
    const order = this.#order(attributes);
    const split = (attributes.find('split') ?? constraint.find('split'))?.whole(0);
    const { x, y } = this.#levels.fanouts[level]!;
    const axisOf = (dimension: string): 'x' | 'y' | null => {
      if (y === 1) return 'x';
      if (x === 1) return 'y';
      const at = order.indexOf(dimension);
      return split === undefined || at < 0 ? null : at < split ? 'x' : 'y';
    };
    const axes: Record<'x' | 'y', string[]> = { x: [], y: [] };
    for (const factor of factors) {
      const [dimension, relation, value] = factor;
      const axis = axisOf(dimension);
      if (axis !== null && value !== '1') axes[axis].push(factor.join(''));
      else if (value === '1' && relation !== '>=')
        for (const each of ['x', 'y'] as const) axes[each].push(`${dimension}=1`);
      else if (axis === null)
        this.notTaken.push(`${factor.join('')} of ${this.#levels.names[level]}, whose axis is not said`);
    }
    if (x > 1 && y > 1 && split !== undefined) {
      for (const [at, dimension] of order.entries()) axes[at < split ? 'y' : 'x'].push(`${dimension}=1`);
    }
    const room = { x, y };
    const parts = (['x', 'y'] as const).flatMap((axis) => {
      const own = [...new Set(axes[axis])];
      return own.length === 0 || room[axis] === 1 ? [] : [`${axis}: { factors: [${own.join(', ')}] }`];
    });
    this.#entry(level, parts);
  }

  #kept(attributes: Section, level: number): void {
    const { keeps, names } = this.#levels;
    const may = keeps?.[level] ?? ['W', 'I', 'O'];
    const parts: string[] = [];
    for (const key of ['keep', 'bypass'] as const) {
      const given = attributes.find(key);
      const roles =
        given === undefined || given.value === null ? [] : given.names().flatMap((name) => this.#role(name, given));
      const own = [...new Set(roles)].filter((role) => may.includes(role));
      // The outermost memory holds everything, in Timeloop too.
      if (own.length > 0 && level > 0) parts.push(`${key}: [${own.join(', ')}]`);
      const missing = roles.filter((role) => key === 'keep' && !may.includes(role));
      if (missing.length > 0)
        this.notTaken.push(`keep ${missing.join(', ')} of ${names[level]}, which the mapping passes on`);
    }
    this.#entry(level, parts);
  }

  #parallelism(attributes: Section, level: number): void {
    const least = attributes.need('min')?.number();
    const { names, fanouts } = this.#levels;
    const below = fanouts.at(-1)!;
    if (least === undefined || least === 0) return;
    if (level !== names.length - 1 || least > 1 || below.x * below.y > 1) {
      this.notTaken.push(`utilization of ${names[level]}`);
    } else this.utilisation = Math.max(this.utilisation ?? 0, least);
  }

  #entry(level: number, parts: readonly string[]): void {
    if (parts.length > 0)
      this.lines.push(`{ level: ${JSON.stringify(this.#levels.names[level])}, ${parts.join(', ')} }`);
  }

  /** `C=1 R<=3 K=0`: 0 is the whole dimension. */
  #factors(attributes: Section): Factor[] {
    const given = attributes.find('factors');
    if (given === undefined) return [];
    const text = Array.isArray(given.value) ? given.names().join(' ') : (given.text() ?? '');
    const found: Factor[] = [];
    const rest = text
      .split('#')[0]!
      .replaceAll(/([A-Za-z_]+)\s*(<=|>=|={0,2})\s*(\d+)/g, (_, name: string, sign: string, value: string) => {
        const relation = sign === '<=' || sign === '>=' ? sign : '=';
        found.push([this.#dimension(name, given), relation, Number(value) === 0 ? 'all' : value]);
        return '';
      });
    if (rest.replaceAll(/[\s,]/g, '') !== '') {
      const message = 'not all of the factors can be read';
      given.fault({ code: 'mapping-syntax', message, found: rest.trim(), accepted: 'C=1 R<=3 K=0' });
    }
    return found;
  }

  /** Innermost first, as Timeloop writes it. */
  #order(attributes: Section): string[] {
    const given = attributes.find('permutation');
    if (given === undefined) return [];
    const names =
      typeof given.value === 'string' && !/[\s,]/.test(given.value.trim()) ? [...given.value.trim()] : given.names();
    return names.map((name) => this.#dimension(name, given));
  }

  #dimension(name: string, section: Section): string {
    const { problem } = this.#levels;
    const known = problem?.dimensions.map((dimension) => dimension.name) ?? convolution;
    if (problem !== undefined && !known.includes(name)) {
      const message = 'the problem has no such dimension';
      section.fault({ code: 'unknown-dimension', message, found: name, accepted: known.join(', ') });
    }
    const isConvolution = ['P', 'Q', 'R', 'S'].every((each) => known.includes(each));
    return isConvolution ? (convolutionNames[name] ?? name) : name;
  }

  #role(name: string, section: Section): string[] {
    const role = this.#levels.problem?.operands.find((operand) => operand.name === name)?.role ?? usualSpaces[name];
    if (role !== undefined) return [role];
    const known = this.#levels.problem?.operands.map((operand) => operand.name) ?? Object.keys(usualSpaces);
    section.fault({
      code: 'unknown-operand',
      message: 'there is no data space of this name',
      found: name,
      accepted: known.join(', '),
    });
    return [];
  }
}
