import { resolve } from 'node:path';
import { writeInputFile } from '../../cross-check/write-input-file.ts';
import { createFile } from '../../files/create-file.ts';
import { shownPath } from '../../files/place.ts';
import { safeText } from '../../report/safe-text.ts';
import { NoAnswerError } from '../../shared/issue.ts';
import { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';
import { type ToolOptions, toolNetworkOf } from '../tool-options.ts';

const formats = ['eyeriss-tool'];

interface ExportOptions extends ToolOptions {
  readonly format: string;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `kjoule export`: a network as the input file of the reference tool. */
export async function exportCommand(network: string, options: ExportOptions, terminal: Terminal): Promise<void> {
  const faults = new OptionFaults();
  faults.oneOf('--format', options.format, formats);
  const { name, layers, leftOut } = await toolNetworkOf(network, options, { faults, terminal });
  if (layers.length === 0) {
    const message = `"${name}" has no layer the format has a line for`;
    throw new NoAnswerError([{ code: 'not-in-the-tool', severity: 'error', message }]);
  }
  const path = resolve(terminal.cwd, options.out);
  const shown = shownPath(path, terminal.cwd);
  await createFile({ path, shown, overwrite: options.force === true }, writeInputFile(layers));
  if (options.json === true) {
    const document = { file: shown, path, format: options.format, layers: layers.map((each) => each.name), leftOut };
    terminal.out(`${JSON.stringify(document, null, 2)}\n`);
    return;
  }
  const lines = [
    `${shown} is written: ${layers.length} layers of ${name}.`,
    ...leftOut.map((each) => `Left out: ${each.layer}: ${each.reason}`),
  ];
  terminal.out(`${lines.map(safeText).join('\n')}\n`);
}
