import Value from 'typebox/value';
import { examineDocument } from '../../../shared/document.ts';
import { InputError, type Issue } from '../../../shared/issue.ts';
import { parseYaml } from '../../../shared/parse-yaml.ts';
import type { Layer, UncostedOperator, Workload } from '../../workload.ts';
import { buildEntry } from './build-entry.ts';
import type { EntryContext } from './entry-context.ts';
import { type LayerEntry, layerEntrySchema } from './layer-entry-schema.ts';
import { layerListSchema } from './layer-list-schema.ts';
import { type KnownShape, namesRead, resolveInputs } from './resolve-inputs.ts';

/** The name `from` uses for the input of the network. */
const networkInput = 'input';

/**
 * Reads a network written as a YAML list of layers. Sizes are derived along the chain; every fault in the file is
 * collected and thrown as one `InputError`.
 */
export function readLayerList(file: string, text: string, options: { readonly batch?: number } = {}): Workload {
  const { batch = 1 } = options;
  if (!Number.isSafeInteger(batch) || batch < 1) throw new Error(`batch is a whole number ≥ 1, not ${batch}`);
  const { document, issues: malformed } = examineDocument(parseYaml(file, text), layerListSchema);
  const broken = brokenParts(malformed);
  // Broken syntax may leave nothing at all.
  const { name, source, input, layers: entries } = document.value ?? {};
  if (broken === null || !Array.isArray(entries)) throw new InputError(malformed);
  const issues: Issue[] = [...malformed];
  const layers: Layer[] = [];
  const uncosted: UncostedOperator[] = [];
  const shapes = new Map<string, KnownShape>();
  /** Entries that are no layer, with the layer whose values they pass on. */
  const same = new Map<string, string>();
  const isNetwork = input !== undefined || broken.input;
  if (broken.input) shapes.set(networkInput, 'faulty');
  else if (input !== undefined) shapes.set(networkInput, input);
  const chain = { shapes, isNetwork, allNames: entries.map((entry) => entry?.name) };
  let previous = isNetwork ? networkInput : undefined;

  for (const [index, entry] of entries.entries()) {
    const report: EntryContext['report'] = (path, fault) => {
      issues.push(document.issue(['layers', index, ...path], fault));
    };
    if (typeof entry?.name !== 'string') continue;
    const isNew = nameIsNew(entry, shapes, report);
    if (broken.entries.has(index) || (malformed.length > 0 && !isWhole(entry, strayKeys(malformed, index)))) {
      shapes.set(entry.name, 'faulty');
      previous = entry.name;
      continue;
    }
    const inputs = resolveInputs(entry, { ...chain, previous }, report);
    const { line } = document.issue(['layers', index], { code: '', message: '' });
    const built = inputs && buildEntry(entry, { inputs, batch, report }, `${file}:${line}`);
    const reads =
      built && namesRead(entry, { isNetwork: chain.isNetwork, previous })?.map((name) => same.get(name) ?? name);
    if (built?.layer !== undefined) layers.push(reads === undefined ? built.layer : { ...built.layer, reads });
    if (built?.free !== undefined && reads !== undefined) same.set(entry.name, reads[0]!);
    if (built?.free !== undefined) uncosted.push({ operator: entry.type, node: entry.name, reason: built.free });
    const faulty = built === undefined || !isNew;
    shapes.set(entry.name, faulty ? 'faulty' : (built.output ?? 'shapeless'));
    previous = entry.name;
  }
  if (issues.length > 0) throw new InputError(issues);
  return { name, source, layers, uncosted };
}

interface Broken {
  /** Layers that do not fit the schema: the others are still looked at, so that one report has it all. */
  readonly entries: ReadonlySet<number>;
  readonly input: boolean;
}

/** Of a key given twice the first value stays; the others spoil nothing at all. */
const harmless = ['unknown-key', 'duplicate-key', 'forbidden-key'];

/** What faults of form leave unknown; null when there are no layers to look at. */
function brokenParts(malformed: readonly Issue[]): Broken | null {
  const entries = new Set<number>();
  let input = false;
  for (const { code, path = '', hint } of malformed) {
    const [, part, index] = /^(name|source|input|layers)?\b(?:\[(\d+)\])?/.exec(path) ?? [];
    input ||= part === 'input' || (code === 'unknown-key' && hint?.includes('"input"') === true && !path.includes('.'));
    if (harmless.includes(code) || part === 'input' || part === 'name' || part === 'source') continue;
    if (index === undefined) return null;
    entries.add(Number(index));
  }
  return { entries, input };
}

/** Keys of an entry that mean nothing. */
function strayKeys(malformed: readonly Issue[], index: number): readonly string[] {
  const front = `layers[${index}].`;
  const stray = malformed.filter(({ code, path = '' }) => code === 'unknown-key' && path.startsWith(front));
  return stray.map(({ path = '' }) => path.slice(front.length));
}

/**
 * Whether an entry has all it needs. What follows from a misspelt key, or from syntax that breaks above, is not reported, but the
 * entry lacks it all the same.
 */
function isWhole(entry: LayerEntry, stray: readonly string[]): boolean {
  const kept = Object.entries(entry).filter(([key]) => !stray.includes(key));
  return Value.Check(layerEntrySchema, Object.fromEntries(kept));
}

function nameIsNew(
  { name }: LayerEntry,
  shapes: ReadonlyMap<string, KnownShape>,
  report: EntryContext['report'],
): boolean {
  if (name === networkInput) {
    const message = '`input` is the input of the network; a layer needs another name';
    report(['name'], { code: 'reserved-name', message, found: name });
    return false;
  }
  if (!shapes.has(name)) return true;
  report(['name'], { code: 'duplicate-name', message: 'a layer above has this name already', found: name });
  return false;
}
