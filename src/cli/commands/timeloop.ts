import { loadLibrary } from '../../files/load-library.ts';
import { loadTimeloop } from '../../files/load-timeloop.ts';
import { printMapping } from '../../mapping/print.ts';
import { evaluateTimeloop } from '../../study/timeloop/evaluate.ts';
import type { Terminal } from '../terminal.ts';
import { timeloopText } from './timeloop-text.ts';

/** `kjoule timeloop`: evaluates the mapping of a Timeloop specification as timeloop-model does. */
export async function timeloopCommand(
  files: readonly string[],
  options: { readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const spec = await loadTimeloop(files, terminal.cwd);
  const result = evaluateTimeloop(spec, await loadLibrary(terminal.cwd), printMapping(spec.mapping));
  terminal.out(options.json === true ? `${JSON.stringify(result, null, 2)}\n` : timeloopText(result, terminal));
}
