import { agreementChecks } from './agreement-checks.ts';
import { type Check, judge } from './check.ts';
import { chipChecks } from './chip-checks.ts';
import { mappedChipChecks } from './mapped-chip-checks.ts';
import { mappedStudyChecks } from './mapped-study-checks.ts';
import { metricsChecks } from './metrics-checks.ts';
import { ratioChecks } from './ratio-checks.ts';
import { searchChecks, toolChecks } from './reference-tool-checks.ts';
import { simulationChecks } from './simulation-checks.ts';
import type { ValidationData } from './validation-data.ts';

export interface Validation {
  readonly checks: readonly Check[];
  /** No independent check fails. */
  readonly passed: boolean;
}

/** Holds the methods and the simulator against published figures. Throws `InputError` for data that name what is not there. */
export async function validate(data: ValidationData): Promise<Validation> {
  const comparisons = [
    ...(await searchChecks(data)),
    ...(await chipChecks(data)),
    ...(await toolChecks(data)),
    ...(await metricsChecks(data)),
    ...(await ratioChecks(data)),
    ...(await mappedStudyChecks(data)),
    ...(await mappedChipChecks(data)),
    ...(await simulationChecks(data)),
    ...(await agreementChecks(data)),
  ];
  const checks = comparisons.map(judge);
  return { checks, passed: !checks.some(({ kind, verdict }) => kind === 'independent' && verdict === 'fail') };
}
