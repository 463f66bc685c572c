import { InputError } from '../shared/issue.ts';
import { systemReasons } from './system-reasons.ts';

/** Does something that writes; a fault of the file system becomes an `InputError` about the place. */
export async function translateWriteError<T>(shown: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const reason = systemReasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    const message = `"${shown}" cannot be written: ${reason}`;
    throw new InputError([{ code: 'cannot-write', severity: 'error', message, found: shown }]);
  }
}
