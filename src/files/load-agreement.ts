import { dirname } from 'node:path';
import type { ParsedYaml } from '../shared/parse-yaml.ts';
import { type AgreementStudy, readAgreement } from '../study/agreement/read-agreement.ts';
import { loadActivity } from './load-activity.ts';
import { loadStudy, type StudyContext } from './load-study.ts';
import { loadWorkload } from './load-workload.ts';
import type { Place } from './place.ts';
import { type FoundFile, resolveReference } from './resolve-reference.ts';

/** A scenario that compares metric, tool and simulator, with all it names read from disk. */
export async function loadAgreement(
  file: FoundFile,
  parsed: ParsedYaml,
  { cwd, library }: StudyContext,
): Promise<AgreementStudy> {
  const place: Place = { cwd, folder: dirname(file.path) };
  return readAgreement(parsed, {
    study: async (reference) => loadStudy(await resolveReference('scenario', reference, place), { cwd, library }),
    workload: (reference) => loadWorkload(reference, place, { batch: 1 }),
    activity: (reference) => loadActivity(reference, place),
  });
}
