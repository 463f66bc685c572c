import type { LevelCharges, Opening } from './level-charges.ts';
import type { SearchSpace } from './search-space.ts';
import type { UnitWords } from './unit-words.ts';

/** Where `whole` stands in a tile's numbers; `turning` of operand o stands o + 1 places further. */
export const wholeField = 3;

/** An operand of which words from further down are open: a loop that does not index it makes them fewer still. */
export interface Held {
  readonly operand: number;
  /** pJ per unit word. */
  readonly pricePj: number;
}

/**
 * What laying tiles out below one level leaves open, for one operand held from below (or none) and one spread. After `take`,
 * operand `operands[i]` costs, if its next loop indexes it: `prices[i] · words` of the tile laid out, plus for sliding ones
 * `slides[i]` of the tile below, `slideFields` numbers per tile: [repeated, once, pJ per unit word, whole, turning by operand].
 */
export class StepCosts {
  count = 0;
  /** Numbers a sliding operand has per tile. */
  readonly slideFields: number;
  readonly operands: Int32Array;
  readonly prices: Float64Array;
  readonly slides: (Float64Array | null)[] = [];
  readonly #charges: LevelCharges;
  readonly #units: readonly UnitWords[];
  /** By operand: it is kept right below, so that what is held stands below other instances here. */
  readonly #keptBelow: readonly boolean[];
  readonly #slideCache = new Map<number, Float64Array>();

  constructor(charges: LevelCharges, { units }: Pick<SearchSpace, 'units'>) {
    this.#charges = charges;
    this.#units = units;
    this.#keptBelow = units.map((_, operand) => charges.openings.some((opening) => opening.operand === operand));
    this.slideFields = wholeField + 1 + units.length;
    this.operands = new Int32Array(units.length);
    this.prices = new Float64Array(units.length);
  }

  take(held: Held | null, spread: number): void {
    this.count = 0;
    for (const opening of this.#charges.openings) {
      const { operand } = opening;
      const isSliding = this.#units[operand]!.sliding !== null;
      const slides = isSliding ? this.#slidesOf(opening, spread) : null;
      this.#put(operand, isSliding ? 0 : this.#openingPj(opening, spread), slides);
    }
    if (held === null) return;
    const { operand } = held;
    const pricePj = held.pricePj * (this.#keptBelow[operand]! ? this.#charges.copies[operand]![spread]! : 1);
    const at = this.operands.subarray(0, this.count).indexOf(operand);
    if (at < 0) this.#put(operand, pricePj, null);
    else this.prices[at] = this.prices[at]! + pricePj;
  }

  #put(operand: number, pricePj: number, slides: Float64Array | null): void {
    this.operands[this.count] = operand;
    this.prices[this.count] = pricePj;
    this.slides[this.count] = slides;
    this.count += 1;
  }

  #openingPj(opening: Opening, spread: number): number {
    const { belowPj, abovePj } = this.#wordPj(opening, spread);
    const { operand } = opening;
    const copies = this.#charges.copies[operand]![spread]!;
    return belowPj * copies + abovePj * (this.#charges.merges[operand]! ? 1 : copies);
  }

  /** The instances a spread makes share the ports below it. */
  #wordPj({ belowPj, abovePj, belowSharedPj, aboveSharedPj }: Opening, spread: number) {
    if (belowSharedPj === 0 && aboveSharedPj === 0) return { belowPj, abovePj };
    const instances = this.#charges.spreads[spread]!.both.reduce((product, factor) => product * factor, 1);
    return { belowPj: belowPj + belowSharedPj / instances, abovePj: abovePj + aboveSharedPj / instances };
  }

  #slidesOf(opening: Opening, spread: number): Float64Array {
    const { operand } = opening;
    const { belowPj, abovePj } = this.#wordPj(opening, spread);
    const key = operand * this.#charges.spreads.length + spread;
    const known = this.#slideCache.get(key);
    if (known !== undefined) return known;
    const { least, wordsOf } = this.#units[operand]!.sliding!;
    const words = wordsOf(this.#charges.spreads[spread]!.both);
    const copies = this.#charges.copies[operand]![spread]!;
    const merges = this.#charges.merges[operand]!;
    const slides = new Float64Array(this.slideFields * least.length).fill(Number.POSITIVE_INFINITY);
    for (let tile = 0, at = 0; tile < least.length; tile += 1, at += this.slideFields) {
      const { laidOut, apart, merged } = words[tile]!;
      if (laidOut < 0) continue;
      const below = belowPj * copies + (merges ? 0 : abovePj * copies);
      const above = merges ? abovePj : 0;
      const repeated = below * apart.repeated + above * merged.repeated;
      const once = below * apart.once + above * merged.once;
      const unit = least[laidOut]!;
      slides[at] = repeated;
      slides[at + 1] = once;
      slides[at + 2] = Math.min(repeated / unit.repeated, (repeated + once) / (unit.repeated + unit.once));
      slides[at + wholeField] = below * apart.whole + above * merged.whole;
      for (let o = 0; o < this.#units.length; o += 1) {
        slides[at + wholeField + 1 + o] = below * apart.turning[o]! + above * merged.turning[o]!;
      }
    }
    this.#slideCache.set(key, slides);
    return slides;
  }
}
