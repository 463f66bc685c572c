import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { storedSymbols } from '../compression/stored-bits.ts';
import type { HardwareSpec, WeightDecoder } from '../hardware/hardware.ts';
import type { ActionCount } from './action-count.ts';
import type { ElementBits } from './element-bits.ts';
import { memoryFor } from './fit.ts';
import { type Nest, tileElements, usedInstances } from './nest.ts';
import type { Transfer } from './transfer.ts';

export interface DecoderInput {
  readonly nest: Nest;
  readonly hardware: HardwareSpec;
  readonly bits: ElementBits;
  readonly transfers: readonly Transfer[];
  readonly compressed: CompressedLayer | undefined;
  /** Of the look-ups, the share that is made: a style may need fewer (`ArithmeticWork`). */
  readonly lookups: number;
}

/**
 * What the weight decoder does for one layer: an index unpacked and an entry looked up for every vector that passes it, and
 * the table loaded from the outermost memory into every table in use, once (assumption A32) or, where the codebook is
 * larger than the table, in parts for every tile of weights (assumption A36). Empty when nothing is coded.
 */
export function decoderActions(input: DecoderInput): ActionCount[] {
  const { nest, bits, compressed, hardware } = input;
  const table = bits.stored && codebookTable(hardware, bits.stored.level, compressed);
  const loads = (table?.loads ?? []).map(({ levels, sharedBy, ...load }) => {
    const instances = levels.reduce((all, level) => all * instancesBelow(nest, level), 1);
    return {
      ...load,
      count: load.count * (table!.isSplit ? tileVisits(input, table!.level) : 1) * Math.ceil(instances / sharedBy),
    };
  });
  return [...wordActions(input), ...loads];
}

/** The part of `decoderActions` that is a sum over words: of several transfers, the sum of what each costs alone. */
export function wordActions(input: DecoderInput): ActionCount[] {
  const { nest, hardware, bits, transfers, compressed } = input;
  const { decoder } = hardware;
  if (decoder === undefined || bits.stored === undefined || compressed === undefined) return [];
  const { encoding, zeroShare } = compressed;
  const { level } = bits.stored;
  const length = encoding.kind === 'codebook' ? encoding.vectorLength : 1;
  const vectors = decodedWords(transfers, nest, level) / length;
  const passes = passesOf(compressed, decoder);
  const symbols = vectors * (decoder.coding === 'runs' ? storedSymbols(zeroShare, decoder.runBits) : 1) * passes;
  const own = { component: decoder.name, operand: 'W' };
  const unpack: ActionCount = { ...own, action: 'unpack', count: symbols, bitsPerAction: 1 };
  const decode: ActionCount = {
    ...own,
    action: 'decode',
    count: symbols,
    bitsPerAction: bits.stored.bits * length,
  };
  const unpacking = isEntropyCoded(compressed, decoder) ? [unpack, decode] : [unpack];
  if (encoding.kind !== 'codebook') return unpacking;
  const made = vectors * (decoder.coding === 'runs' ? 1 - zeroShare : 1) * input.lookups;
  const lookup: ActionCount = { ...own, action: 'lookup', count: made, bitsPerAction: length * encoding.entryBits };
  return [...unpacking, lookup, ...rereads(input, vectors * length, passes)];
}

/** How a codebook comes into the tables of the decoders. */
export interface CodebookTable {
  /** The decoder's. */
  readonly level: number;
  /** It is taken in parts, again for every tile of weights that stands before a table. */
  readonly isSplit: boolean;
  readonly loads: readonly TableLoad[];
}

/** One action of loading it once, for each of so many instances: the product of those below `levels`, over `sharedBy`, rounded up. */
export interface TableLoad extends ActionCount {
  readonly levels: readonly number[];
  readonly sharedBy: number;
}

