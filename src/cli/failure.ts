import { CommanderError } from 'commander';
import { formatIssues } from '../shared/format-issue.ts';
import { InputError, type Issue, NoAnswerError } from '../shared/issue.ts';
import { AnsweredNo } from './answered-no.ts';
import type { Terminal } from './terminal.ts';
import { usageErrors } from './usage-errors.ts';

interface Failure {
  readonly exitCode: number;
  /** `bad-input`, `no-answer` or `internal`. */
  readonly code: string;
  readonly issues: readonly Issue[];
}

interface FailureOptions {
  /** One JSON document on `out`, whatever happens. */
  readonly json: boolean;
  readonly terminal: Terminal;
  readonly args: readonly string[];
}

/** Tells the user what went wrong and returns the exit code. Never a stack trace, unless asked for. */
export async function failure(error: unknown, options: FailureOptions): Promise<number> {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  if (error instanceof AnsweredNo) return 1;
  const { json, terminal } = options;
  const { exitCode, code, issues } = await explained(error, options);
  if (json) terminal.out(`${JSON.stringify({ error: { code, issues } }, null, 2)}\n`);
  if (code === 'internal') {
    terminal.err(`kjoule: internal error: ${oneLine(error)}. Please report it, with the command and its files\n`);
    if (terminal.debug && error instanceof Error) terminal.err(`${error.stack}\n`);
  } else if (issues[0]?.code !== 'missing-command') {
    terminal.err(formatIssues(issues, { colour: terminal.errColour }));
    if (error instanceof CommanderError) terminal.err('\n`kjoule --help` shows every command, with examples.\n');
  }
  return exitCode;
}

async function explained(error: unknown, { args, terminal }: FailureOptions): Promise<Failure> {
  if (error instanceof InputError) return { exitCode: 2, code: 'bad-input', issues: error.issues };
  if (error instanceof NoAnswerError) return { exitCode: 1, code: 'no-answer', issues: error.issues };
  if (error instanceof CommanderError) {
    const errors = await usageErrors(error, args, terminal);
    return { exitCode: 2, code: 'bad-input', issues: errors.map(usageIssue) };
  }
  const issue: Issue = { code: 'internal', severity: 'error', message: oneLine(error) };
  return { exitCode: 70, code: 'internal', issues: [issue] };
}

/** Commander's words: `error: unknown option '--jsn'` and on the next line `(Did you mean --json?)`. */
function usageIssue({ code, message }: CommanderError): Issue {
  const [first = '', second = ''] = message.replace(/^error: /, '').split('\n');
  const name = code.replace(/^commander\./, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const meant = /^\(Did you mean (.*)\?\)$/.exec(second)?.[1];
  const hint = meant === undefined ? {} : { hint: `did you mean ${meant}?` };
  if (name === 'help') return { code: 'missing-command', severity: 'error', message: 'no command is given' };
  return { code: name, severity: 'error', message: first, ...hint };
}

function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').replace(/\.$/, '');
}
