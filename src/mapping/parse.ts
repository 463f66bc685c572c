import type { HardwareSpec } from '../hardware/hardware.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import type { Problem } from '../workload/problem.ts';
import type { LevelMapping, Loop, Mapping } from './mapping.ts';

/**
 * Reads the text form of a mapping, one line per level, outermost first:
 *
 *     GLB keep I,O: M8 C4 P7 | X: M4 Y: C8
 *
 * Loops in time stand outermost first; a level left out has no loops; without `keep` a level keeps all it may.
 * A dimension whose name ends in a digit is written `X1=4`. Throws InputError with every fault.
 */
export function parseMapping(text: string, problem: Problem, hardware: HardwareSpec, file = 'mapping'): Mapping {
  const reader = new MappingReader(problem, hardware, file);
  const parsed = new Map<string, LevelMapping>();
  const lines = text.split(/\r?\n/);
  lines.forEach((line, index) => {
    if (line.replace(/#.*/, '').trim() !== '') reader.readLine(line.replace(/#.*/, ''), index + 1, parsed);
  });
  if (reader.issues.length > 0) throw new InputError(reader.issues);
  return {
    levels: hardware.levels.map(
      (level, index) =>
        parsed.get(level.name) ?? {
          level: level.name,
          keep: keepable(problem, hardware, index),
          temporal: [],
          x: [],
          y: [],
        },
    ),
  };
}

/** Operands a level has room for by its spec. */
export function keepable(problem: Problem, hardware: HardwareSpec, level: number): string[] {
  const roles = (hardware.levels[level]?.memories ?? []).flatMap((memory) => memory.roles);
  return problem.operands.filter((operand) => roles.includes(operand.role)).map((operand) => operand.name);
}

class MappingReader {
  readonly issues: Issue[] = [];
  readonly #problem: Problem;
  readonly #hardware: HardwareSpec;
  readonly #file: string;
  #line = 0;
  #text = '';

  constructor(problem: Problem, hardware: HardwareSpec, file: string) {
    this.#problem = problem;
    this.#hardware = hardware;
    this.#file = file;
  }

  readLine(text: string, line: number, parsed: Map<string, LevelMapping>): void {
    this.#line = line;
    this.#text = text;
    const match = /^\s*(\S+?)(?:\s+keep\s+([^:]*?))?\s*:(.*)$/.exec(text);
    if (match === null) {
      this.#fault(
        'mapping-syntax',
        1,
        'a mapping line is `LEVEL keep OPERANDS: LOOPS | X: LOOPS Y: LOOPS`',
        text.trim(),
      );
      return;
    }
    const [, name = '', keep, body = ''] = match;
    const level = this.#hardware.levels.findIndex((each) => each.name === name);
    if (level < 0) {
      const names = this.#hardware.levels.map((each) => each.name);
      this.#fault('unknown-level', text.indexOf(name) + 1, `no level is called "${name}"`, name, names);
      return;
    }
    if (parsed.has(name)) this.#fault('duplicate-level', text.indexOf(name) + 1, `level "${name}" stands twice`, name);
    const [time = '', space = ''] = splitOnce(body, '|');
    const offset = text.length - body.length;
    const axes = this.#axes(space, offset + time.length + 1);
    parsed.set(name, {
      level: name,
      keep: keep === undefined ? keepable(this.#problem, this.#hardware, level) : this.#keep(keep),
      temporal: this.#loops(time, offset),
      ...axes,
    });
  }

  #keep(text: string): string[] {
    const names = text.split(',').map((name) => name.trim());
    if (names.length === 1 && ['', '-', 'none'].includes(names[0] as string)) return [];
    const known = this.#problem.operands.map((operand) => operand.name);
    for (const name of names) {
      if (!known.includes(name)) {
        this.#fault('unknown-operand', this.#text.indexOf(name) + 1, `no operand is called "${name}"`, name, known);
      }
    }
    return names;
  }

  #axes(text: string, offset: number): { x: Loop[]; y: Loop[] } {
    const axes = { x: [] as Loop[], y: [] as Loop[] };
    const pattern = /([A-Za-z]+)\s*:((?:(?![A-Za-z]+\s*:)[\s\S])*)/g;
    const head = text.search(/[A-Za-z]+\s*:/);
    const stray = (head < 0 ? text : text.slice(0, head)).trim();
    if (stray !== '') this.#fault('mapping-syntax', offset + 1, 'loops in space stand after `X:` or `Y:`', stray);
    for (const match of text.matchAll(pattern)) {
      const axis = (match[1] as string).toLowerCase();
      const at = offset + (match.index ?? 0);
      if (axis !== 'x' && axis !== 'y')
        this.#fault('unknown-axis', at + 1, 'an axis is X or Y', match[1] as string, ['X', 'Y']);
      else axes[axis].push(...this.#loops(match[2] as string, at + match[0].length - (match[2] as string).length));
    }
    return axes;
  }

  #loops(text: string, offset: number): Loop[] {
    const names = this.#problem.dimensions.map((dimension) => dimension.name);
    const loops: Loop[] = [];
    for (const match of text.matchAll(/[^\s,]+/g)) {
      const word = match[0];
      const column = offset + (match.index ?? 0) + 1;
      const parts = /^([A-Za-z_]\w*)=(\d+)$/.exec(word) ?? /^([A-Za-z_]\w*?)(\d+)$/.exec(word);
      if (parts === null) {
        this.#fault('mapping-syntax', column, 'a loop is a dimension and its factor, `M8` or `M=8`', word);
        continue;
      }
      const [, dimension = '', digits = ''] = parts;
      if (!names.includes(dimension)) {
        this.#fault('unknown-dimension', column, `no dimension is called "${dimension}"`, dimension, names);
      } else if (Number(digits) < 1 || !Number.isSafeInteger(Number(digits))) {
        this.#fault('wrong-value', column, 'a factor is a whole number from 1', digits);
      } else loops.push({ dimension, factor: Number(digits) });
    }
    return loops;
  }

  #fault(code: string, column: number, message: string, found: string, accepted?: readonly string[]): void {
    const hint = accepted === undefined ? undefined : nearest(found, accepted);
    this.issues.push({
      code,
      severity: 'error',
      message,
      file: this.#file,
      line: this.#line,
      column,
      found,
      sourceLine: this.#text,
      ...(accepted === undefined ? {} : { accepted: accepted.join(', ') }),
      ...(hint === undefined ? {} : { hint: `did you mean "${hint}"?` }),
    });
  }
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
