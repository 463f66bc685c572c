import { weightEncodings } from '../cross-check/shared-weights.ts';
import { loadActivity } from '../files/load-activity.ts';
import { loadWorkload } from '../files/load-workload.ts';
import { InputError } from '../shared/issue.ts';
import { attempt } from '../study/attempt.ts';
import { type ToolContents, type ToolNetwork, toolNetwork } from '../study/tool-network.ts';
import { atInputShape } from './at-option.ts';
import type { OptionFaults } from './option-faults.ts';
import type { Terminal } from './terminal.ts';

/** Options of `export` and `cross-check` that say what the tool is told of a network. */
export interface ToolOptions {
  readonly batch?: string;
  readonly inputShape: readonly string[];
  readonly activity?: string;
  readonly encoding?: string;
  readonly k?: string;
  readonly clusterRate?: string;
}

/** The network as the tool takes it, with everything that is wrong about name and options in one report. */
export async function toolNetworkOf(
  reference: string,
  options: ToolOptions,
  { faults, terminal }: { readonly faults: OptionFaults; readonly terminal: Terminal },
): Promise<ToolNetwork & { readonly name: string }> {
  const inputShapes = faults.shapes('--input-shape', options.inputShape);
  const batch = options.batch === undefined ? undefined : faults.count('--batch', options.batch, 1);
  const sharing = readSharing(options, faults);
  const { issues } = faults;
  const place = { cwd: terminal.cwd, folder: terminal.cwd };
  const how = { ...(batch !== undefined && { batch }), ...(inputShapes && { inputShapes }) };
  const workload = await attempt(issues, () => loadWorkload(reference, place, how), atInputShape);
  const { activity: wanted } = options;
  const activity =
    wanted === undefined
      ? undefined
      : await attempt(
          issues,
          () => loadActivity(wanted, place),
          (issue) => (issue.file === undefined ? { ...issue, path: '--activity' } : issue),
        );
  if (issues.length > 0 || workload === undefined) throw new InputError(issues);
  const contents = { ...(activity && { activity }), ...(sharing && { sharing }) };
  return { name: workload.name, ...(await toolNetwork(workload, contents)) };
}

function readSharing({ encoding, k, clusterRate }: ToolOptions, faults: OptionFaults): ToolContents['sharing'] {
  const name = encoding === undefined ? 'bits' : faults.oneOf('--encoding', encoding, weightEncodings);
  if (k !== undefined && clusterRate !== undefined) {
    faults.add('--k', 'conflicting-keys', { message: '--k and --cluster-rate both say how many entries a table has' });
  }
  const entries = k === undefined ? undefined : faults.count('--k', k, 1);
  const rate = clusterRate === undefined ? undefined : faults.share('--cluster-rate', clusterRate);
  if (encoding !== undefined && k === undefined && clusterRate === undefined) {
    const message = 'an encoding needs to know how many entries a table has';
    faults.add('--encoding', 'missing-option', {
      message,
      found: encoding,
      accepted: '--k or --cluster-rate beside it',
    });
  }
  if (name === undefined || (entries === undefined && rate === undefined)) return undefined;
  return {
    encoding: name,
    ...(entries !== undefined && { k: entries }),
    ...(rate !== undefined && { clusterRate: rate }),
  };
}
