import { InputError, type Issue } from './issue.ts';
import type { SourceText } from './located.ts';
import { issuePosition } from './source-text.ts';

/** Collects what is wrong with a text that is not YAML, each fault with its place. */
export class TextFaults {
  readonly #source: SourceText;
  readonly issues: Issue[] = [];

  constructor(source: SourceText) {
    this.#source = source;
  }

  add(offset: number, code: string, words: Pick<Issue, 'message'> & Partial<Issue>): void {
    this.issues.push({ code, severity: 'error', ...issuePosition(this.#source, offset), ...words });
  }

  throwIfAny(): void {
    if (this.issues.length > 0) throw new InputError(this.issues);
  }
}
