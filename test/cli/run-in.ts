import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCli } from '../../src/cli/run-cli.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder of its own with these files in it. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'kjoule-cli-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Runs a command line in a folder, without a process. */
export async function runIn(cwd: string, ...args: readonly string[]): Promise<Outcome> {
  let out = '';
  let err = '';
  const code = await runCli(args, {
    cwd,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    columns: 100,
    outColour: false,
    errColour: false,
    errIsTerminal: false,
    debug: false,
  });
  return { code, out, err };
}

/** Every file and folder below a folder, sorted. */
export function everything(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}
