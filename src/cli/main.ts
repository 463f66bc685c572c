import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCli } from './run-cli.ts';
import type { Terminal } from './terminal.ts';

/** The `kjoule` command: runs it on this process and leaves the exit code. */
export async function main(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    // A reader that has seen enough (`| head`) is no fault.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
  // Not process.exit: what is still on its way into a pipe must arrive.
  process.exitCode = await runCli(process.argv.slice(2), processTerminal());
}

function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const colour = (stream: NodeJS.WriteStream): boolean => {
    if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
    if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0') return true;
    return stream.isTTY === true && env.TERM !== 'dumb';
  };
  return {
    cwd: process.cwd(),
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: stdout.columns ?? 100,
    outColour: colour(stdout),
    errColour: colour(stderr),
    errIsTerminal: stderr.isTTY === true,
    cacheFolder: cacheFolder(env),
    debug: env.KJOULE_DEBUG === '1',
  };
}

/** `KJOULE_CACHE` names a folder; empty, nothing is remembered. */
function cacheFolder({ KJOULE_CACHE: given, XDG_CACHE_HOME: caches }: NodeJS.ProcessEnv): string | undefined {
  if (given !== undefined) return given === '' ? undefined : resolve(given);
  return join(caches !== undefined && caches !== '' ? caches : join(homedir(), '.cache'), 'kjoule');
}
