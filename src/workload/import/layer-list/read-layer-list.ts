import { examineDocument } from '../../../shared/document.ts';
import { InputError, type Issue } from '../../../shared/issue.ts';
import { parseYaml } from '../../../shared/parse-yaml.ts';
import type { Layer, UncostedOperator, Workload } from '../../workload.ts';
import { buildEntry } from './build-entry.ts';
import type { EntryContext } from './entry-context.ts';
import type { LayerEntry } from './layer-entry-schema.ts';
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
  const broken = brokenEntries(malformed);
  if (broken === null) throw new InputError(malformed);
  const { name, source, input, layers: entries } = document.value;
  const issues: Issue[] = [...malformed];
  const layers: Layer[] = [];
  const uncosted: UncostedOperator[] = [];
  const shapes = new Map<string, KnownShape>();
  /** Entries that are no layer, with the layer whose values they pass on. */
  const same = new Map<string, string>();
  if (input !== undefined) shapes.set(networkInput, input);
  const chain = { shapes, isNetwork: input !== undefined, allNames: entries.map((entry) => entry?.name) };
  let previous = input === undefined ? undefined : networkInput;

  for (const [index, entry] of entries.entries()) {
    const report: EntryContext['report'] = (path, fault) => {
      issues.push(document.issue(['layers', index, ...path], fault));
    };
    if (typeof entry?.name !== 'string') continue;
    const isNew = nameIsNew(entry, shapes, report);
    if (broken.has(index)) {
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

/**
 * Layers that do not fit the schema: the others are still looked at, so that one report has it all. Null when what is wrong
 * lies outside the layers; a key that is not known spoils nothing.
 */
function brokenEntries(malformed: readonly Issue[]): ReadonlySet<number> | null {
  const broken = new Set<number>();
  for (const { code, path = '' } of malformed) {
    if (code === 'unknown-key') continue;
    const entry = /^layers\[(\d+)\]/.exec(path)?.[1];
    if (entry === undefined) return null;
    broken.add(Number(entry));
  }
  return broken;
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
