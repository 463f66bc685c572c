import type { InputDocument } from '../shared/document.ts';
import type { Issue } from '../shared/issue.ts';
import type { Path } from '../shared/path-text.ts';
import type { QuantityKind } from '../shared/unit-table.ts';
import type { Units } from '../shared/units.ts';

export interface QuantityReader {
  /** The number in the kind's unit; NaN, and an issue, when it cannot be read. */
  quantity(text: string, kind: QuantityKind, path: Path): number;
  fault(path: Path, code: string, message: string, accepted?: string): void;
}

/** Reads the quantities of one document, collecting what is wrong with them in `issues`. */
export function quantityReader(document: InputDocument<unknown>, units: Units, issues: Issue[]): QuantityReader {
  return {
    quantity(text, kind, path) {
      const read = units.read(text, kind);
      if (typeof read === 'number') return read;
      issues.push(document.issue(path, read));
      return Number.NaN;
    },
    fault(path, code, message, accepted) {
      issues.push(document.issue(path, { code, message, ...(accepted !== undefined && { accepted }) }));
    },
  };
}
