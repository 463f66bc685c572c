import { resolve } from 'node:path';
import { readArtefact } from '../compression/artefact/read-artefact.ts';
import type { CompressedWorkload } from '../compression/engine.ts';
import { type Place, shownPath } from './place.ts';
import { readInputBytes } from './read-input.ts';

/** A compressed network as `kjoule compress` wrote it, weights decoded. */
export async function loadArtefact(reference: string, place: Place): Promise<CompressedWorkload> {
  const path = resolve(place.folder, reference);
  const shown = shownPath(path, place.cwd);
  return readArtefact(shown, await readInputBytes(path, shown));
}
