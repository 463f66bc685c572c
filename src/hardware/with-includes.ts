import { InputError, type Issue } from '../shared/issue.ts';
import type { Located, LocatedEntry } from '../shared/located.ts';
import { type ParsedYaml, parseYaml } from '../shared/parse-yaml.ts';
import { issuePosition } from '../shared/source-text.ts';

/**
 * Finds an included file by the name written in `from`; rejects when there is none. The same file must always come back
 * under the same name, the one the first file was read by included: cycles are found by it.
 */
export type ResolveInclude = (path: string, from: string) => Promise<{ readonly file: string; readonly text: string }>;

type LocatedMap = ReadonlyMap<string, LocatedEntry>;

/** The file laid over the files it includes. Every value keeps the place it came from. */
export async function withIncludes(
  parsed: ParsedYaml,
  resolve: ResolveInclude | undefined,
  chain: readonly string[] = [parsed.source.file],
): Promise<ParsedYaml> {
  const { root, source } = parsed;
  if (root === undefined || !(root.content instanceof Map)) return parsed;
  const faults: Issue[] = [...parsed.faults];
  let base: Located | undefined;
  const breaks = [...parsed.breaks];
  let { incomplete } = parsed;
  for (const reference of references(root.content)) {
    const included = await readIncluded(reference, { resolve, chain });
    faults.push(...included.faults);
    breaks.push(...included.breaks);
    incomplete ||= included.incomplete;
    if (included.root !== undefined) base = base === undefined ? included.root : merge(base, included.root);
  }
  const merged = base === undefined ? root : merge(withoutInclude(base), root);
  return { source, root: merged, faults, breaks, incomplete };
}

interface IncludeContext {
  readonly resolve: ResolveInclude | undefined;
  readonly chain: readonly string[];
}

async function readIncluded(reference: Located, { resolve, chain }: IncludeContext): Promise<ParsedYaml> {
  const { source } = reference;
  const name = String(reference.content);
  const refuse = (code: string, message: string, hint?: string): ParsedYaml => {
    const place = issuePosition(source, reference.offset);
    const fault: Issue = {
      code,
      severity: 'error',
      message,
      ...place,
      path: 'include',
      found: name,
      ...(hint && { hint }),
    };
    return { source, faults: [fault], breaks: [], incomplete: true };
  };
  let found: { readonly file: string; readonly text: string };
  try {
    if (resolve === undefined) return refuse('include-not-found', `"${name}" cannot be included here`);
    found = await resolve(name, source.file);
  } catch (error) {
    if (error instanceof InputError)
      return refuse('include-not-found', error.issues[0]!.message, error.issues[0]!.hint);
    const reason = error instanceof Error ? `: ${error.message}` : '';
    return refuse('include-not-found', `"${name}" cannot be read${reason}`);
  }
  const path = [...chain, found.file];
  if (chain.includes(found.file) || path.length > 20)
    return refuse('include-cycle', `files include each other: ${path.join(' → ')}`);
  const parsed = await withIncludes(parseYaml(found.file, found.text), resolve, path);
  if (parsed.root === undefined || parsed.root.content instanceof Map) return parsed;
  return refuse('wrong-value', `"${name}" does not hold a map`);
}

/** Anything but file names is left for the schema to report. */
function references(map: LocatedMap): readonly Located[] {
  const value = map.get('include')?.value;
  if (value === undefined) return [];
  const items = Array.isArray(value.content) ? (value.content as readonly Located[]) : [value];
  return items.filter((item) => typeof item.content === 'string');
}

function withoutInclude(node: Located): Located {
  const entries = [...(node.content as LocatedMap)].filter(([key]) => key !== 'include');
  return { ...node, content: new Map(entries) };
}

/** Maps key by key; anything else is replaced. */
function merge(base: Located, over: Located): Located {
  if (!(base.content instanceof Map && over.content instanceof Map)) return over;
  const content = new Map(base.content as LocatedMap);
  for (const [key, entry] of over.content as LocatedMap) {
    const below = content.get(key);
    content.set(key, below === undefined ? entry : { ...entry, value: merge(below.value, entry.value) });
  }
  return { ...over, content, size: base.size + over.size };
}
