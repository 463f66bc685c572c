import { parseYaml } from '../shared/parse-yaml.ts';
import { readChecks, tableNames } from '../validation/checks-file.ts';
import { readDeepKMeans } from '../validation/deep-k-means-figures.ts';
import { type PublishedTable, readPublishedTable } from '../validation/published-table.ts';
import type { ValidationData } from '../validation/validation-data.ts';
import { loadActivity } from './load-activity.ts';
import { loadAgreement } from './load-agreement.ts';
import { loadHardware } from './load-hardware.ts';
import { loadLibrary } from './load-library.ts';
import { loadReferenceData } from './load-reference-data.ts';
import { loadWorkload } from './load-workload.ts';
import { packagePath } from './package-root.ts';
import { type Place, shownPath } from './place.ts';
import { readInputText } from './read-input.ts';
import { resolveReference } from './resolve-reference.ts';

/** Published figures as the package ships them, and what they name. */
export async function loadValidationData(place: Place): Promise<ValidationData> {
  const published = async <T>(name: string, read: (file: string, text: string) => T): Promise<T> => {
    const path = packagePath('hardware-specs', 'published', name);
    const shown = shownPath(path, place.cwd);
    return read(shown, await readInputText(path, shown));
  };
  const checks = await published('checks.yaml', readChecks);
  const table = async (name: string): Promise<[string, PublishedTable]> => [
    name,
    await published(`${name}.csv`, readPublishedTable),
  ];
  const library = await loadLibrary(place.cwd);
  return {
    checks,
    tables: new Map(await Promise.all(tableNames(checks).map(table))),
    deepKMeans: await published('deep-k-means.yaml', readDeepKMeans),
    reference: await loadReferenceData(place),
    library,
    network: (name, batch) => loadWorkload(name, place, { batch }),
    activity: (name) => loadActivity(name, place),
    hardware: (name) => loadHardware(name, place, library),
    agreement: async () => {
      const file = await resolveReference('scenario', 'paper-cross-check', place);
      const parsed = parseYaml(file.shown, await readInputText(file.path, file.shown));
      return loadAgreement(file, parsed, { cwd: place.cwd, library });
    },
  };
}
