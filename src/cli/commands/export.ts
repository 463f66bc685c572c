import { resolve } from 'node:path';
import { priceHardware } from '../../components/price-hardware.ts';
import { writeInputFile } from '../../cross-check/write-input-file.ts';
import { createFile } from '../../files/create-file.ts';
import { loadHardware } from '../../files/load-hardware.ts';
import { loadLibrary } from '../../files/load-library.ts';
import { shownPath } from '../../files/place.ts';
import { safeText } from '../../report/safe-text.ts';
import { NoAnswerError } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import { referenceTables } from '../../study/timeloop/reference-tables.ts';
import { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';
import { type ToolOptions, toolNetworkOf } from '../tool-options.ts';

const formats = ['eyeriss-tool', 'timeloop-ert'] as const;

interface ExportOptions extends ToolOptions {
  readonly format: string;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `kjoule export`: a network as the input file of the reference tool, or the prices of an accelerator as reference tables. */
export async function exportCommand(network: string, options: ExportOptions, terminal: Terminal): Promise<void> {
  const faults = new OptionFaults();
  const format = faults.oneOf('--format', options.format, formats);
  if (format === 'timeloop-ert') return exportPrices(network, options, { faults, terminal });
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

interface Context {
  readonly faults: OptionFaults;
  readonly terminal: Terminal;
}

async function exportPrices(reference: string, options: ExportOptions, { faults, terminal }: Context): Promise<void> {
  const { cwd } = terminal;
  for (const flag of ['batch', 'activity', 'k', 'clusterRate', 'encoding', 'inputShape'] as const) {
    if (options[flag] === undefined || options[flag]?.length === 0) continue;
    const name = `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    faults.add(name, 'key-without-effect', { message: 'this is said of networks, and here prices are written' });
  }
  const library = await loadLibrary(cwd);
  const hardware = await attempt(faults.issues, () => loadHardware(reference, { cwd, folder: cwd }, library));
  faults.throwIfAny();
  const prices = priceHardware(hardware!, library);
  const path = resolve(cwd, options.out);
  const shown = shownPath(path, cwd);
  await createFile({ path, shown, overwrite: options.force === true }, referenceTables(hardware!, prices));
  const components = [...prices.keys()];
  if (options.json === true)
    terminal.out(`${JSON.stringify({ file: shown, path, format: options.format, components }, null, 2)}\n`);
  else
    terminal.out(
      `${safeText(`${shown} is written: prices of ${components.length} components of ${hardware!.name}.`)}\n`,
    );
}
