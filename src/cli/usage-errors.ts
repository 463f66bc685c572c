import { CommanderError } from 'commander';
import { buildProgram } from './program.ts';
import type { Terminal } from './terminal.ts';

/** More than anyone would mend in one go. */
const most = 20;

/**
 * Everything wrong with the way a command is written. The parser stops at the first fault: it is mended, and the rest parsed
 * again without running anything. What is left over once an option is unknown may be its value, and is not told.
 */
export async function usageErrors(
  first: CommanderError,
  args: readonly string[],
  terminal: Terminal,
): Promise<readonly CommanderError[]> {
  const errors = [first];
  let rest = mended(args, first);
  while (rest !== undefined && errors.length < most) {
    const next = await parseOnly(rest, terminal);
    rest = next && mended(rest, next);
    if (next !== undefined && rest !== undefined) errors.push(next);
  }
  return errors;
}

async function parseOnly(args: readonly string[], terminal: Terminal): Promise<CommanderError | undefined> {
  const program = buildProgram({ ...terminal, out: () => {}, err: () => {} });
  for (const command of program.commands) command.action(() => {});
  try {
    await program.parseAsync([...args], { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error;
    throw error;
  }
}

/** The arguments without the fault; undefined for one that cannot be passed over. */
function mended(args: readonly string[], { code, message }: CommanderError): readonly string[] | undefined {
  const flag = /'(-[^' ]*)/.exec(message)?.[1];
  if (flag === undefined) return undefined;
  if (code === 'commander.missingMandatoryOptionValue') return [...args.slice(0, 1), flag, '?', ...args.slice(1)];
  if (code !== 'commander.unknownOption' && code !== 'commander.optionMissingArgument') return undefined;
  const at = args.indexOf(flag);
  return at < 0 ? undefined : args.filter((_, index) => index !== at);
}
