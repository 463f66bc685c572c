import { failure } from './failure.ts';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line and returns its exit code: 0 done, 1 no answer, 2 bad input, 70 a fault of kjoule itself. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const end = args.indexOf('--');
  const json = (end < 0 ? args : args.slice(0, end)).includes('--json');
  try {
    await buildProgram(terminal).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    return await failure(error, { json, terminal, args });
  }
}
