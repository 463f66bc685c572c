import { isScalar, type Node, parseDocument } from 'yaml';
import type { Issue } from './issue.ts';
import { locateYaml } from './locate-yaml.ts';
import type { Located, SourceText } from './located.ts';
import { issuePosition, sourceText } from './source-text.ts';

/** What one file says, and everything wrong with it as YAML. `root` is absent when nothing can be made of it. */
export interface ParsedYaml {
  readonly source: SourceText;
  readonly root?: Located;
  readonly faults: readonly Issue[];
  /** Where the syntax breaks, by file: what follows there is a guess, so it is not checked further. */
  readonly breaks: readonly Break[];
  /** Something could not be read, the rest of this file or a file it includes: what seems missing may stand there. */
  readonly incomplete: boolean;
}

export type Break = Required<Pick<Issue, 'file' | 'line' | 'column'>>;

/** Reads YAML, keeping the place of every key and value. Never throws; hostile text gives faults like any other. */
export function parseYaml(file: string, raw: string): ParsedYaml {
  const source = sourceText(file, raw);
  const refusal = refuse(source);
  if (refusal !== undefined) return unreadable(source, refusal);
  const document = parseDocument(source.text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' });
  const problems = [...document.errors, ...document.warnings];
  const contents = document.contents as Node | null;
  if (problems.length === 0 && (contents === null || (isScalar(contents) && contents.value === null))) {
    return unreadable(source, fault(source, 0, 'empty-file', 'the file holds nothing'));
  }
  const tree = contents === null ? undefined : locateYaml(source, contents);
  const faults = [...problems.map((problem) => syntaxIssue(source, problem)), ...(tree?.faults ?? [])];
  const hostile = faults.find(({ code }) => code === 'too-deep' || code === 'alias-bomb');
  if (hostile !== undefined) return unreadable(source, hostile);
  return {
    source,
    faults: withoutRepeats(faults),
    ...(tree?.root !== undefined && { root: tree.root }),
    breaks: problems.length > 0 ? [firstBreak(source, problems)] : [],
    incomplete: problems.length > 0,
  };
}

function unreadable(source: SourceText, why: Issue): ParsedYaml {
  return { source, faults: [why], breaks: [], incomplete: true };
}

function firstBreak(source: SourceText, problems: readonly { readonly pos: readonly [number, number] }[]): Break {
  return issuePosition(
    source,
    problems.reduce((first, { pos }) => Math.min(first, pos[0]), source.text.length),
  );
}

/**
 * Text the parser must not see. Indentation thousands of columns deep makes its regular expressions exhaust memory,
 * which ends the process instead of throwing.
 */
function refuse(source: SourceText): Issue | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
  const control = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFD]/.exec(source.text);
  if (control !== null) {
    const hint = 'save the file as UTF-8 text';
    return { ...fault(source, control.index, 'not-text', 'the file is not UTF-8 text'), sourceLine: '', hint };
  }
  const deep = /^[ \t?:-]{400}/m.exec(source.text);
  if (deep !== null) return fault(source, deep.index, 'too-deep', 'the nesting is too deep to be meant');
  return undefined;
}

const syntaxMessages: Readonly<Record<string, readonly [string, string]>> = {
  TAB_AS_INDENT: ['tab-indent', 'tabs cannot indent YAML'],
  RESOURCE_EXHAUSTION: ['too-deep', 'the nesting is too deep to be meant'],
  MULTIPLE_DOCS: ['yaml-syntax', 'one file holds one document; remove the "---" line'],
  TAG_RESOLVE_FAILED: ['yaml-syntax', 'YAML tags such as "!name" are not used here'],
};

function syntaxIssue(source: SourceText, problem: { code: string; message: string; pos: [number, number] }): Issue {
  const [code, message] = syntaxMessages[problem.code] ?? ['yaml-syntax', problem.message.replace(/\.$/, '')];
  const issue = fault(source, problem.pos[0], code, message);
  return code === 'tab-indent' ? { ...issue, hint: 'indent with spaces' } : issue;
}

/** The parser may complain several times about one character. */
function withoutRepeats(faults: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string>();
  return faults.filter(({ code, line, column }) => {
    const place = `${code}:${line}:${column}`;
    return !seen.has(place) && seen.add(place);
  });
}

function fault(source: SourceText, offset: number, code: string, message: string): Issue {
  return { code, severity: 'error', message, ...issuePosition(source, offset) };
}
