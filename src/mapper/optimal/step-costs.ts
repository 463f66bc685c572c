import type { LevelCharges, Opening } from './level-charges.ts';
import { type PriceList, putEnds } from './price-bins.ts';
import type { SearchSpace, SpaceLevel } from './search-space.ts';
import type { SlidingTable } from './sliding-table.ts';
import type { Workshop } from './team.ts';
import type { UnitWords } from './unit-words.ts';
import { once, repeated, turning, whole, wordFields } from './window-bound.ts';

/** Where pJ per unit word stand in a tile's numbers. */
export const unitField = 2;

/** Where `whole` stands in a tile's numbers; `turning` of operand o stands o + 1 places further. */
export const wholeField = 3;

/** A price of its own that adds nothing. */
const free = Float64Array.of(0, 0, 0);

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
  /** By operand, then spread; null: does not slide. */
  readonly #slides: readonly (readonly Float64Array[] | null)[];

  /** `jobs` fill it in: to be done before any of it is used. */
  constructor(
    charges: LevelCharges,
    { units }: SearchSpace,
    {
      sliding,
      memory,
      jobs,
    }: Pick<SpaceLevel, 'sliding'> & Pick<Workshop, 'memory'> & { readonly jobs: (() => void)[] },
  ) {
    this.#charges = charges;
    this.#units = units;
    this.#keptBelow = units.map((_, operand) => charges.openings.some((opening) => opening.operand === operand));
    this.slideFields = wholeField + 1 + units.length;
    this.operands = new Int32Array(units.length);
    this.prices = new Float64Array(units.length);
    const slides: (Float64Array[] | null)[] = units.map(() => null);
    for (const opening of charges.openings) {
      const unit = units[opening.operand]!;
      const table = sliding[opening.operand]!;
      if (unit.sliding === null || table === null) continue;
      const { tiles } = unit.sliding;
      const rows: Float64Array[] = [];
      for (let spread = 0; spread < charges.spreads.length; spread += 1) {
        const own = memory.floats(this.slideFields * tiles + 2);
        rows.push(own);
        jobs.push(() => this.#slide(own, opening, { spread, table }));
      }
      slides[opening.operand] = rows;
    }
    this.#slides = slides;
  }

  take(held: Held | null, spread: number): void {
    this.count = 0;
    for (const opening of this.#charges.openings) {
      const { operand } = opening;
      const slides = this.slidesOf(operand, spread);
      this.#put(operand, slides === null ? this.#openingPj(opening, spread) : 0, slides);
    }
    if (held === null) return;
    const { operand } = held;
    const pricePj = held.pricePj * (this.#keptBelow[operand]! ? this.#copies(operand, spread, held.pricePj) : 1);
    for (let i = 0; i < this.count; i += 1) {
      if (this.operands[i] !== operand) continue;
      this.prices[i] = this.prices[i]! + pricePj;
      return;
    }
    this.#put(operand, pricePj, null);
  }

  /** What an operand costs in one way to lay its tiles out: as `slides`. */
  slidesOf(operand: number, spread: number): Float64Array | null {
    return this.#slides[operand]?.[spread] ?? null;
  }

  /** What an operand taken at some place may cost while it stays open, per unit word. */
  pricesOf(i: number): PriceList {
    const slides = this.slides[i];
    const plus = this.prices[i]!;
    if (!slides) return { values: free, count: 1, from: 0, step: 1, plus };
    const count = this.#units[this.operands[i]!]!.sliding!.tiles;
    return { values: slides, count, from: unitField, step: this.slideFields, plus };
  }

  #put(operand: number, pricePj: number, slides: Float64Array | null): void {
    this.operands[this.count] = operand;
    this.prices[this.count] = pricePj;
    this.slides[this.count] = slides;
    this.count += 1;
  }

  #openingPj(opening: Opening, spread: number): number {
    const instances = this.#charges.spreads[spread]!.instances;
    const belowPj = wordPj(opening.belowPj, opening.belowSharedPj, instances);
    const abovePj = wordPj(opening.abovePj, opening.aboveSharedPj, instances);
    const { operand } = opening;
    const below = belowPj * this.#copies(operand, spread, belowPj) * this.#slack(operand, belowPj);
    const copies = this.#charges.merges[operand]! ? 1 : this.#copies(operand, spread, abovePj);
    return below + abovePj * copies * this.#slack(operand, abovePj);
  }

  #slack(operand: number, pj: number): number {
    return pj < 0 ? this.#units[operand]!.slack : 1;
  }

  /** Copies that cost so much at least: of those an edge leaves out none where they cost anything, all where they gain. */
  #copies(operand: number, spread: number, pj: number): number {
    return (pj < 0 ? this.#charges.copies : this.#charges.leastCopies)[operand]![spread]!;
  }

  #slide(
    slides: Float64Array,
    opening: Opening,
    { spread, table }: { readonly spread: number; readonly table: SlidingTable },
  ): void {
    const { operand } = opening;
    const instances = this.#charges.spreads[spread]!.instances;
    const belowPj = wordPj(opening.belowPj, opening.belowSharedPj, instances);
    const abovePj = wordPj(opening.abovePj, opening.aboveSharedPj, instances);
    const { least, tiles } = this.#units[operand]!.sliding!;
    const copies = this.#charges.leastCopies[operand]![spread]!;
    const merges = this.#charges.merges[operand]!;
    const below = belowPj * copies + (merges ? 0 : abovePj * copies);
    const above = merges ? abovePj : 0;
    const words = table.words[spread]!;
    const operands = this.#units.length;
    slides.fill(Number.POSITIVE_INFINITY);
    for (let tile = 0, at = 0; tile < tiles; tile += 1, at += this.slideFields) {
      const from = tile * table.fields;
      const laidOut = words[from]!;
      if (laidOut < 0) continue;
      const apart = from + 1;
      const merged = apart + wordFields(operands);
      const all = below * words[apart + repeated]! + above * words[merged + repeated]!;
      const first = below * words[apart + once]! + above * words[merged + once]!;
      const unitRepeated = least[2 * laidOut]!;
      const unitOnce = least[2 * laidOut + 1]!;
      slides[at] = all;
      slides[at + 1] = first;
      slides[at + unitField] = Math.min(all / unitRepeated, (all + first) / (unitRepeated + unitOnce));
      slides[at + wholeField] = below * words[apart + whole]! + above * words[merged + whole]!;
      for (let o = 0; o < operands; o += 1) {
        slides[at + wholeField + 1 + o] = below * words[apart + turning + o]! + above * words[merged + turning + o]!;
      }
    }
    putEnds({ values: slides, count: tiles, from: unitField, step: this.slideFields });
  }
}

/** The instances a spread makes share the ports below it. */
function wordPj(pj: number, sharedPj: number, instances: number): number {
  return pj + sharedPj / instances;
}
