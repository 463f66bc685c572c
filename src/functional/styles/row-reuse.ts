import { type NestOperand, tileElements } from '../../dataflow/nest.ts';
import { addressForm, evaluate } from '../linear-form.ts';
import { TileStore } from '../tile-store.ts';
import { tooManyRegisters } from './bins.ts';
import type { ArithmeticStep, MacStyleExecution, MacUnitsInput } from './mac-units.ts';

/**
 * The product of a window of an input row with a table entry is formed once while the tile of the innermost memory lasts, and
 * added for every filter row of the tile that has the entry.
 */
export const rowReuse: MacStyleExecution = {
  obstacle: ({ nest, units, codes }) => {
    if (!codes.indexed || !codes.rows) return 'indices of filter rows must reach the MAC units';
    const columns = rowDimension(nest);
    if (nest.loops.some((loop) => loop.dimension === columns && (loop.spatial || loop.level < nest.levelCount - 1))) {
      return 'the mapping spreads filter rows over several tiles of the innermost level';
    }
    const inputs = tileElements(nest, inputOf(nest), nest.levelCount - 1);
    return tooManyRegisters(units, inputs * (codes.table.length / codes.vectorLength));
  },
  create: (input) => {
    const { nest, codes, accumulator, counts } = input;
    const products = new RowProducts(input);
    const columns = rowDimension(nest);
    return {
      step: (step) => {
        // The whole row was added with its first tap.
        if (step.point[columns] !== 0) return;
        const place = products.windowOf(step.point);
        for (let at = 0; at < step.count; at += 1) {
          const entry = step.weights[step.weightAt[at]!]! / codes.vectorLength;
          const to = step.sumAt[at]!;
          step.sums[to] = accumulator.add(step.sums[to]!, products.of(step, at, place + entry));
        }
        counts.additions += step.count;
        counts.binReads += step.count;
      },
      endVisit: () => {},
      startTile: (point) => products.startTile(point),
    };
  },
};

/** The dimension along a filter row: that of the last rank of the weights. */
function rowDimension(nest: MacUnitsInput['nest']): number {
  const weights = nest.operands.find(({ operand }) => operand.role === 'W')!;
  return weights.ranks.at(-1)?.[0]?.dimension ?? -1;
}

function inputOf(nest: MacUnitsInput['nest']): NestOperand {
  return nest.operands.find(({ operand }) => operand.role === 'I')!;
}

/** Products by unit, place of the window in the tile of the innermost level, and table entry. */
class RowProducts {
  readonly #input: MacUnitsInput;
  readonly #entries: number;
  /** Elements of the tile of inputs. */
  readonly #volume: number;
  readonly #placeForm: Int32Array;
  readonly #tileStart: Int32Array;
  readonly #values: Float64Array;
  readonly #knownIn: Int32Array;
  #tile = 0;

  constructor(input: MacUnitsInput) {
    const { nest, codes, units } = input;
    this.#input = input;
    this.#entries = codes.table.length / codes.vectorLength;
    const tile = new TileStore(nest, inputOf(nest), nest.levelCount - 1);
    this.#volume = tile.volume;
    this.#placeForm = addressForm(tile.ranks, tile.strides, nest.sizes.length).map(Math.abs);
    this.#tileStart = new Int32Array(nest.sizes.length);
    this.#values = new Float64Array(units * this.#volume * this.#entries);
    this.#knownIn = new Int32Array(this.#values.length);
  }

  startTile(point: Int32Array): void {
    this.#tileStart.set(point);
    this.#tile += 1;
  }

  /** Where the products of the window that starts at a point in time begin, the same for all units. */
  windowOf(point: Int32Array): number {
    return (evaluate(this.#placeForm, point, 0) - evaluate(this.#placeForm, this.#tileStart, 0)) * this.#entries;
  }

  /** @param window where its products begin, plus the table entry */
  of({ unit, inputAt, inputs }: ArithmeticStep, at: number, window: number): number {
    const product = unit[at]! * this.#volume * this.#entries + window;
    if (this.#knownIn[product] !== this.#tile) {
      this.#knownIn[product] = this.#tile;
      this.#values[product] = this.#form(inputs, inputAt[at]!, window % this.#entries);
    }
    return this.#values[product]!;
  }

  #form(inputs: Float64Array, from: number, entry: number): number {
    const { codes, accumulator, counts, inputPitch } = this.#input;
    const { table, vectorLength } = codes;
    let product = 0;
    for (let tap = 0; tap < vectorLength; tap += 1) {
      product = accumulator.add(product, table[entry * vectorLength + tap]! * inputs[from + tap * inputPitch]!);
    }
    counts.multiplications += vectorLength;
    counts.additions += vectorLength - 1;
    counts.tableReads += vectorLength;
    counts.binWrites += 1;
    return product;
  }
}
