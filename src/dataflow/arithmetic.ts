import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { entryShares, expectedDistinct, expectedGroups } from '../compression/entry-shares.ts';
import type { HardwareSpec, MacStyle } from '../hardware/hardware.ts';
import { iterationCount, type OperandRole } from '../workload/problem.ts';
import type { Layer } from '../workload/workload.ts';
import { usedInputZeros } from '../workload/zeros.ts';
import type { ActionCount } from './action-count.ts';
import type { ElementBits } from './element-bits.ts';
import { memoryFor } from './fit.ts';
import { listLength, styleOf } from './mac-style.ts';
import { type Nest, tileSizes } from './nest.ts';

/** What the arithmetic of a layer does, and what it spares the memories beside it. */
export interface ArithmeticWork {
  readonly style: MacStyle;
  /** Why it is not the array's own. */
  readonly fallback?: string;
  readonly actions: readonly ActionCount[];
  /** Cycles, as a share of one MAC per weight. */
  readonly cycleShare: number;
  /** Share of the weights whose inputs and partial sums stay where they are. */
  readonly zeroShare: number;
  /** Share of the operations whose input is zero, and what such an operation leaves where it is; absent: nothing. */
  readonly zeroInputs?: { readonly share: number; readonly spares: readonly OperandRole[] };
  /** Inputs read, as a share of those a MAC per weight reads; absent: 1. */
  readonly inputShare?: number;
  /** Runs of steps on one output that move a partial sum; absent: as the nest has them. */
  readonly visits?: number;
  /** Of those, the share that has nothing to add; absent: one whose weights or inputs are all zero. */
  readonly idleShare?: number;
  /** Of the decoder's look-ups, the share that is made. */
  readonly lookups: number;
}

export interface ArithmeticInput {
  readonly layer: Layer;
  readonly hardware: HardwareSpec;
  readonly bits: ElementBits;
  readonly nest: Nest;
  readonly compressed: CompressedLayer | undefined;
}

/** What a style asks of a mapping. */
export interface StyleShape {
  /** Runs of steps in which one MAC stays on one output. */
  readonly visits: number;
  /** Filter rows of the tile of one instance of the innermost level, and how many of their columns. */
  readonly rows: number;
  readonly columns: number;
}

/** UCNN adds at most this many inputs before it multiplies (Hegde et al., ISCA 2018, section IV). */
const groupInputs = 16;
const groupBits = Math.log2(groupInputs);

/** The operations of a layer in the style of its array (docs/mac-styles.md). */
export function arithmeticWork(input: ArithmeticInput): ArithmeticWork {
  const { nest } = input;
  const tiles = tileSizes(nest, nest.levelCount - 1);
  const tile = (name: string): number => tiles[nest.dimensionNames.indexOf(name)] ?? 1;
  return styledWork(input, { visits: visitsOf(input), rows: tile('M') * tile('R'), columns: tile('S') });
}

/** The same of any mapping with this shape; of the nest only what levels keep is looked at. */
export function styledWork(input: ArithmeticInput, shape: StyleShape): ArithmeticWork {
  const { layer, hardware, compressed } = input;
  const chosen = styleOf(layer, hardware, compressed);
  const shares = compressed === undefined ? undefined : entryShares(compressed);
  if (chosen.style === 'mac' || shares === undefined) return { ...plain(input), ...chosen };
  if (chosen.style === 'accumulate-then-multiply') return accumulate(input, shares, shape);
  if (chosen.style === 'factorised') return factorise(input, shares, shape);
  return reuseRows(input, shares, shape);
}

/** Share of the weights that are zero and cost nothing, by what the array does with zeros. */
function ignoredZeros({ mac }: HardwareSpec, compressed: CompressedLayer | undefined): number {
  return mac.zeroWeights === 'compute' || compressed === undefined ? 0 : compressed.zeroShare;
}

/** Share of the operations that take a zero input and cost nothing, by what the array does with zeros. */
function ignoredInputs({ mac }: HardwareSpec, layer: Layer): number {
  return mac.zeroInputs === undefined || layer.operation !== 'mac' ? 0 : usedInputZeros(layer);
}

