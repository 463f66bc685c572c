import { elementwiseLayer } from '../../layers.ts';
import type { Layer, LayerFunction } from '../../workload.ts';
import type { BuiltEntry, EntryContext } from './entry-context.ts';
import type { FeatureMap } from './feature-map.ts';
import type { LayerEntry } from './layer-entry-schema.ts';

type ElementwiseEntry = Extract<LayerEntry, { type: 'activation' | 'normalisation' | 'softmax' }>;

/**
 * Layers that work on one map value by value. Operations per value:
 * - softmax 5: maximum, subtraction, exponential (a table look-up), sum, division;
 * - batch normalisation 2, scale and shift, when it cannot be folded into a convolution;
 * - layer normalisation 7: mean, subtraction, square, variance, division, scale, shift;
 * - LRN over n channels n + 4: a square, n − 1 additions, scale and offset, a power (a table look-up), a product
 *   (Krizhevsky et al. 2012, section 3.3; each square is computed once and shared by its n windows).
 */
export function elementwiseEntry(entry: ElementwiseEntry, context: EntryContext): BuiltEntry | undefined {
  const map = context.inputs[0]!;
  if (entry.type === 'normalisation' && entry.method !== 'lrn' && entry.size !== undefined) {
    const message = '`size` is the window of LRN and means nothing here';
    context.report(['size'], { code: 'key-without-effect', message, at: 'key', found: `method ${entry.method}` });
    return undefined;
  }
  const elements = context.batch * map.channels * map.size[0] * map.size[1];
  const layer = elementwiseLayer({ name: entry.name, elements, ...work(entry, map) });
  const computed = functionOf(entry);
  return { layer: computed === undefined ? layer : { ...layer, function: computed }, output: map };
}

/** An activation of one operation per value is taken for a ReLU; of another, nothing says which. */
function functionOf(entry: ElementwiseEntry): LayerFunction | undefined {
  if (entry.type === 'softmax') return 'softmax';
  if (entry.type === 'activation') return (entry.operations ?? 1) === 1 ? 'relu' : undefined;
  return entry.method === 'lrn' ? 'lrn' : `${entry.method}-normalisation`;
}

type Work = Pick<Layer, 'kind' | 'operation' | 'operationsPerPoint' | 'parameters'>;

function work(entry: ElementwiseEntry, { channels }: FeatureMap): Work {
  const activation = { kind: 'activation', operation: 'activation', parameters: 0 } as const;
  if (entry.type === 'softmax') return { ...activation, operationsPerPoint: 5 };
  if (entry.type === 'activation') return { ...activation, operationsPerPoint: entry.operations ?? 1 };
  const normalisation = { kind: 'normalisation', operation: 'multiply' } as const;
  switch (entry.method) {
    case 'lrn':
      return { ...normalisation, operationsPerPoint: (entry.size ?? 5) + 4, parameters: 0 };
    case 'batch':
      return { ...normalisation, operationsPerPoint: 2, parameters: 2 * channels };
    case 'layer':
      return { ...normalisation, operationsPerPoint: 7, parameters: 2 * channels };
  }
}
