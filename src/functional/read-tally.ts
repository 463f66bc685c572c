import type { Nest, NestOperand } from '../dataflow/nest.ts';
import type { Decoding } from './input-boundary.ts';
import type { Instances } from './instances.ts';
import { addressForm, evaluate } from './linear-form.ts';
import { type MergePoint, mergePoints } from './merge-point.ts';
import type { ArithmeticStep } from './styles/mac-units.ts';
import type { TileStore } from './tile-store.ts';

/** Counts the words of one operand that MAC units read from the memory that feeds them. */
export class ReadTally {
  readonly points: readonly MergePoint[];
  /** Words at each merge point: read by the memory first, taken by the units last. */
  readonly words: Float64Array;
  readonly #decoding: Decoding | undefined;
  readonly #seen: Int32Array;
  /** Position in `unit` of every unit at work, by unit; −1: idle. */
  readonly #placeOf: Int32Array;
  /** Gives the position of a weight in the layer. */
  readonly #elementForm: Int32Array;
  readonly #elementPart: Int32Array;
  #group = 0;

  constructor(
    nest: Nest,
    operand: NestOperand,
    feed: { store: TileStore; units: Instances; decoding: Decoding | undefined },
  ) {
    const { store, units, decoding } = feed;
    this.points = mergePoints(units, { operand, parent: store.level, child: nest.levelCount });
    this.words = new Float64Array(this.points.length);
    this.#decoding = decoding;
    this.#seen = new Int32Array(store.values.length);
    this.#placeOf = new Int32Array(units.count);
    const dimensions = nest.sizes.length;
    const whole = decoding?.root ?? store;
    this.#elementForm = addressForm(operand.ranks, whole.strides, dimensions);
    this.#elementPart = Int32Array.from({ length: units.count }, (_, unit) =>
      evaluate(this.#elementForm, units.offsets, unit * dimensions),
    );
  }

  /** Counts one step; `addresses` say where the units read. */
  count(step: ArithmeticStep, addresses: Int32Array, point: Int32Array): void {
    const spread = this.points.some((merge) => !merge.single);
    if (spread) {
      this.#placeOf.fill(-1);
      for (let at = 0; at < step.count; at += 1) this.#placeOf[step.unit[at]!] = at;
    }
    const element = this.#decoding === undefined ? 0 : evaluate(this.#elementForm, point, 0);
    for (let index = 0; index < this.points.length; index += 1) {
      const decodes = this.#decoding?.point === index;
      if (!this.points[index]!.single) this.#countDistinct(index, addresses, decodes ? element : undefined);
      else {
        this.words[index]! += step.count;
        for (let at = 0; decodes && at < step.count; at += 1) this.#decode(step.unit[at]!, element);
      }
    }
  }

  #countDistinct(index: number, addresses: Int32Array, element: number | undefined): void {
    const { order, groupOf } = this.points[index]!;
    let group = -1;
    for (const unit of order) {
      const at = this.#placeOf[unit]!;
      if (at < 0) continue;
      if (groupOf[unit] !== group) {
        group = groupOf[unit]!;
        this.#group += 1;
      }
      const address = addresses[at]!;
      if (this.#seen[address] === this.#group) continue;
      this.#seen[address] = this.#group;
      this.words[index]! += 1;
      if (element !== undefined) this.#decode(unit, element);
    }
  }

  #decode(unit: number, element: number): void {
    const { decoder, decoderOf } = this.#decoding!;
    decoder.pass(decoderOf[unit]!, element + this.#elementPart[unit]!);
  }
}
