import { loadValidationData } from '../../files/load-validation-data.ts';
import { validate } from '../../validation/validate.ts';
import { AnsweredNo } from '../answered-no.ts';
import type { Terminal } from '../terminal.ts';
import { validateText } from './validate-text.ts';

/** `kjoule validate`: what kjoule finds beside what is published. */
export async function validateCommand(options: { readonly json?: boolean }, terminal: Terminal): Promise<void> {
  const validation = await validate(await loadValidationData({ cwd: terminal.cwd, folder: terminal.cwd }));
  terminal.out(options.json === true ? `${JSON.stringify(validation, null, 2)}\n` : validateText(validation));
  if (!validation.passed) throw new AnsweredNo();
}
