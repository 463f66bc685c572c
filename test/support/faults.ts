import { InputError, type Issue } from '../../src/shared/issue.ts';

/** What an action finds wrong with its input; nothing when it goes through. */
export function faults(action: () => unknown): readonly Issue[] {
  try {
    action();
  } catch (error) {
    if (error instanceof InputError) return error.issues;
    throw error;
  }
  return [];
}
