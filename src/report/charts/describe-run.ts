import type { RunResult } from '../../cost/result.ts';
import { safeText } from '../safe-text.ts';

/** `AlexNet on Eyeriss, batch 4`: what every chart's subtitle starts with. */
export function describeRun(result: RunResult): string {
  return safeText(`${result.workload.name} on ${result.hardware.name}, batch ${result.workload.batch}`);
}

/** What one number of the report covers. */
export function perBatch(result: RunResult): string {
  return result.workload.batch === 1 ? 'per inference' : `per batch of ${result.workload.batch}`;
}
