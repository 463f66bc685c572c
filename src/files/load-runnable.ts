import { parseYaml } from '../shared/parse-yaml.ts';
import { type AgreementStudy, isAgreement } from '../study/agreement/read-agreement.ts';
import type { OpenStudy } from '../study/open-study.ts';
import type { ScenarioOverrides } from '../study/read-scenario.ts';
import { loadAgreement } from './load-agreement.ts';
import { openStudyFile, type StudyContext } from './load-study.ts';
import type { FoundFile } from './resolve-reference.ts';

/** What a scenario file asks: to cost cases, which are not read yet, or to hold metric, tool and simulator beside each other. */
export async function openRunnable(
  file: FoundFile & { readonly text: string },
  context: StudyContext,
  overrides: ScenarioOverrides,
): Promise<OpenStudy | AgreementStudy> {
  const parsed = parseYaml(file.shown, file.text);
  return isAgreement(parsed) ? loadAgreement(file, parsed, context) : openStudyFile(file, context, overrides);
}
