import { InputError, type Issue } from '../../shared/issue.ts';

/** A file of images or labels that cannot be used. */
export function badImageFile(file: string, message: string, words: Partial<Issue> = {}): InputError {
  return new InputError([{ code: 'bad-image-file', severity: 'error', file, message, ...words }]);
}
