import type { Nest, NestOperand } from '../dataflow/nest.ts';
import type { Decoding } from './input-boundary.ts';
import { type Instances, instancesOf } from './instances.ts';
import { addressForm, evaluate } from './linear-form.ts';
import { ReadTally } from './read-tally.ts';
import type { ArithmeticStep, MacUnits } from './styles/mac-units.ts';
import { SumTally } from './sum-tally.ts';
import type { TileStore } from './tile-store.ts';

/** The innermost memory of each operand. */
export interface Feeds {
  readonly W: TileStore;
  readonly I: TileStore;
  readonly O: TileStore;
}

export interface FedOperands {
  readonly W: NestOperand;
  readonly I: NestOperand;
  readonly O: NestOperand;
}

/** All MAC units: every step each one in work takes a weight, an input and a sum from the memories that feed it. */
export class Arithmetic {
  readonly tally: SumTally;
  readonly reads: { readonly W: ReadTally; readonly I: ReadTally };
  /** Runs of steps that one unit spends on one output. */
  visits = 0;
  /** Products that belong to the layer. */
  macs = 0;
  readonly #nest: Nest;
  readonly #units: Instances;
  /** Dimensions whose last tile is smaller: units may stand outside. */
  readonly #ragged: readonly number[];
  readonly #style: MacUnits;
  readonly #feeds: Feeds;
  readonly #addresses: { readonly W: UnitAddresses; readonly I: UnitAddresses; readonly O: UnitAddresses };
  readonly #step: ArithmeticStep;
  /** Output each unit is on, −1: none; and where its sum stands. */
  readonly #openKey: Int32Array;
  readonly #openAt: Int32Array;

  constructor(
    nest: Nest,
    operands: FedOperands,
    parts: { feeds: Feeds; style: MacUnits; decoding: Decoding | undefined; point: Int32Array },
  ) {
    const { feeds, style, decoding, point } = parts;
    const units = instancesOf(nest, nest.levelCount);
    this.#nest = nest;
    this.#units = units;
    this.#ragged = nest.sizes.flatMap((size, d) =>
      nest.loops.reduce((covered, loop) => (loop.dimension === d ? covered * loop.factor : covered), 1) === size
        ? []
        : [d],
    );
    this.#style = style;
    this.#feeds = feeds;
    const boundary = (store: TileStore) => ({ parent: store.level, child: nest.levelCount, instances: units });
    this.tally = new SumTally(nest, operands.O, boundary(feeds.O));
    this.reads = {
      W: new ReadTally(nest, operands.W, { store: feeds.W, units, decoding }),
      I: new ReadTally(nest, operands.I, { store: feeds.I, units, decoding: undefined }),
    };
    this.#addresses = {
      W: new UnitAddresses(nest, feeds.W, units),
      I: new UnitAddresses(nest, feeds.I, units),
      O: new UnitAddresses(nest, feeds.O, units),
    };
    this.#openKey = new Int32Array(units.count).fill(-1);
    this.#openAt = new Int32Array(units.count);
    const list = (): Int32Array => new Int32Array(units.count);
    this.#step = {
      ...{ count: 0, unit: list(), weightAt: list(), inputAt: list(), sumAt: list(), point },
      ...{ weights: feeds.W.values, inputs: feeds.I.values, sums: feeds.O.values },
    };
  }

  /** Some tiles have changed; the loops of `movedLevel` and further in have moved. */
  refresh(point: Int32Array, movedLevel: number): void {
    for (const addresses of Object.values(this.#addresses)) {
      if (addresses.store.level > movedLevel) addresses.refresh();
    }
    if (movedLevel < this.#nest.levelCount - 1) this.#style.startTile(point);
  }

  /** One step of all units. */
  step(point: Int32Array, turns: Int32Array): void {
    const { W, I, O } = this.#addresses;
    const step = this.#step;
    this.#chooseUnits(point);
    this.macs += step.count;
    W.list(point, step, step.weightAt);
    I.list(point, step, step.inputAt);
    O.list(point, step, step.sumAt);
    this.reads.W.count(step, step.weightAt, point);
    this.reads.I.count(step, step.inputAt, point);
    this.#countSums(turns);
    this.#style.step(step);
  }

  /** Ends the visits of units under instances of the innermost output memory whose tile leaves; of all without a choice. */
  endVisits(leaves?: Uint8Array): void {
    const perInstance = this.#openKey.length / this.#feeds.O.instances.count;
    for (let unit = 0; unit < this.#openKey.length; unit += 1) {
      if (leaves === undefined || leaves[Math.floor(unit / perInstance)] === 1) this.#endVisit(unit);
    }
  }

  #endVisit(unit: number): void {
    if (this.#openKey[unit] === -1) return;
    this.#style.endVisit(unit, this.#feeds.O.values, this.#openAt[unit]!);
    this.#openKey[unit] = -1;
  }

  #chooseUnits(point: Int32Array): void {
    const { sizes } = this.#nest;
    const { offsets } = this.#units;
    const step = this.#step;
    if (this.#ragged.length === 0 && step.count > 0) return;
    step.count = 0;
    for (let unit = 0; unit < this.#units.count; unit += 1) {
      let inside = true;
      for (const d of this.#ragged) inside &&= point[d]! + offsets[unit * sizes.length + d]! < sizes[d]!;
      if (!inside) continue;
      step.unit[step.count] = unit;
      step.count += 1;
    }
  }

  #countSums(turns: Int32Array): void {
    const { count, unit, sumAt } = this.#step;
    const key = this.tally.keys.key(turns);
    this.tally.touch(unit, count, key);
    for (let at = 0; at < count; at += 1) {
      const each = unit[at]!;
      if (this.#openKey[each] === key) continue;
      this.#endVisit(each);
      this.#openKey[each] = key;
      this.#openAt[each] = sumAt[at]!;
      this.visits += 1;
    }
  }
}

/** Where each unit finds an operand in the memory that feeds it. */
class UnitAddresses {
  readonly store: TileStore;
  readonly #form: Int32Array;
  /** What the place of the unit in the array adds. */
  readonly #ownPart: Int32Array;
  readonly #base: Int32Array;

  constructor(nest: Nest, store: TileStore, units: Instances) {
    this.store = store;
    this.#form = addressForm(store.ranks, store.strides, nest.sizes.length);
    this.#ownPart = Int32Array.from({ length: units.count }, (_, unit) =>
      evaluate(this.#form, units.offsets, unit * nest.sizes.length),
    );
    this.#base = Int32Array.from(this.#ownPart);
    this.refresh();
  }

  refresh(): void {
    const perInstance = this.#base.length / this.store.instances.count;
    for (let instance = 0; instance < this.store.instances.count; instance += 1) {
      const base = this.store.base(instance);
      for (let unit = instance * perInstance; unit < (instance + 1) * perInstance; unit += 1) {
        this.#base[unit] = base + this.#ownPart[unit]!;
      }
    }
  }

  list(point: Int32Array, { count, unit }: ArithmeticStep, addresses: Int32Array): void {
    const moved = evaluate(this.#form, point, 0);
    for (let at = 0; at < count; at += 1) addresses[at] = moved + this.#base[unit[at]!]!;
  }
}
