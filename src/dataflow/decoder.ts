import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { HardwareSpec, WeightDecoder } from '../hardware/hardware.ts';
import type { ActionCount } from './action-count.ts';
import type { ElementBits } from './element-bits.ts';
import { memoryFor } from './fit.ts';
import { type Nest, usedInstances } from './nest.ts';
import type { Transfer } from './transfer.ts';

/**
 * What the weight decoder does for one layer: an index unpacked and an entry looked up for every vector that passes it, and
 * the table loaded once from the outermost memory into every decoder in use (assumption A31). Empty when nothing is coded.
 */
export function decoderActions(input: {
  readonly nest: Nest;
  readonly hardware: HardwareSpec;
  readonly bits: ElementBits;
  readonly transfers: readonly Transfer[];
  readonly compressed: CompressedLayer | undefined;
}): ActionCount[] {
  const { nest, hardware, bits, transfers, compressed } = input;
  const { decoder } = hardware;
  if (decoder === undefined || bits.stored === undefined || compressed === undefined) return [];
  const { encoding } = compressed;
  const level = bits.stored.level;
  const words = decodedWords(transfers, nest, level);
  const length = encoding.kind === 'codebook' ? encoding.vectorLength : 1;
  const vectors = words / length;
  const unpack: ActionCount = {
    component: decoder.name,
    action: 'unpack',
    operand: 'W',
    count: vectors,
    bitsPerAction: 1,
  };
  if (encoding.kind !== 'codebook') return [unpack];
  const entryBits = length * encoding.entryBits;
  const entries = encoding.entries * encoding.tables;
  const lookup: ActionCount = { ...unpack, action: 'lookup', count: vectors, bitsPerAction: entryBits };
  return [unpack, lookup, ...tableLoads(nest, hardware, decoder, { level, entries, entryBits })];
}

/** Words that leave decoders: read by the arithmetic or filled into memories further down. */
function decodedWords(transfers: readonly Transfer[], nest: Nest, level: number): number {
  const weights = nest.operands
    .filter((operand) => operand.operand.role === 'W')
    .map((operand) => operand.operand.name);
  return transfers
    .filter((each) => weights.includes(each.operand) && each.parent <= level && each.child > level)
    .reduce((sum, each) => {
      // Kept at the decoder's level: what its memories read. Passing by: what arrives from the network above.
      const above = each.crossings.find((crossing) => crossing.level === level - 1);
      return sum + (each.parent === level ? each.words : (above?.delivered ?? each.words));
    }, 0);
}

function tableLoads(
  nest: Nest,
  hardware: HardwareSpec,
  decoder: WeightDecoder,
  table: { readonly level: number; readonly entries: number; readonly entryBits: number },
): ActionCount[] {
  const count = table.entries;
  const bitsPerAction = table.entryBits;
  const outermost = memoryFor(hardware, 0, 'W');
  const loads: ActionCount[] = [];
  if (outermost !== undefined) {
    loads.push({ component: outermost.name, action: 'read', operand: 'codebook', count, bitsPerAction });
  }
  for (let level = 0; level < table.level; level += 1) {
    const component = `${hardware.levels[level]?.name} network`;
    const delivered = count * usedInstances(nest, level + 1);
    loads.push({ component, action: 'deliver', operand: 'codebook', count: delivered, bitsPerAction });
  }
  const tables = usedInstances(nest, table.level);
  loads.push({ component: decoder.name, action: 'load', operand: 'codebook', count: count * tables, bitsPerAction });
  return loads;
}

/** Cycles the decoders need for the vectors that pass them, or 0. */
export function decoderCycles(nest: Nest, hardware: HardwareSpec, actions: readonly ActionCount[]): number {
  const { decoder } = hardware;
  if (decoder === undefined) return 0;
  const lookups = actions.find((each) => each.component === decoder.name && each.action === 'unpack')?.count ?? 0;
  const level = hardware.levels.findIndex((each) => each.name === decoder.level);
  return lookups / (usedInstances(nest, level) * decoder.lookupsPerCycle);
}

/** Why a compressed layer cannot run on an accelerator's decoder; empty when it can. */
export function decoderFaults(hardware: HardwareSpec, compressed: CompressedLayer): string[] {
  const { decoder } = hardware;
  const { encoding } = compressed;
  if (decoder === undefined || encoding.kind !== 'codebook') return [];
  const faults: string[] = [];
  const entries = encoding.entries * encoding.tables;
  if (entries > decoder.entries) faults.push(`${entries} entries, ${decoder.name} holds ${decoder.entries}`);
  if (encoding.vectorLength > decoder.vectorLength) {
    faults.push(`vectors of ${encoding.vectorLength}, ${decoder.name} holds vectors of ${decoder.vectorLength}`);
  }
  return faults;
}
