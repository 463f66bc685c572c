import type { Fault, InputDocument } from './document.ts';
import type { Issue } from './issue.ts';
import type { Path } from './path-text.ts';

/** A part of another tool's file, read key by key: what is not asked for may say anything. Faults are gathered in `issues`. */
export class Section {
  readonly #document: InputDocument<unknown>;
  readonly #path: Path;
  readonly #issues: Issue[];
  readonly value: unknown;

  constructor(document: InputDocument<unknown>, path: Path, value: unknown, issues: Issue[]) {
    this.#document = document;
    this.#path = path;
    this.value = value;
    this.#issues = issues;
  }

  fault(fault: Fault): void {
    this.#issues.push(this.#document.issue(this.#path, fault));
  }

  /** The first of these keys that is there: the same thing under the names of several versions. */
  find(...keys: readonly string[]): Section | undefined {
    if (!isRecord(this.value)) return undefined;
    const key = keys.find((each) => Object.hasOwn(this.value as object, each));
    return key === undefined ? undefined : this.#child(key, this.value[key]);
  }

  /** As `find`; missing is a fault. */
  need(...keys: readonly string[]): Section | undefined {
    const found = this.find(...keys);
    if (found === undefined)
      this.fault({ code: 'missing-key', message: `"${keys[0]}" is missing`, accepted: keys.join(' or ') });
    return found;
  }

  /** Items of a list; anything else is a fault. */
  list(): readonly Section[] {
    if (Array.isArray(this.value)) return this.value.map((item, index) => this.#child(index, item));
    this.#wrong('a list');
    return [];
  }

  entries(): readonly (readonly [string, Section])[] {
    if (isRecord(this.value))
      return Object.entries(this.value).map(([key, item]) => [key, this.#child(key, item)] as const);
    this.#wrong('a map');
    return [];
  }

  text(): string | undefined {
    if (typeof this.value === 'string') return this.value;
    if (typeof this.value === 'number') return String(this.value);
    this.#wrong('text');
    return undefined;
  }

  /** Names in a list, or parted by commas or spaces. */
  names(): readonly string[] {
    if (typeof this.value === 'string') return this.value.split(/[\s,]+/).filter((name) => name !== '');
    return this.list().flatMap((item) => item.text() ?? []);
  }

  whole(least = 1): number | undefined {
    const { value } = this;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
    this.#wrong(`a whole number, ${least} or more`);
    return undefined;
  }

  number(): number | undefined {
    if (typeof this.value === 'number' && Number.isFinite(this.value) && this.value >= 0) return this.value;
    this.#wrong('a number, 0 or more');
    return undefined;
  }

  flag(): boolean {
    if (typeof this.value === 'boolean') return this.value;
    this.#wrong('true or false');
    return false;
  }

  #child(key: string | number, value: unknown): Section {
    return new Section(this.#document, [...this.#path, key], value, this.#issues);
  }

  #wrong(accepted: string): void {
    this.fault({ code: 'wrong-value', message: `${accepted} is expected here`, found: shown(this.value), accepted });
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : String(value);
}
