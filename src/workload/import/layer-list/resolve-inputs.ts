import type { Fault } from '../../../shared/document.ts';
import { nearest } from '../../../shared/nearest.ts';
import type { EntryContext } from './entry-context.ts';
import { type FeatureMap, featureMapText } from './feature-map.ts';
import type { LayerEntry } from './layer-entry-schema.ts';

/** What is known of a layer above: its shape, that it has a fault of its own, or that it never said its shape. */
export type KnownShape = FeatureMap | 'faulty' | 'shapeless';

/** The layers above an entry. */
export interface Above {
  readonly shapes: ReadonlyMap<string, KnownShape>;
  /** The layer directly above, or `input`. */
  readonly previous: string | undefined;
  /** Every layer of the file, for names that come too late. */
  readonly allNames: readonly string[];
  /** Whether the file states the network's input: then every layer is part of one chain. */
  readonly isNetwork: boolean;
}

/**
 * Shapes an entry reads, in the order of `from`. Undefined once a fault is reported, here or for a layer above: one
 * mistake is told once.
 */
export function resolveInputs(
  entry: LayerEntry,
  above: Above,
  report: EntryContext['report'],
): readonly FeatureMap[] | undefined {
  const from = namesRead(entry, above);
  if (from !== undefined && !fanInFits(entry, from.length, report)) return undefined;
  const path = (index: number) => (Array.isArray(entry.from) ? ['from', index] : ['from']);
  const found = from?.map((name, index) => find(name, above, (fault) => report(path(index), fault))) ?? [];
  // An einsum states its own bounds, so it is checked whatever is wrong above it.
  if (entry.type === 'custom') return [];
  if (found.includes('faulty')) return undefined;
  const shapes = found.filter((shape) => typeof shape !== 'string');
  if (shapes.length > 0 && shapes.length === found.length) {
    return agreesWithStated(entry, shapes, report) ? shapes : undefined;
  }
  if (entry.type === 'fc' && entry.inputs !== undefined) return [];
  if (entry.type === 'matmul' && entry.rows !== undefined && entry.inner !== undefined) return [];
  const stated = statedShape(entry);
  if (stated !== undefined) return [stated];
  noShape(entry, from, report);
  return undefined;
}

/** Without a network input an entry that states its whole shape stands alone. */
export function namesRead(
  entry: LayerEntry,
  above: Pick<Above, 'isNetwork' | 'previous'>,
): readonly string[] | undefined {
  if (entry.from !== undefined) return typeof entry.from === 'string' ? [entry.from] : entry.from;
  if (!above.isNetwork && statesItsShape(entry)) return undefined;
  return above.previous === undefined ? undefined : [above.previous];
}

function statesItsShape(entry: LayerEntry): boolean {
  if (entry.type === 'fc') return entry.inputs !== undefined;
  if (entry.type === 'matmul') return entry.rows !== undefined && entry.inner !== undefined;
  return statedShape(entry) !== undefined;
}

function statedShape(entry: LayerEntry): FeatureMap | undefined {
  if (entry.type === 'custom' || entry.type === 'fc' || entry.type === 'matmul') return undefined;
  if (entry.channels === undefined || entry.input === undefined) return undefined;
  return { channels: entry.channels, size: entry.input };
}

const joins = new Set<LayerEntry['type']>(['add', 'multiply', 'concat']);

function fanInFits(entry: LayerEntry, count: number, report: EntryContext['report']): boolean {
  const [least, most] = joins.has(entry.type) ? [2, Infinity] : entry.type === 'matmul' ? [1, 2] : [1, 1];
  if ((count >= least && count <= most) || entry.type === 'custom') return true;
  const code = count < least ? 'too-few-inputs' : 'too-many-inputs';
  const message = `${entry.type} reads ${count < least ? 'two layers or more' : most === 1 ? 'one layer' : 'one or two'}`;
  const hint = count < least ? 'name them: `from: [a, b]`' : 'join them first with concat, add or multiply';
  report(['from'], { code, message, found: String(count), hint });
  return false;
}

function find(name: string, above: Above, report: (fault: Fault) => void): KnownShape {
  const shape = above.shapes.get(name);
  if (shape !== undefined) return shape;
  const late = above.allNames.includes(name);
  const known = [...above.shapes.keys()];
  const meant = late ? undefined : nearest(name, known);
  report({
    code: late ? 'layer-comes-later' : 'unknown-layer',
    message: late ? `"${name}" is not above this layer` : `there is no layer "${name}"`,
    found: name,
    accepted: known.slice(-30).join(', '),
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    ...(late && { hint: 'a layer reads only layers above it' }),
  });
  return 'faulty';
}

/** Sizes stated beside derived ones are a check. */
function agreesWithStated(entry: LayerEntry, shapes: readonly FeatureMap[], report: EntryContext['report']): boolean {
  if (entry.type === 'custom' || entry.type === 'fc' || entry.type === 'matmul') return true;
  const first = shapes[0]!;
  const joined = shapes.reduce((sum, shape) => sum + shape.channels, 0);
  const channels = entry.type === 'concat' ? joined : first.channels;
  const { input = first.size } = entry;
  const wrongChannels = entry.channels !== undefined && entry.channels !== channels;
  const wrongSize = input[0] !== first.size[0] || input[1] !== first.size[1];
  const message = `this layer reads ${featureMapText({ channels, size: first.size })} (channels x rows x columns)`;
  if (wrongChannels) {
    const words = { found: String(entry.channels), accepted: String(channels) };
    report(['channels'], { code: 'size-mismatch', message, ...words });
  }
  if (wrongSize) {
    const words = { found: input.join(' x '), accepted: first.size.join(' x ') };
    report(['input'], { code: 'size-mismatch', message, ...words });
  }
  return !wrongChannels && !wrongSize;
}

function noShape(entry: LayerEntry, from: readonly string[] | undefined, report: EntryContext['report']): void {
  const accepted =
    entry.type === 'fc' ? '`inputs`' : entry.type === 'matmul' ? '`rows` and `inner`' : '`channels` and `input`';
  report([], {
    code: 'no-input-shape',
    message: 'nothing says how large the input of this layer is',
    accepted: from === undefined ? `${accepted} here, or \`input\` at the top of the file` : `${accepted} here`,
    ...(from !== undefined && { hint: `or give ${from.map((name) => `"${name}"`).join(', ')} a \`result\`` }),
  });
}
