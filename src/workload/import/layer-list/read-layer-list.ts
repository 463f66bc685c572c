import { readDocument } from '../../../shared/document.ts';
import { InputError, type Issue } from '../../../shared/issue.ts';
import type { Layer, UncostedOperator, Workload } from '../../workload.ts';
import { buildEntry } from './build-entry.ts';
import type { EntryContext } from './entry-context.ts';
import type { LayerEntry } from './layer-entry-schema.ts';
import { layerListSchema } from './layer-list-schema.ts';
import { type KnownShape, resolveInputs } from './resolve-inputs.ts';

/** The name `from` uses for the input of the network. */
const networkInput = 'input';

/**
 * Reads a network written as a YAML list of layers. Sizes are derived along the chain; every fault in the file is
 * collected and thrown as one `InputError`.
 */
export function readLayerList(file: string, text: string, options: { readonly batch?: number } = {}): Workload {
  const { batch = 1 } = options;
  if (!Number.isSafeInteger(batch) || batch < 1) throw new Error(`batch is a whole number ≥ 1, not ${batch}`);
  const document = readDocument(file, text, layerListSchema);
  const { name, source, input, layers: entries } = document.value;
  const issues: Issue[] = [];
  const layers: Layer[] = [];
  const uncosted: UncostedOperator[] = [];
  const shapes = new Map<string, KnownShape>();
  if (input !== undefined) shapes.set(networkInput, input);
  const chain = { shapes, isNetwork: input !== undefined, allNames: entries.map((entry) => entry.name) };
  let previous = input === undefined ? undefined : networkInput;

  for (const [index, entry] of entries.entries()) {
    const report: EntryContext['report'] = (path, fault) => {
      issues.push(document.issue(['layers', index, ...path], fault));
    };
    const isNew = nameIsNew(entry, shapes, report);
    const inputs = resolveInputs(entry, { ...chain, previous }, report);
    const { line } = document.issue(['layers', index], { code: '', message: '' });
    const built = inputs && buildEntry(entry, { inputs, batch, report }, `${file}:${line}`);
    if (built?.layer !== undefined) layers.push(built.layer);
    if (built?.free !== undefined) uncosted.push({ operator: entry.type, node: entry.name, reason: built.free });
    const faulty = built === undefined || !isNew;
    shapes.set(entry.name, faulty ? 'faulty' : (built.output ?? 'shapeless'));
    previous = entry.name;
  }
  if (issues.length > 0) throw new InputError(issues);
  return { name, source, layers, uncosted };
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
