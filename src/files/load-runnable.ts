import { parseYaml } from '../shared/parse-yaml.ts';
import { type AgreementStudy, isAgreement } from '../study/agreement/read-agreement.ts';
import type { ScenarioOverrides } from '../study/read-scenario.ts';
import type { Study } from '../study/read-study.ts';
import { loadAgreement } from './load-agreement.ts';
import { loadStudy, type StudyContext } from './load-study.ts';
import { readInputText } from './read-input.ts';
import type { FoundFile } from './resolve-reference.ts';

/** What a scenario file asks: to cost cases, or to hold metric, tool and simulator beside each other. */
export async function loadRunnable(
  file: FoundFile,
  context: StudyContext,
  overrides: ScenarioOverrides,
): Promise<Study | AgreementStudy> {
  const parsed = parseYaml(file.shown, await readInputText(file.path, file.shown));
  return isAgreement(parsed) ? loadAgreement(file, parsed, context) : loadStudy(file, context, overrides);
}
