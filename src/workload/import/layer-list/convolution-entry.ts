import { convolutionLayer } from '../../layers.ts';
import type { BuiltEntry, EntryContext } from './entry-context.ts';
import type { LayerEntry } from './layer-entry-schema.ts';
import { windowGeometry } from './window-geometry.ts';

type ConvolutionEntry = Extract<LayerEntry, { type: 'conv' | 'depthwise' }>;

/** A convolution, grouped or depthwise; undefined once a fault is reported. */
export function convolutionEntry(entry: ConvolutionEntry, context: EntryContext): BuiltEntry | undefined {
  const input = context.inputs[0]!;
  const depthwise = entry.type === 'depthwise';
  const filters = depthwise ? input.channels * (entry.multiplier ?? 1) : entry.filters;
  const groups = depthwise ? input.channels : (entry.groups ?? 1);
  const divides = groupsDivide(groups, { input: input.channels, output: filters }, context);
  const window = windowGeometry({ ...entry, defaultStride: 1 }, input.size, context.report);
  if (!divides || window === undefined) return undefined;
  const layer = convolutionLayer({
    ...window,
    name: entry.name,
    batch: context.batch,
    groups,
    inputChannels: input.channels,
    outputChannels: filters,
    input: input.size,
    bias: entry.bias ?? true,
    ...(depthwise && { kind: 'depthwise' }),
  });
  return { layer, output: { channels: filters, size: window.output } };
}

function groupsDivide(
  groups: number,
  channels: { readonly input: number; readonly output: number },
  { report }: EntryContext,
): boolean {
  if (channels.input % groups === 0 && channels.output % groups === 0) return true;
  report(['groups'], {
    code: 'groups-do-not-divide',
    message: `groups must divide the ${channels.input} input channels and the ${channels.output} filters`,
    found: String(groups),
  });
  return false;
}
