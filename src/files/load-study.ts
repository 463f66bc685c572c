import { dirname } from 'node:path';
import type { ComponentLibrary } from '../components/library.ts';
import { type OpenStudy, openStudy } from '../study/open-study.ts';
import type { ScenarioOverrides } from '../study/read-scenario.ts';
import { readAll, type Study } from '../study/read-study.ts';
import type { ScenarioSources } from '../study/scenario.ts';
import { compressionFolder } from './compression-folder.ts';
import { loadActivity } from './load-activity.ts';
import { loadArtefact } from './load-artefact.ts';
import { loadEngine } from './load-engine.ts';
import { loadHardware } from './load-hardware.ts';
import { loadMapping } from './load-mapping.ts';
import { loadNamedWeights } from './load-named-weights.ts';
import { loadWeights, loadWorkload } from './load-workload.ts';
import type { Place } from './place.ts';
import { readInputText } from './read-input.ts';
import type { FoundFile } from './resolve-reference.ts';

/** The user's current folder, and the prices accelerators name. */
export interface StudyContext {
  readonly cwd: string;
  readonly library: ComponentLibrary;
  /** A folder where compressed weights are remembered; absent: nowhere. */
  readonly remembered?: string | undefined;
}

/** A scenario file with all it names read from disk, case by case. */
export async function loadStudy(
  file: FoundFile,
  context: StudyContext,
  overrides: ScenarioOverrides = {},
): Promise<Study> {
  const text = await readInputText(file.path, file.shown);
  return readAll(await openStudyFile({ ...file, text }, context, overrides));
}

/** A scenario whose text is known; cases, and what they name, are read when asked for. */
export async function openStudyFile(
  { path, shown, text }: FoundFile & { readonly text: string },
  { cwd, library, remembered }: StudyContext,
  overrides: ScenarioOverrides,
): Promise<OpenStudy> {
  const place: Place = { cwd, folder: dirname(path) };
  const sources: ScenarioSources = {
    workload: (reference, options) => loadWorkload(reference, place, options),
    weights: (reference, options) => loadWeights(reference, place, options),
    namedWeights: (reference, workload) => loadNamedWeights(reference, place, workload),
    engine: (reference) => loadEngine(reference, place),
    artefact: (reference) => loadArtefact(reference, place),
    activity: (reference) => loadActivity(reference, place),
    hardware: (reference, changes) => loadHardware(reference, place, library, changes),
    mapping: (reference) => loadMapping(reference, place),
    ...(remembered !== undefined && { compression: compressionFolder(remembered, place) }),
  };
  return openStudy({ file: shown, text }, sources, overrides);
}
