import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { read, root } from './documents.ts';

/** What the JSON of a failed command calls the whole failure, and words that only look like codes. */
const notIssues = ['bad-input', 'no-answer'];

const documented = [...read('docs/errors.md').matchAll(/^\| `([\w-]+)` \|/gm)].map((match) => match[1]!);

const code = "'([a-z]+(?:-[a-z]+)+)'";
const calls = new RegExp(`(?:refusal|fault|Fault|refuse|UnitError)\\(\\s*(?:[\\w.[\\]]+,\\s*)*${code}`, 'g');
const keys = /\bcode\??:(.*)$/gm;

function codesIn(text: string): string[] {
  const inKeys = [...text.matchAll(keys)].flatMap((line) => [...line[1]!.matchAll(new RegExp(code, 'g'))]);
  return [...inKeys, ...text.matchAll(calls)].map((match) => match[1]!);
}

test('every code that is raised anywhere is in the catalogue', () => {
  const files = readdirSync(`${root}src`, { recursive: true }).map((name) => `src/${name}`);
  const missing = files
    .filter((name) => name.endsWith('.ts') && !name.endsWith('_pb.ts'))
    .flatMap((name) => codesIn(read(name)).map((each) => ({ name, each })))
    .filter(({ each }) => !documented.includes(each) && !notIssues.includes(each));
  expect(missing).toEqual([]);
});

test('every code in the catalogue can be raised', () => {
  const made = ['unknown-workload', 'unknown-hardware', 'unknown-scenario'];
  const ofOptions = documented.filter((each) => /option|argument|command/.test(each));
  const sources = readdirSync(`${root}src`, { recursive: true })
    .filter((name) => String(name).endsWith('.ts'))
    .map((name) => read(`src/${name}`))
    .join('\n');
  const idle = documented.filter((each) => ![...made, ...ofOptions].includes(each) && !sources.includes(`'${each}'`));
  expect(idle).toEqual([]);
});
