import { Ajv, type ErrorObject } from 'ajv';
import type { Static, TSchema } from 'typebox';
import { Check } from 'typebox/schema';
import { InputError, type Issue } from './issue.ts';
import { type Located, plainValue } from './located.ts';
import { type Break, type ParsedYaml, parseYaml } from './parse-yaml.ts';
import { type Path, pathText } from './path-text.ts';
import { schemaFaults } from './schema-faults.ts';
import { issuePosition } from './source-text.ts';

/** A fault in words; the document adds where it is. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly found?: string;
  readonly accepted?: string;
  readonly hint?: string;
  readonly severity?: 'error' | 'warning';
  /** What to point at: the value (default), its key, or for a missing key the map that lacks it. */
  readonly at?: 'value' | 'key';
}

/** A file that fits its schema, and the means to say where something else is wrong with it. */
export interface InputDocument<T> {
  readonly value: T;
  readonly file: string;
  /** A fault at a path. A path that is not in the file points at the nearest thing that is. */
  issue(path: Path, fault: Fault): Issue;
}

export interface ExaminedDocument<T> {
  readonly document: InputDocument<T>;
  readonly issues: readonly Issue[];
  /** True for a fault that may be none: it stands after broken syntax, or misses what an unread file may hold. */
  isGuess(issue: Issue): boolean;
}

/** Reads a YAML file against its schema; throws one `InputError` with every fault. */
export function readDocument<S extends TSchema>(file: string, text: string, schema: S): InputDocument<Static<S>> {
  return openDocument(parseYaml(file, text), schema);
}

/** As `readDocument`, for YAML that is parsed already (and perhaps merged from several files). */
export function openDocument<S extends TSchema>(parsed: ParsedYaml, schema: S): InputDocument<Static<S>> {
  const { document, issues } = examineDocument(parsed, schema);
  if (issues.length > 0) throw new InputError(issues);
  return document;
}

/**
 * As `openDocument`, with the faults in hand: with any, the value fits its schema in part only, and is good for nothing but
 * looking for further faults. Throws when there is no value at all.
 */
export function examineDocument<S extends TSchema>(parsed: ParsedYaml, schema: S): ExaminedDocument<Static<S>> {
  const { root, source, faults, breaks, incomplete } = parsed;
  if (root === undefined) throw new InputError(faults);
  const value = plainValue(root);
  const issue = (path: Path, fault: Fault): Issue => issueAt(root, path, fault);
  // A value that could not be read leaves a hole, reported already. Of a key given twice the first value stays.
  const known = new Set(faults.filter(({ code }) => code !== 'duplicate-key').map(({ path }) => path));
  const isWhole = (file: string | undefined) => breaks.every((place) => place.file !== file);
  const isGuess = (issue: Issue) => {
    if (breaks.some((place) => issue.file === place.file && (!isBefore(issue, place) || isCutOff(issue, place)))) {
      return true;
    }
    // Included maps are merged, lists are not: what an entry of a whole file lacks is missing for certain.
    return incomplete && issue.code === 'missing-key' && !(/\[\d+\]/.test(issue.path ?? '') && isWhole(issue.file));
  };
  const wrong: Issue[] = [];
  if (!Check(schema, value)) {
    for (const { path, fault } of schemaFaults(errorsOf(schema, value), value)) {
      const each = issue(path, fault);
      if (!known.has(each.path) && !isGuess(each)) wrong.push(each);
    }
  }
  return { document: { value: value as Static<S>, file: source.file, issue }, issues: [...faults, ...wrong], isGuess };
}

/** Our own schemas need no check, and few values are worth code that runs faster. */
const sooner = { validateSchema: false, code: { optimize: false } };

let ajv: Ajv | undefined;

/** ajv words what is wrong. To compile a schema takes it longer than reading all files of a command: done for files with a fault only. */
function errorsOf(schema: TSchema, value: unknown): ErrorObject[] {
  ajv ??= new Ajv({ allErrors: true, verbose: true, strict: false, strictNumbers: true, logger: false, ...sooner });
  const validate = ajv.compile(schema);
  validate(value);
  return validate.errors ?? [];
}

/** What is empty right before the syntax breaks was meant to hold what follows. */
function isCutOff({ line = 0, found }: Issue, broken: Break): boolean {
  return broken.line - line <= 1 && (found === 'nothing' || found === 'a list of 0');
}

function isBefore(issue: Issue, broken: Break): boolean {
  const line = issue.line ?? 0;
  return line < broken.line || (line === broken.line && (issue.column ?? 0) < broken.column);
}

function issueAt(root: Located, path: Path, fault: Fault): Issue {
  const { at = 'value', severity = 'error', ...words } = fault;
  let node = root;
  let key = { source: root.source, offset: root.offset };
  let missing = false;
  for (const step of path) {
    const next = child(node, step);
    missing = next === undefined;
    if (next === undefined) break;
    key = next.key;
    node = next.node;
  }
  const place = at === 'key' || missing ? key : { source: node.source, offset: node.offset };
  return { ...words, severity, ...issuePosition(place.source, place.offset), path: pathText(path) };
}

function child(node: Located, step: string | number) {
  if (node.content instanceof Map) {
    const entry = node.content.get(String(step));
    if (entry === undefined) return undefined;
    return { node: entry.value, key: { source: entry.keySource, offset: entry.keyOffset } };
  }
  const item = Array.isArray(node.content) ? (node.content as readonly Located[])[Number(step)] : undefined;
  return item && { node: item, key: { source: item.source, offset: item.offset } };
}
