import type { Fault, InputDocument } from '../shared/document.ts';
import type { Issue } from '../shared/issue.ts';
import type { Path } from '../shared/path-text.ts';
import { type QuantityKind, quantityKinds } from '../shared/unit-table.ts';
import type { Units } from '../shared/units.ts';
import type { ComponentKind } from './component-schema.ts';
import type { WrittenAt } from './constraint-rule.ts';
import type { ComponentReference } from './hardware.ts';
import { type ConstraintSource, writtenAt } from './read-constraints.ts';
import type { HardwareFile } from './schema.ts';

/** A component as the spec asks for it, and where. */
export interface ComponentUse {
  readonly path: Path;
  readonly kind: ComponentKind;
  readonly reference: ComponentReference;
}

/** A document being normalised: reads quantities and gathers what is wrong. Faulty quantities read as NaN. */
export interface SpecReader {
  readonly units: Units;
  readonly issues: readonly Issue[];
  /** Every component read so far. */
  readonly components: ComponentUse[];
  readonly document: ConstraintSource['document'];
  /** A fault found elsewhere, with its place. */
  add(issue: Issue): void;
  placeOf(path: Path): WrittenAt;
  report(path: Path, fault: Fault): void;
  /** Zero or more. */
  quantity(path: Path, kind: QuantityKind, text: string | number): number;
  positive(path: Path, kind: QuantityKind, text: string | number): number;
  positiveWhole(path: Path, kind: QuantityKind, text: string | number): number;
}

/** Starts normalising a document. */
export function specReader(document: InputDocument<HardwareFile>, units: Units): SpecReader {
  const issues: Issue[] = [];
  const report = (path: Path, fault: Fault) => {
    issues.push(document.issue(path, fault));
  };
  const quantity = (path: Path, kind: QuantityKind, text: string | number): number => {
    const value = units.read(text, kind);
    if (typeof value === 'number') return value;
    report(path, value);
    return Number.NaN;
  };
  const refuse = (path: Path, kind: QuantityKind, fault: Fault) => {
    const { name, example } = quantityKinds[kind];
    report(path, { accepted: `${name}, such as ${example}`, ...fault });
    return Number.NaN;
  };
  const positive = (path: Path, kind: QuantityKind, text: string | number): number => {
    const value = quantity(path, kind, text);
    if (value !== 0) return value;
    return refuse(path, kind, { code: 'not-positive', message: 'this must be more than zero', found: String(text) });
  };
  const positiveWhole = (path: Path, kind: QuantityKind, text: string | number): number => {
    const value = positive(path, kind, text);
    if (Number.isNaN(value) || Number.isSafeInteger(value)) return value;
    if (value > Number.MAX_SAFE_INTEGER) {
      return refuse(path, kind, {
        code: 'out-of-range',
        message: 'this is too large to be counted',
        found: String(text),
      });
    }
    return refuse(path, kind, { code: 'not-whole', message: 'this must be a whole number', found: String(text) });
  };
  const add = (issue: Issue) => {
    issues.push(issue);
  };
  const placeOf = (path: Path): WrittenAt => writtenAt(document, path);
  return { units, issues, components: [], document, add, placeOf, report, quantity, positive, positiveWhole };
}
