import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import { type BuiltInKind, builtInNames, builtInPath } from './built-in.ts';
import { type Place, shownPath } from './place.ts';

/** A file, and the name messages give it. */
export interface FoundFile {
  readonly path: string;
  readonly shown: string;
}

/**
 * The file a name means: a path when it looks like one, else a built-in name, else a file without an ending. A name that is
 * none of them is an `InputError` with the names there are.
 */
export async function resolveReference(kind: BuiltInKind, reference: string, place: Place): Promise<FoundFile> {
  const path = resolve(place.folder, reference);
  const found = { path, shown: shownPath(path, place.cwd) };
  if (/[\\/]/.test(reference) || /\.(onnx|ya?ml|json|csv|txt|m|keras|h5|hdf5)$/i.test(reference)) return found;
  const names = await builtInNames(kind);
  if (names.includes(reference)) {
    const builtIn = builtInPath(kind, reference);
    return { path: builtIn, shown: shownPath(builtIn, place.cwd) };
  }
  if (reference.trim() !== '' && (await exists(path))) return found;
  const meant = nearest(reference, names);
  throw new InputError([
    {
      code: `unknown-${kind}`,
      severity: 'error',
      message: `there is no built-in ${kind} "${reference}", and no such file`,
      found: reference,
      accepted: `${names.join(', ')}, or the name of a file`,
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    },
  ]);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
