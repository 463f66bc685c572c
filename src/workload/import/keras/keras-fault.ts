import type { Issue } from '../../../shared/issue.ts';

/** Collects what is wrong with a model's description. */
export type Report = (message: string, details?: Partial<Issue>) => void;

/** An issue of a Keras model. */
export function kerasIssue(message: string, details: Partial<Issue> = {}): Issue {
  return { code: 'keras-invalid', severity: 'error', message, ...details };
}
