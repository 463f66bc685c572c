import type { Issue } from '../shared/issue.ts';
import type { Located, LocatedEntry } from '../shared/located.ts';
import { nearest } from '../shared/nearest.ts';
import type { ParsedYaml } from '../shared/parse-yaml.ts';
import { issuePosition } from '../shared/source-text.ts';

type LocatedMap = ReadonlyMap<string, LocatedEntry>;

/** Lists of a spec whose items have names: in changes they are maps by name. */
const named = ['levels', 'memories'];

/**
 * The spec with some of its values changed: maps key by key, `levels` and `memories` by name, anything else replaced. Every
 * value keeps the place it came from. A name that is not there is a fault.
 */
export function withChanges(parsed: ParsedYaml, changes: Located): ParsedYaml {
  if (parsed.root === undefined) return parsed;
  const faults: Issue[] = [];
  const root = change(parsed.root, changes, 'hardwareChanges', faults);
  return { ...parsed, root, faults: [...parsed.faults, ...faults] };
}

function change(base: Located, over: Located, path: string, faults: Issue[]): Located {
  if (!(base.content instanceof Map && over.content instanceof Map)) return over;
  const content = new Map(base.content as LocatedMap);
  for (const [key, entry] of over.content as LocatedMap) {
    const below = content.get(key);
    const where = `${path}.${key}`;
    const value =
      below === undefined
        ? entry.value
        : named.includes(key)
          ? changeItems(below.value, entry.value, where, faults)
          : change(below.value, entry.value, where, faults);
    content.set(key, { ...(below ?? entry), keySource: entry.keySource, keyOffset: entry.keyOffset, value });
  }
  return { ...base, content, size: base.size + over.size };
}

function changeItems(base: Located, over: Located, path: string, faults: Issue[]): Located {
  if (!(Array.isArray(base.content) && over.content instanceof Map)) return over;
  const items = base.content as readonly Located[];
  const names = items.map(nameOf);
  const changes = over.content as LocatedMap;
  for (const [name, { keySource, keyOffset }] of changes) {
    if (names.includes(name)) continue;
    const known = names.filter((each) => each !== undefined);
    const meant = nearest(name, known);
    faults.push({
      code: 'unknown-level',
      severity: 'error',
      message: 'the accelerator has nothing of this name to change',
      ...issuePosition(keySource, keyOffset),
      path: `${path}.${name}`,
      found: name,
      accepted: known.join(', '),
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    });
  }
  const content = items.map((item, index) => {
    const own = changes.get(names[index] ?? '');
    return own === undefined ? item : change(item, own.value, `${path}.${names[index]}`, faults);
  });
  return { ...base, content, size: base.size + over.size };
}

function nameOf({ content }: Located): string | undefined {
  const name = content instanceof Map ? (content as LocatedMap).get('name')?.value.content : undefined;
  return typeof name === 'string' ? name : undefined;
}
