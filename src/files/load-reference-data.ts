import { type ReferenceData, readReferenceData } from '../cross-check/reference-data.ts';
import { packagePath } from './package-root.ts';
import { type Place, shownPath } from './place.ts';
import { readInputText } from './read-input.ts';

/** Costs, platforms and calibrations of the reference method, as the package ships them. */
export async function loadReferenceData({ cwd }: Place): Promise<ReferenceData> {
  const path = packagePath('hardware-specs', 'cross-check', 'reference-tool.yaml');
  const shown = shownPath(path, cwd);
  return readReferenceData(shown, await readInputText(path, shown));
}
