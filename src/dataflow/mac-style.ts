import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { HardwareSpec, MacStyle } from '../hardware/hardware.ts';
import type { Layer } from '../workload/workload.ts';

export interface ChosenStyle {
  readonly style: MacStyle;
  /** Why it is not the one the array was built for. */
  readonly fallback?: string;
}

/** The style in which an array multiplies a layer, as far as no mapping decides it: what cannot use the array's own runs as `mac`. */
export function styleOf(layer: Layer, hardware: HardwareSpec, compressed: CompressedLayer | undefined): ChosenStyle {
  const { style } = hardware.mac;
  if (style === 'mac' || layer.operation !== 'mac') return { style: 'mac' };
  const fallback = obstacle(layer, hardware, compressed);
  return fallback === undefined ? { style } : { style: 'mac', fallback };
}

/** Why a layer is not multiplied in the style of the array, for those who read figures of it; null: it is. */
export function styleNotUsed({ mac }: HardwareSpec, { fallback }: Pick<ChosenStyle, 'fallback'>): string | null {
  return fallback === undefined ? null : `multiplied weight by weight, not by ${mac.style}: ${fallback}`;
}

function obstacle(layer: Layer, hardware: HardwareSpec, compressed: CompressedLayer | undefined): string | undefined {
  const { mac, decoder, levels } = hardware;
  const encoding = compressed?.encoding;
  if (encoding?.kind !== 'codebook') return 'its weights are not shared';
  if (mac.style === 'factorised') return undefined;
  if (decoder?.level !== levels.at(-1)?.name) return 'indices do not reach the MAC: the decoder stands further up';
  if (mac.style === 'accumulate-then-multiply') {
    const words = encoding.entries * encoding.vectorLength;
    const entries = mac.bins?.entries ?? 0;
    return words > entries ? `${words} table words, ${mac.bins?.name} holds ${entries}` : undefined;
  }
  // Rows and bins are counted by the tile of an instance, which has to be that of one MAC.
  const { x, y } = levels.at(-1)!.fanout;
  if (x * y > 1) return `${x * y} MACs share each ${levels.at(-1)!.name}`;
  const columns = layer.problem.dimensions.find(({ name }) => name === 'S')?.size ?? 1;
  const isRow = encoding.vectorAxis === 'row' && encoding.vectorLength === columns;
  return isRow ? undefined : 'its vectors are not rows of filters';
}

/** Inputs one list of positions covers: R·S of the channels it reaches. */
export function listLength(layer: Layer, hardware: HardwareSpec): number {
  const size = (name: string): number => layer.problem.dimensions.find((each) => each.name === name)?.size ?? 1;
  return Math.max(1, Math.min(size('C'), hardware.mac.indirection?.channels ?? 1) * size('R') * size('S'));
}
