import { InputError } from '../shared/issue.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
  ENOTDIR: 'a part of the path is a file',
  ENAMETOOLONG: 'the name is too long',
  EISDIR: 'it is a folder',
  EEXIST: 'a part of the path is a file',
  ENOENT: 'the folder cannot be made',
  EINVAL: 'the name is not accepted',
  EIO: 'writing failed',
  EBUSY: 'it is in use',
};

/** Does something that writes; a fault of the file system becomes an `InputError` about the place. */
export async function translateWriteError<T>(shown: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    const message = `"${shown}" cannot be written: ${reason}`;
    throw new InputError([{ code: 'cannot-write', severity: 'error', message, found: shown }]);
  }
}
