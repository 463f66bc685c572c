import { basename, extname, resolve } from 'node:path';
import { checkNewFile, createFile } from '../../files/create-file.ts';
import { loadSystolicConfig } from '../../files/load-scale-sim.ts';
import { loadTimeloopAccelerator } from '../../files/load-timeloop.ts';
import { shownPath } from '../../files/place.ts';
import { loadUnits } from '../../shared/units.ts';
import { systolicText } from '../../study/scale-sim/to-accelerator.ts';
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

const formats = ['timeloop', 'scale-sim'] as const;
const documents = { timeloop: 'a Timeloop specification', 'scale-sim': 'a SCALE-Sim configuration' };

const quantities = [
  ['node', 'nm', '45 nm'],
  ['voltage', 'volt', '1 V'],
  ['clock', 'mhz', '200 MHz'],
] as const;

/** `kjoule import`: the architecture of another tool as an accelerator file of ours. */
export async function importCommand(
  format: string,
  files: readonly string[],
  options: ImportOptions,
  terminal: Terminal,
): Promise<void> {
  const { cwd } = terminal;
  const faults = new OptionFaults();
  const known = faults.oneOf('<format>', format, formats);
  if (known === 'scale-sim' && files.length !== 1)
    faults.add('<files...>', 'wrong-value', { message: 'a configuration is one file', found: `${files.length} files` });
  const units = await loadUnits();
  for (const [name, kind, example] of quantities) {
    const given = options[name];
    if (given === undefined) {
      const message = `${documents[known ?? 'timeloop']} does not say it, so --${name} must`;
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
  const technology = { node: options.node!, voltage: options.voltage!, clock: options.clock! };
  await createFile(
    target,
    await textOf({ format: known!, files, cwd, name: basename(path, extname(path)), technology }),
  );
  if (options.json === true) terminal.out(`${JSON.stringify({ file: target.shown, path }, null, 2)}\n`);
  else
    terminal.out(
      `${target.shown} is written. Cost a network on it with \`hardware: ${target.shown}\` in a scenario.\n`,
    );
}

interface Given {
  readonly format: (typeof formats)[number];
  readonly files: readonly string[];
  readonly cwd: string;
  readonly name: string;
  readonly technology: { readonly node: string; readonly voltage: string; readonly clock: string };
}

async function textOf({ format, files, cwd, name, technology }: Given): Promise<string> {
  const source = files.map((file) => basename(file)).join(', ');
  if (format === 'scale-sim')
    return systolicText({ name, source, technology, config: await loadSystolicConfig(files[0]!, cwd) });
  return acceleratorText({ ...(await loadTimeloopAccelerator(files, cwd)), name, source, technology });
}
