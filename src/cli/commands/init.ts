import { resolve } from 'node:path';
import { checkNewFile, createFile } from '../../files/create-file.ts';
import { packagePath } from '../../files/package-root.ts';
import { shownPath } from '../../files/place.ts';
import { starterScenario } from '../../study/starter-scenario.ts';
import { schemaReference } from '../schema-reference.ts';
import type { Terminal } from '../terminal.ts';

interface InitOptions {
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `kjoule init`: a commented scenario that runs as it is. */
export async function init(file: string, options: InitOptions, terminal: Terminal): Promise<void> {
  const path = resolve(terminal.cwd, file);
  const schema = schemaReference(path, packagePath('scenarios', 'scenario.schema.json'));
  const shown = shownPath(path, terminal.cwd);
  const target = { path, shown, overwrite: options.force === true };
  await checkNewFile(target);
  await createFile(target, starterScenario(schema));
  if (options.json === true) terminal.out(`${JSON.stringify({ file: shown, path }, null, 2)}\n`);
  else terminal.out(`${shown} is written. Cost it with: kjoule run ${shown}\n`);
}
