import { resolve } from 'node:path';
import { type CrossCheck, crossCheck } from '../../cross-check/cross-check.ts';
import { readInputFile } from '../../cross-check/read-input-file.ts';
import type { StyleName } from '../../cross-check/reference-data.ts';
import { withBatch } from '../../cross-check/with-batch.ts';
import { loadReferenceData } from '../../files/load-reference-data.ts';
import { shownPath } from '../../files/place.ts';
import { readInputText } from '../../files/read-input.ts';
import { InputError, NoAnswerError } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import type { ToolNetwork } from '../../study/tool-network.ts';
import { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';
import { type ToolOptions, toolNetworkOf } from '../tool-options.ts';
import { crossCheckText } from './cross-check-text.ts';

interface CrossCheckOptions extends ToolOptions {
  readonly style: string;
  readonly json?: boolean;
}

type Named = ToolNetwork & { readonly name: string };

/** `kjoule cross-check`: a network by the reference tool's method. */
export async function crossCheckCommand(
  network: string,
  options: CrossCheckOptions,
  terminal: Terminal,
): Promise<void> {
  const faults = new OptionFaults();
  const data = await loadReferenceData({ cwd: terminal.cwd, folder: terminal.cwd });
  const style = faults.oneOf('--style', options.style, Object.keys(data.styles) as StyleName[]);
  const found = /\.txt$/i.test(network)
    ? await inputFile(network, options, { faults, terminal })
    : await toolNetworkOf(network, options, { faults, terminal });
  faults.throwIfAny();
  const checked = crossCheck(found.layers, style!, data);
  const result: CrossCheck = { ...checked, leftOut: [...found.leftOut, ...checked.leftOut] };
  if (result.layers.length === 0) throw nothing(found.name, result);
  const named = { network: found.name, ...result };
  terminal.out(options.json === true ? `${JSON.stringify(named, null, 2)}\n` : crossCheckText(named, terminal));
}

/** A file says all there is; only the batch may be changed. */
async function inputFile(
  network: string,
  options: CrossCheckOptions,
  { faults, terminal }: { readonly faults: OptionFaults; readonly terminal: Terminal },
): Promise<Named> {
  const { activity, encoding, k, clusterRate, batch, inputShape } = options;
  const given = { '--activity': activity, '--encoding': encoding, '--k': k, '--cluster-rate': clusterRate };
  for (const [flag, value] of [...Object.entries(given), ['--input-shape', inputShape[0]] as const]) {
    if (value !== undefined) {
      const message = 'an input file of the tool states shapes, zeros and bits itself';
      faults.add(flag, 'conflicting-keys', { message, found: value });
    }
  }
  const count = batch === undefined ? undefined : faults.count('--batch', batch, 1);
  const path = resolve(terminal.cwd, network);
  const shown = shownPath(path, terminal.cwd);
  const layers = await attempt(faults.issues, async () => readInputFile(shown, await readInputText(path, shown)));
  if (layers === undefined) throw new InputError(faults.issues);
  return {
    name: shown,
    layers: count === undefined ? layers : layers.map((each) => withBatch(each, count)),
    leftOut: [],
  };
}

function nothing(name: string, { leftOut }: CrossCheck): NoAnswerError {
  const issues = leftOut.map(({ layer, reason }) => ({
    code: 'not-in-the-tool',
    severity: 'error' as const,
    message: `"${layer}" has no place in the method: ${reason}`,
  }));
  const none = {
    code: 'not-in-the-tool',
    severity: 'error' as const,
    message: `"${name}" has no layer that multiplies by weights`,
  };
  return new NoAnswerError(issues.length > 0 ? issues : [none]);
}
