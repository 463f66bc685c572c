import type { Nest, NestOperand } from '../dataflow/nest.ts';
import type { MacStyle } from '../hardware/hardware.ts';
import { Accumulator } from './accumulator.ts';
import { Arithmetic } from './arithmetic.ts';
import { Decoder } from './decoder.ts';
import { type Decoding, InputBoundary } from './input-boundary.ts';
import { instancesOf } from './instances.ts';
import { addressForm } from './linear-form.ts';
import { OutputBoundary } from './output-boundary.ts';
import type { StoredWeights } from './stored-weights.ts';
import { styles } from './styles/index.ts';
import type { ArithmeticCounts, MacUnits } from './styles/mac-units.ts';
import { TileStore } from './tile-store.ts';
import { TimeWalk } from './time-walk.ts';
import { type WeightCodes, weightCodes } from './weight-codes.ts';

export interface MachineInput {
  readonly nest: Nest;
  /** In the order of the weights' ranks, the first slowest. */
  readonly weights: StoredWeights;
  /** Level the decoder stands below; absent: weights are stored as the array multiplies them. */
  readonly decoderLevel?: number | undefined;
  /** In the order of the inputs' ranks, over the whole box they span. */
  readonly inputs: ArrayLike<number>;
  readonly style: MacStyle;
  readonly accumulatorBits: number;
}

/** An accelerator with a layer laid out in it: memories, what moves words between them, and the arithmetic. */
export interface Machine {
  readonly nest: Nest;
  readonly walk: TimeWalk;
  /** Outermost boundary of each operand first. */
  readonly fills: readonly { readonly operand: NestOperand; readonly boundary: InputBoundary }[];
  readonly sums: readonly OutputBoundary[];
  readonly arithmetic: Arithmetic;
  readonly decoder: Decoder | undefined;
  readonly accumulator: Accumulator;
  readonly counts: ArithmeticCounts;
  /** The outermost memory of outputs. */
  readonly outputs: TileStore;
}

export function buildMachine(input: MachineInput): Machine {
  const { nest, accumulatorBits } = input;
  const walk = new TimeWalk(nest);
  const accumulator = new Accumulator(accumulatorBits);
  const counts = { multiplications: 0, additions: 0, tableReads: 0, binReads: 0, binWrites: 0 };
  const [W, I, O] = (['W', 'I', 'O'] as const).map((role) => storesOf(nest, role)) as [Stores, Stores, Stores];
  W.stores[0]!.values.set(input.weights.stored);
  I.stores[0]!.values.set(input.inputs);
  const decoder = decoderOf(input);
  const decodingAt = (parent: number, child: number) => decoder && decodingFor(input, decoder, { W, parent, child });
  const feeds = { W: W.stores.at(-1)!, I: I.stores.at(-1)!, O: O.stores.at(-1)! };
  const style = createStyle(input, { accumulator, counts, feed: feeds.I });
  const fills = [W, I].flatMap(({ operand, stores }) =>
    pairs(stores).map(({ above, below }) => {
      const decoding = operand.operand.role === 'W' ? decodingAt(above.level, below.level) : undefined;
      return { operand, boundary: new InputBoundary(operand, { root: stores[0]!, above, below, decoding }) };
    }),
  );
  const sums = pairs(O.stores).map(
    (pair) => new OutputBoundary(nest, O.operand, { root: O.stores[0]!, accumulator, ...pair }),
  );
  const arithmetic = new Arithmetic(
    nest,
    { W: W.operand, I: I.operand, O: O.operand },
    { feeds, style, decoding: decodingAt(feeds.W.level, nest.levelCount), point: walk.point },
  );
  return { nest, walk, fills, sums, arithmetic, decoder, accumulator, counts, outputs: O.stores[0]! };
}

interface Stores {
  readonly operand: NestOperand;
  /** Of the levels that keep the operand, outermost first; the outermost holds all of it. */
  readonly stores: readonly TileStore[];
}

function storesOf(nest: Nest, role: 'W' | 'I' | 'O'): Stores {
  const operand = nest.operands.find((each) => each.operand.role === role)!;
  const stores = operand.keepers.map((level) => new TileStore(nest, operand, level));
  stores[0]!.place(0, new Int32Array(nest.sizes.length));
  stores[0]!.take(0);
  return { operand, stores };
}

function pairs(stores: readonly TileStore[]): { above: TileStore; below: TileStore }[] {
  return stores.slice(1).map((below, index) => ({ above: stores[index]!, below }));
}

function decoderOf({ nest, weights, decoderLevel }: MachineInput): Decoder | undefined {
  if (decoderLevel === undefined) return undefined;
  return new Decoder(weights.table, weights.vectorLength, instancesOf(nest, decoderLevel).count);
}

/** Indices become words at the boundary that passes the decoder's level; undefined at all others. */
function decodingFor(
  { nest, decoderLevel = 0 }: MachineInput,
  decoder: Decoder,
  { W, parent, child }: { readonly W: Stores; readonly parent: number; readonly child: number },
): Decoding | undefined {
  if (parent > decoderLevel || child <= decoderLevel) return undefined;
  const children = instancesOf(nest, child).count;
  const perDecoder = children / instancesOf(nest, decoderLevel).count;
  const decoders = Int32Array.from({ length: children }, (_, instance) => Math.floor(instance / perDecoder));
  return { decoder, point: decoderLevel - parent, decoderOf: decoders, root: W.stores[0]! };
}

function createStyle(
  input: MachineInput,
  parts: { readonly accumulator: Accumulator; readonly counts: ArithmeticCounts; readonly feed: TileStore },
): MacUnits {
  const { nest, style } = input;
  const { feed } = parts;
  const columns = nest.operands.find(({ operand }) => operand.role === 'W')!.ranks.at(-1)?.[0]?.dimension ?? 0;
  const inputPitch = addressForm(feed.ranks, feed.strides, nest.sizes.length)[columns] ?? 0;
  return styles[style].create({ nest, units: unitsOf(nest), codes: codesOf(input), inputPitch, ...parts });
}

/** Why a nest cannot be executed in a style; undefined when it can. */
export function styleObstacle(input: Omit<MachineInput, 'inputs'>): string | undefined {
  return styles[input.style].obstacle?.({ nest: input.nest, units: unitsOf(input.nest), codes: codesOf(input) });
}

function unitsOf(nest: Nest): number {
  return instancesOf(nest, nest.levelCount).count;
}

function codesOf({ nest, weights, decoderLevel }: Omit<MachineInput, 'inputs'>): WeightCodes {
  const { table, vectorLength, stored } = weights;
  const operand = nest.operands.find((each) => each.operand.role === 'W')!;
  const coded = decoderLevel !== undefined && table !== undefined && operand.keepers.at(-1)! <= decoderLevel;
  const columns = nest.sizes[operand.ranks.at(-1)?.[0]?.dimension ?? -1] ?? 1;
  return weightCodes(coded ? table : (table ?? stored), {
    coded,
    indexed: coded && decoderLevel === nest.levelCount - 1,
    vectorLength,
    rows: vectorLength === columns,
  });
}
