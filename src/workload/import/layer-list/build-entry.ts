import { iterationCount } from '../../problem.ts';
import type { Layer } from '../../workload.ts';
import { convolutionEntry } from './convolution-entry.ts';
import { customEntry } from './custom-entry.ts';
import { fullyConnectedEntry, matrixMultiplyEntry } from './dense-entry.ts';
import { elementwiseEntry } from './elementwise-entry.ts';
import type { BuiltEntry, EntryContext } from './entry-context.ts';
import { combiningEntry, concatEntry } from './joining-entry.ts';
import type { LayerEntry } from './layer-entry-schema.ts';
import { poolEntry } from './pool-entry.ts';

/** The layer an entry describes; undefined once a fault is reported. */
export function buildEntry(entry: LayerEntry, context: EntryContext, origin: string): BuiltEntry | undefined {
  const built = buildByType(entry, context);
  if (built?.layer === undefined) return built;
  const { repeat = 1, bits, zeros } = entry;
  const layer: Layer = {
    ...built.layer,
    repeat,
    origin,
    ...(bits !== undefined && { bits }),
    ...(zeros !== undefined && { zeros }),
  };
  if (!Number.isSafeInteger(iterationCount(layer.problem) * repeat)) {
    const message = 'this layer does more work than can be counted exactly';
    const accepted = `at most ${Number.MAX_SAFE_INTEGER} operations`;
    context.report([], {
      code: 'out-of-range',
      message,
      found: String(iterationCount(layer.problem) * repeat),
      accepted,
    });
    return undefined;
  }
  return { ...built, layer };
}

function buildByType(entry: LayerEntry, context: EntryContext): BuiltEntry | undefined {
  switch (entry.type) {
    case 'conv':
    case 'depthwise':
      return convolutionEntry(entry, context);
    case 'fc':
      return fullyConnectedEntry(entry, context);
    case 'matmul':
      return matrixMultiplyEntry(entry, context);
    case 'max-pool':
    case 'average-pool':
    case 'global-average-pool':
      return poolEntry(entry, context);
    case 'add':
    case 'multiply':
      return combiningEntry(entry, context);
    case 'concat':
      return concatEntry(entry, context);
    case 'activation':
    case 'normalisation':
    case 'softmax':
      return elementwiseEntry(entry, context);
    case 'flatten': {
      const { channels, size } = context.inputs[0]!;
      const output = { channels: channels * size[0] * size[1], size: [1, 1] } as const;
      return { free: 'the same values in the same order: nothing moves', output };
    }
    case 'custom':
      return customEntry(entry, context);
  }
}