/** Of all operations, the share that spends a cycle. */
function timedShare({ mac }: HardwareSpec, zeroWeights: number, zeroInputs: number): number {
  return (
    (mac.zeroWeights === 'skip' ? 1 - zeroWeights : 1) * (mac.zeroInputs?.treatment === 'skip' ? 1 - zeroInputs : 1)
  );
}

/** What a zero input spares the memories beside the arithmetic. */
function sparing({ mac }: HardwareSpec, share: number): Pick<ArithmeticWork, 'zeroInputs'> {
  return mac.zeroInputs === undefined || share === 0 ? {} : { zeroInputs: { share, spares: mac.zeroInputs.spares } };
}

/** One multiplication a weight. */
export function plain(input: Pick<ArithmeticInput, 'layer' | 'hardware' | 'bits' | 'compressed'>): ArithmeticWork {
  const { layer, hardware, compressed } = input;
  const { mac } = hardware;
  const count = operationsOf(layer);
  if (layer.operation !== 'mac') {
    // The vector unit works at its own width (assumption A22).
    const operation = { component: mac.name, action: layer.operation, operand: '-', count, bitsPerAction: mac.bits.I };
    return { style: 'mac', actions: [operation], cycleShare: 1, zeroShare: 0, lookups: 1 };
  }
  const zeroShare = ignoredZeros(hardware, compressed);
  const zeroInputs = ignoredInputs(hardware, layer);
  const multiplied = count * (1 - zeroShare) * (1 - zeroInputs);
  return {
    style: 'mac',
    actions: [multiply(input, multiplied, Math.min(input.bits.I, mac.bits.I))],
    cycleShare: timedShare(hardware, zeroShare, zeroInputs),
    zeroShare,
    ...sparing(hardware, zeroInputs),
    lookups: 1,
  };
}

/** Every input is added into the bin of its weight; at the end of a visit every bin in use is multiplied once. */
function accumulate(input: ArithmeticInput, shares: Float64Array, { visits }: StyleShape): ArithmeticWork {
  const { hardware, compressed } = input;
  const bins = hardware.mac.bins!;
  const zeroShare = ignoredZeros(hardware, compressed);
  const zeroInputs = ignoredInputs(hardware, input.layer);
  const adds = operationsOf(input.layer) * (1 - zeroShare) * (1 - zeroInputs);
  const distinct = visits * expectedDistinct(shares, adds / visits, lengthOf(compressed));
  return {
    style: 'accumulate-then-multiply',
    actions: [
      add(input, adds, bins.wordBits),
      { ...access(bins, 'read'), count: adds + distinct },
      { ...access(bins, 'write'), count: adds },
      multiply(input, distinct, bins.wordBits),
    ],
    cycleShare: cycles(input, Math.max(adds, distinct), zeroInputs),
    zeroShare,
    ...sparing(hardware, zeroInputs),
    visits,
    lookups: distinct / operationsOf(input.layer),
  };
}

/** Inputs that share a weight are added first, at most 16 at a time; lists hold what is not zero. */
function factorise(input: ArithmeticInput, shares: Float64Array, { visits }: StyleShape): ArithmeticWork {
  const { layer, hardware, nest, compressed } = input;
  const operations = operationsOf(layer);
  const zeroShare = compressed?.zeroShare ?? 0;
  const inputs = operations * (1 - zeroShare);
  const lists = operations / Math.min(operations / visits, listLength(layer, hardware));
  const groups = lists * expectedGroups(shares, inputs / lists, { perEntry: lengthOf(compressed), most: groupInputs });
  // A group that is all zeros is multiplied like any other: only its additions are spared.
  const zeroInputs = ignoredInputs(hardware, layer);
  const width = input.bits.I + groupBits;
  const keeper = Math.max(...nest.operands.flatMap(({ operand, keepers }) => (operand.role === 'W' ? keepers : [])));
  const memory = memoryFor(hardware, keeper, 'W')!.name;
  return {
    style: 'factorised',
    actions: [
      add(input, Math.max(0, inputs - groups) * (1 - zeroInputs), width),
      { component: memory, action: 'read', operand: 'codebook', count: groups, bitsPerAction: input.bits.W },
      multiply(input, groups, width),
    ],
    cycleShare: (inputs / operations) * timedShare(hardware, 0, zeroInputs),
    zeroShare,
    visits,
    lookups: 0,
  };
}

