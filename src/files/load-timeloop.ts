import { resolve } from 'node:path';
import { InputError, type Issue } from '../shared/issue.ts';
import { type ParsedYaml, parseYaml } from '../shared/parse-yaml.ts';
import { attempt } from '../study/attempt.ts';
import { readTimeloopAccelerator } from '../study/timeloop/read-accelerator.ts';
import { readTimeloop, type TimeloopSpec } from '../study/timeloop/read-timeloop.ts';
import { shownPath } from './place.ts';
import { readInputText } from './read-input.ts';

/** A Timeloop specification from its files. */
export async function loadTimeloop(files: readonly string[], cwd: string): Promise<TimeloopSpec> {
  return readTimeloop(await parseFiles(files, cwd));
}

/** Its architecture alone, with prices. */
export async function loadTimeloopAccelerator(files: readonly string[], cwd: string) {
  return readTimeloopAccelerator(await parseFiles(files, cwd));
}

async function parseFiles(files: readonly string[], cwd: string): Promise<readonly ParsedYaml[]> {
  const issues: Issue[] = [];
  const parsed: ParsedYaml[] = [];
  for (const file of files) {
    const path = resolve(cwd, file);
    const shown = shownPath(path, cwd);
    const text = await attempt(issues, () => readInputText(path, shown));
    if (text !== undefined) parsed.push(parseYaml(shown, text));
  }
  if (issues.length > 0) throw new InputError(issues);
  return parsed;
}
