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
    const [text = ''] = line.split('#', 1);
    if (text.trim() !== '') reader.readLine(text, index + 1, parsed);
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
    const tokens = tokensOf(text);
    const colon = tokens.findIndex((token) => token.text === ':');
    const [name, word] = tokens;
    if (name === undefined || colon < 1 || (colon > 1 && word?.text !== 'keep')) {
      const found = text.trim().slice(0, 80);
      this.#fault('mapping-syntax', 1, 'a mapping line is `LEVEL keep OPERANDS: LOOPS | X: LOOPS Y: LOOPS`', found);
      return;
    }
    const level = this.#hardware.levels.findIndex((each) => each.name === name.text);
    if (level < 0) {
      const names = this.#hardware.levels.map((each) => each.name);
      this.#fault('unknown-level', name.column, `no level is called "${name.text}"`, name.text, names);
    } else if (parsed.has(name.text)) {
      this.#fault('duplicate-level', name.column, `level "${name.text}" stands twice`, name.text);
    }
    const body = tokens.slice(colon + 1);
    const bar = body.findIndex((token) => token.text === '|');
    const time = bar < 0 ? body : body.slice(0, bar);
    const read = {
      level: name.text,
      keep: colon === 1 ? keepable(this.#problem, this.#hardware, level) : this.#keep(tokens.slice(2, colon)),
      temporal: this.#loops(time),
      ...this.#axes(bar < 0 ? [] : body.slice(bar + 1)),
    };
    if (level >= 0) parsed.set(name.text, read);
  }

  #keep(tokens: readonly Token[]): string[] {
    if (tokens.length === 0) return [];
    if (tokens.length === 1 && ['-', 'none'].includes(tokens[0]?.text as string)) return [];
    const known = this.#problem.operands.map((operand) => operand.name);
    for (const { text, column } of tokens) {
      if (!known.includes(text)) {
        this.#fault('unknown-operand', column, `no operand is called "${text}"`, text, known);
      }
    }
    return [...new Set(tokens.map((token) => token.text))];
  }

  /** `X: M4 Y: C8`: an axis is a word before a colon, its loops stand up to the next. */
  #axes(tokens: readonly Token[]): { x: Loop[]; y: Loop[] } {
    const axes = { x: [] as Loop[], y: [] as Loop[] };
    const heads = tokens.flatMap((token, index) => (index > 0 && token.text === ':' ? [index - 1] : []));
    const first = heads[0] ?? tokens.length;
    const stray = tokens[0];
    if (stray !== undefined && first > 0) {
      this.#fault('mapping-syntax', stray.column, 'loops in space stand after `X:` or `Y:`', stray.text);
    }
    for (const [index, head] of heads.entries()) {
      const { text, column } = tokens[head] as Token;
      const axis = text.toLowerCase();
      if (axis !== 'x' && axis !== 'y') this.#fault('unknown-axis', column, 'an axis is X or Y', text, ['X', 'Y']);
      else axes[axis].push(...this.#loops(tokens.slice(head + 2, heads[index + 1] ?? tokens.length)));
    }
    return axes;
  }

  #loops(tokens: readonly Token[]): Loop[] {
    const names = this.#problem.dimensions.map((dimension) => dimension.name);
    const loops: Loop[] = [];
    let refused = false;
    for (const { text, column } of tokens) {
      const parts = loopParts(text);
      if (parts === null) {
        // The colon behind a word that was refused says nothing new.
        if (!(refused && text === ':')) {
          this.#fault('mapping-syntax', column, 'a loop is a dimension and its factor, `M8` or `M=8`', text);
        }
        refused = true;
        continue;
      }
      const { dimension, digits } = parts;
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
      sourceLine: this.#text.slice(0, 400),
      ...(accepted === undefined ? {} : { accepted: accepted.join(', ') }),
      ...(hint === undefined ? {} : { hint: `did you mean "${hint}"?` }),
    });
  }
}

interface Token {
  readonly text: string;
  /** 1-based. */
  readonly column: number;
}

/** Words apart by blanks and commas; `:` and `|` stand alone. */
function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: text, index } of line.matchAll(/[:|]|[^\s,:|]+/g)) tokens.push({ text, column: index + 1 });
  return tokens;
}

/** `M8` → M and 8, `X1=4` → X1 and 4; null for anything else. Looks at each letter once. */
function loopParts(word: string): { dimension: string; digits: string } | null {
  let start = word.length;
  while (start > 0 && word[start - 1] !== undefined && '0123456789'.includes(word[start - 1] as string)) start -= 1;
  const digits = word.slice(start);
  const dimension = word.slice(0, word[start - 1] === '=' ? start - 1 : start);
  return digits !== '' && /^[A-Za-z_]\w*$/.test(dimension) ? { dimension, digits } : null;
}
