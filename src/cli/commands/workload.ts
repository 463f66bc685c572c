import { loadWorkload } from '../../files/load-workload.ts';
import { InputError, type Issue } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import { describeWorkload } from '../../study/describe-workload.ts';
import { batchOf } from '../../workload/batch-of.ts';
import { atInputShape } from '../at-option.ts';
import { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';
import { workloadText } from './workload-text.ts';

interface WorkloadCommandOptions {
  readonly batch?: string;
  readonly inputShape: readonly string[];
  readonly json?: boolean;
}

/** `kjoule workload`: what a network consists of. */
export async function workload(reference: string, options: WorkloadCommandOptions, terminal: Terminal): Promise<void> {
  const faults = new OptionFaults();
  const inputShapes = faults.shapes('--input-shape', options.inputShape);
  const stated = Object.values(inputShapes ?? {})[0]?.[0];
  const batch = options.batch === undefined ? stated : faults.count('--batch', options.batch, 1);
  const issues: Issue[] = faults.issues;
  const { cwd } = terminal;
  const how = { ...(batch !== undefined && { batch }), ...(inputShapes && { inputShapes }) };
  const found = await attempt(issues, () => loadWorkload(reference, { cwd, folder: cwd }, how), atInputShape);
  if (issues.length > 0 || found === undefined) throw new InputError(issues);
  const described = describeWorkload(found, batch ?? batchOf(found));
  terminal.out(options.json === true ? `${JSON.stringify(described, null, 2)}\n` : workloadText(described, terminal));
}
