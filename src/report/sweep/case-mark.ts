import { safeText } from '../safe-text.ts';
import type { AnsweredCase } from './answered.ts';

/** What a mark of a sweep's chart says of its case; `at` is how a page finds it. */
export function caseOf({ at, label }: Pick<AnsweredCase, 'at' | 'label'>) {
  return { at, case: safeText(label) };
}

/** Which cases a page shows, by their places; null: all of them. A chart that has it can be filtered. */
export const shownParameter = { name: 'shown', value: null };

/** Leaves out the marks of other cases. */
export const onlyShown = { filter: '!shown || indexof(shown, datum.at) >= 0' };
