/** What the file system's codes mean. */
export const systemReasons: Readonly<Record<string, string>> = {
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
  ERR_INVALID_ARG_VALUE: 'the name is not accepted',
  ELOOP: 'a link leads back to itself',
  EIO: 'the device failed',
  EBUSY: 'it is in use',
};
