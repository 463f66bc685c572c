import { InputError } from '../../shared/issue.ts';

/** What is wrong with an artefact. */
export function corrupt(message: string, path?: string): InputError {
  return new InputError([
    {
      code: 'artefact-corrupt',
      severity: 'error',
      message,
      ...(path !== undefined && { path }),
      hint: 'the file is damaged or was not written by kjoule compress',
    },
  ]);
}
