import { basename, extname, resolve } from 'node:path';
import { checkNewFile, createFile } from '../../files/create-file.ts';
import { loadTimeloopAccelerator } from '../../files/load-timeloop.ts';
import { shownPath } from '../../files/place.ts';
import { loadUnits } from '../../shared/units.ts';
import { acceleratorText } from '../../study/timeloop/to-accelerator.ts';
import { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';

export interface ImportOptions {
  readonly out: string;
  readonly node?: string;
  readonly voltage?: string;
  readonly clock?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const formats = ['timeloop'];
const quantities = [
  ['node', 'nm', '45 nm'],
  ['voltage', 'volt', '1 V'],
  ['clock', 'mhz', '200 MHz'],
] as const;

/** `kjoule import timeloop`: the architecture of a specification as an accelerator file of ours. */
export async function importCommand(
  format: string,
  files: readonly string[],
  options: ImportOptions,
  terminal: Terminal,
): Promise<void> {
  const { cwd } = terminal;
  const faults = new OptionFaults();
  faults.oneOf('<format>', format, formats);
  const units = await loadUnits();
  for (const [name, kind, example] of quantities) {
    const given = options[name];
    if (given === undefined) {
      const message = `a Timeloop specification does not say it, so --${name} must`;
      faults.add(`--${name}`, 'missing-option', { message, accepted: `--${name} '${example}'` });
      continue;
    }
    const read = units.read(given, kind);
    if (typeof read !== 'number') faults.add(`--${name}`, read.code, read);
  }
  faults.throwIfAny();
  const path = resolve(cwd, options.out);
  const target = { path, shown: shownPath(path, cwd), overwrite: options.force === true };
  await checkNewFile(target);
  const read = await loadTimeloopAccelerator(files, cwd);
  const source = files.map((file) => basename(file)).join(', ');
  const technology = { node: options.node!, voltage: options.voltage!, clock: options.clock! };
  await createFile(target, acceleratorText({ ...read, name: basename(path, extname(path)), source, technology }));
  if (options.json === true) terminal.out(`${JSON.stringify({ file: target.shown, path }, null, 2)}\n`);
  else
    terminal.out(
      `${target.shown} is written. Cost a network on it with \`hardware: ${target.shown}\` in a scenario.\n`,
    );
}
