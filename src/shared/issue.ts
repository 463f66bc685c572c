/** A fault in what the user gave us, as data. Every fault is collected; one report shows them all. */
export interface Issue {
  /** From the catalogue in `docs/errors.md`, e.g. `unknown-key`. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What is wrong, one sentence, no trailing stop. */
  readonly message: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** `levels[1].capacity` */
  readonly path?: string;
  readonly found?: string;
  readonly accepted?: string;
  /** Nearest valid name or other help. */
  readonly hint?: string;
  /** The source line, for the caret. */
  readonly sourceLine?: string;
}

/** Thrown once, with everything that is wrong. The CLI prints it and exits with 2. */
export class InputError extends Error {
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(issues.map((issue) => `${issue.code}: ${issue.message}`).join('\n'));
    this.name = 'InputError';
    this.issues = issues;
  }
}

/** The question was understood and has no answer, e.g. no mapping fits. The CLI exits with 1. */
export class NoAnswerError extends Error {
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    super(issues.map((issue) => `${issue.code}: ${issue.message}`).join('\n'));
    this.name = 'NoAnswerError';
    this.issues = issues;
  }
}