/** The product of a window of an input row with a table entry is formed once for all filter rows of the tile that use it. */
function reuseRows(input: ArithmeticInput, shares: Float64Array, { rows, columns }: StyleShape): ArithmeticWork {
  const { layer, hardware, compressed } = input;
  const bins = hardware.mac.bins!;
  const length = lengthOf(compressed);
  const distinct = expectedDistinct(shares, rows);
  const kept = Math.min(shares.length, rows);
  if (columns < length) return { ...plain(input), fallback: 'the mapping spreads filter rows over several MACs' };
  if (kept > bins.entries)
    return { ...plain(input), fallback: `${kept} row products, ${bins.name} holds ${bins.entries}` };
  const zeroShare = ignoredZeros(hardware, compressed);
  // Products of zero inputs are not formed, but kept and added like others.
  const zeroInputs = ignoredInputs(hardware, layer);
  const operations = operationsOf(layer);
  const computed = distinct / rows;
  const rowsUsed = operations / length;
  const adds = rowsUsed * (1 - zeroShare);
  return {
    style: 'row-reuse',
    actions: [
      multiply(input, operations * computed * (1 - zeroInputs), Math.min(input.bits.I, hardware.mac.bits.I)),
      { ...access(bins, 'write'), count: rowsUsed * computed },
      { ...access(bins, 'read'), count: adds },
      add(input, adds, bins.wordBits),
    ],
    cycleShare: cycles(input, Math.max(operations * computed * timedShare(hardware, 0, zeroInputs), adds)),
    zeroShare: 0,
    inputShare: computed,
    visits: rowsUsed,
    idleShare: zeroShare,
    lookups: computed,
  };
}

/** Runs of steps in which one MAC stays on one output. */
function visitsOf({ layer, nest }: ArithmeticInput): number {
  const output = nest.operands.find((operand) => operand.isOutput)!;
  const indexed = new Set(output.ranks.flatMap((rank) => rank.map(({ dimension }) => dimension)));
  const inTime = nest.loops.filter((loop) => !loop.spatial);
  const inside = inTime.slice(inTime.findLastIndex((loop) => indexed.has(loop.dimension)) + 1);
  const points = new Map<number, number>();
  for (const { dimension, factor } of inside) points.set(dimension, (points.get(dimension) ?? 1) * factor);
  const run = [...points].reduce((product, [dimension, count]) => product * Math.min(count, nest.sizes[dimension]!), 1);
  return operationsOf(layer) / run;
}

function operationsOf(layer: Layer): number {
  return iterationCount(layer.problem) * layer.operationsPerPoint;
}

/** Arrays that do not skip zeros spend their cycles all the same; `gatedInputs` of the operations were left out of `busy`. */
function cycles({ layer, hardware, compressed }: ArithmeticInput, busy: number, gatedInputs = 0): number {
  const { zeroWeights, zeroInputs } = hardware.mac;
  const weights = zeroWeights === 'gate' ? 1 - ignoredZeros(hardware, compressed) : 1;
  const nonZero = weights * (zeroInputs?.treatment === 'gate' ? 1 - gatedInputs : 1);
  return nonZero === 0 ? 1 : busy / operationsOf(layer) / nonZero;
}

function lengthOf(compressed: CompressedLayer | undefined): number {
  return compressed?.encoding.kind === 'codebook' ? compressed.encoding.vectorLength : 1;
}

function multiply(
  { hardware, bits }: Pick<ArithmeticInput, 'hardware' | 'bits'>,
  count: number,
  otherBits: number,
): ActionCount {
  const { name } = hardware.mac;
  const bitsPerAction = Math.min(bits.W, hardware.mac.bits.W);
  return { component: name, action: 'mac', operand: '-', count, bitsPerAction, otherBits };
}

function add({ hardware }: ArithmeticInput, count: number, bitsPerAction: number): ActionCount {
  return { component: hardware.mac.adder!.name, action: 'add', operand: '-', count, bitsPerAction };
}

function access({ name, wordBits }: { readonly name: string; readonly wordBits: number }, action: 'read' | 'write') {
  return { component: name, action, operand: '-', bitsPerAction: wordBits };
}