/** The codebook of a layer's weights on their way to the decoders; undefined when there is none. */
export function codebookTable(
  hardware: HardwareSpec,
  level: number,
  compressed: CompressedLayer | undefined,
): CodebookTable | undefined {
  const { decoder, levels } = hardware;
  if (decoder === undefined || compressed?.encoding.kind !== 'codebook') return undefined;
  const { vectorLength, entryBits, entries, tables } = compressed.encoding;
  const bitsPerAction = vectorLength * entryBits;
  const each = { operand: 'codebook', count: entries * tables, bitsPerAction, sharedBy: 1 };
  const above = [...Array(level).keys()];
  const outermost = memoryFor(hardware, 0, 'W');
  // Without multicast every instance below is sent a copy of its own.
  const apart = above.filter((index) => levels[index]!.network.multicast.W === false);
  const sent = outermost === undefined ? [] : [{ ...each, component: outermost.name, action: 'read', levels: apart }];
  const delivered = above.map((index) => {
    const through = above.slice(0, index + 1);
    return { ...each, component: `${levels[index]!.name} network`, action: 'deliver', levels: through };
  });
  const load = { ...each, component: decoder.name, action: 'load', levels: above, sharedBy: decoder.sharedBy };
  return { level, isSplit: passesOf(compressed, decoder) > 1, loads: [...sent, ...delivered, load] };
}

function instancesBelow(nest: Nest, level: number): number {
  return usedInstances(nest, level + 1) / usedInstances(nest, level);
}

/** Parts a codebook is taken in, one after another. */
function passesOf({ encoding }: CompressedLayer, decoder: WeightDecoder): number {
  return encoding.kind === 'codebook' ? Math.ceil((encoding.entries * encoding.tables) / decoder.entries) : 1;
}

function isEntropyCoded({ encoding }: CompressedLayer, decoder: WeightDecoder): boolean {
  return decoder.coding === 'entropy' && encoding.kind === 'codebook' && encoding.coding !== 'plain';
}

/** With a codebook in parts, the memory before the decoder gives its indices again for every part. */
function rereads({ hardware, bits }: DecoderInput, words: number, passes: number): ActionCount[] {
  const { level, bits: width } = bits.stored!;
  const memory = hardware.levels
    .slice(0, level + 1)
    .findLast(({ memories }) => memories.some(({ roles }) => roles.includes('W')));
  const component = memory?.memories.find(({ roles }) => roles.includes('W'))?.name;
  if (passes === 1 || component === undefined) return [];
  return [{ component, action: 'read', operand: 'W', count: words * (passes - 1), bitsPerAction: width }];
}

/** How often another tile of weights stands before a table, or behind it where what it feeds keeps weights. */
function tileVisits({ nest, transfers }: DecoderInput, level: number): number {
  const weights = nest.operands.find(({ operand }) => operand.role === 'W');
  if (weights === undefined) return 1;
  const below = weights.keepers.find((keeper) => keeper > level);
  const keeper = below ?? weights.keepers.at(-1)!;
  const filled = transfers.find((each) => each.operand === weights.operand.name && each.child === keeper);
  if (filled === undefined) return 1;
  return Math.max(1, filled.copies / (tileElements(nest, weights, keeper) * usedInstances(nest, keeper)));
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

function tablesInUse(nest: Nest, decoder: WeightDecoder, level: number): number {
  return Math.ceil(usedInstances(nest, level) / decoder.sharedBy);
}

/** Cycles the decoders need for the vectors that pass them, or 0. */
export function decoderCycles(nest: Nest, hardware: HardwareSpec, actions: readonly ActionCount[]): number {
  const { decoder } = hardware;
  if (decoder === undefined) return 0;
  const count = (action: string): number =>
    actions.find((each) => each.component === decoder.name && each.action === action)?.count ?? 0;
  const tables = tablesInUse(
    nest,
    decoder,
    hardware.levels.findIndex((each) => each.name === decoder.level),
  );
  return Math.max(count('lookup') / decoder.lookupsPerCycle, count('unpack') / decoder.symbolsPerCycle) / tables;
}

/** Why a compressed layer cannot run on an accelerator's decoder; empty when it can. */
export function decoderFaults(hardware: HardwareSpec, compressed: CompressedLayer): string[] {
  const { decoder } = hardware;
  const { encoding } = compressed;
  if (decoder === undefined || encoding.kind !== 'codebook') return [];
  const faults: string[] = [];
  const entries = encoding.entries * encoding.tables;
  if (entries > decoder.entries && decoder.splitting === 'forbidden') {
    faults.push(`${entries} entries, ${decoder.name} holds ${decoder.entries} (splitting: forbidden)`);
  }
  if (encoding.vectorLength > decoder.vectorLength) {
    faults.push(`vectors of ${encoding.vectorLength}, ${decoder.name} holds vectors of ${decoder.vectorLength}`);
  }
  return faults;
}
