import { poolingLayer } from '../../layers.ts';
import type { BuiltEntry, EntryContext } from './entry-context.ts';
import type { LayerEntry } from './layer-entry-schema.ts';
import { windowGeometry } from './window-geometry.ts';

type PoolEntry = Extract<LayerEntry, { type: 'max-pool' | 'average-pool' | 'global-average-pool' }>;

/**
 * A pooling layer; undefined once a fault is reported. Averaging counts its additions; the one scaling per output is a
 * shift or is folded into the next layer's weights, and is not counted.
 */
export function poolEntry(entry: PoolEntry, context: EntryContext): BuiltEntry | undefined {
  const { channels, size } = context.inputs[0]!;
  const whole = { kernel: size, defaultStride: 1 };
  const windows = entry.type === 'global-average-pool' ? whole : { ...entry, defaultStride: entry.kernel };
  const window = windowGeometry(windows, size, context.report);
  if (window === undefined) return undefined;
  const operation = entry.type === 'max-pool' ? 'max' : 'add';
  const layer = poolingLayer({ ...window, name: entry.name, batch: context.batch, channels, input: size, operation });
  return { layer, output: { channels, size: window.output } };
}
