import { resolve } from 'node:path';
import { InputError } from '../shared/issue.ts';
import { type Place, shownPath } from './place.ts';
import { readInputText } from './read-input.ts';

/** The text of a mapping file. */
export async function loadMapping(reference: string, place: Place): Promise<{ file: string; text: string }> {
  const path = resolve(place.folder, reference);
  const file = shownPath(path, place.cwd);
  const text = (await readInputText(path, file)).replace(/^\uFEFF/, '');
  const empty = text.replace(/#.*/g, '').trim() === '';
  if (empty || text.includes('\u0000') || text.includes('\uFFFD')) {
    const [code, message] = empty
      ? ['empty-file', 'the file holds nothing']
      : ['not-text', 'the file is not UTF-8 text'];
    throw new InputError([{ code: code!, severity: 'error', message: message!, file }]);
  }
  return { file, text };
}
