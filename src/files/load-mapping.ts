import { resolve } from 'node:path';
import { InputError } from '../shared/issue.ts';
import { issuePosition, sourceText } from '../shared/source-text.ts';
import { type Place, shownPath } from './place.ts';
import { readInputText } from './read-input.ts';

/** The text of a mapping file. */
export async function loadMapping(reference: string, place: Place): Promise<{ file: string; text: string }> {
  const path = resolve(place.folder, reference);
  const file = shownPath(path, place.cwd);
  const text = (await readInputText(path, file)).replace(/^\uFEFF/, '');
  const refuse = (code: string, message: string, at: number) => {
    return new InputError([{ code, severity: 'error', message, ...issuePosition(sourceText(file, text), at) }]);
  };
  if (text.replace(/#.*/g, '').trim() === '') throw refuse('empty-file', 'the file holds nothing', 0);
  const binary = text.replaceAll('\0', '\uFFFD').indexOf('\uFFFD');
  if (binary >= 0) throw refuse('not-text', 'the file is not UTF-8 text', binary);
  return { file, text };
}
