import type { SearchOperand } from './index-space.ts';

/**
 * Loop orders of one level that can differ in what they cost, for the dimensions it walks (docs/decisions/0010): an operand
 * sees the loops from the innermost outwards until one brings an entirely new tile, and nothing outside that one.
 */
export class OrderClasses {
  readonly #seen: readonly Seen[];
  readonly #dimensions: number;
  /** Of dimensions. */
  readonly #sets: number;
  /** Constraints: each a rank per dimension, the lowest outermost. */
  readonly #ranks: readonly Int32Array[];
  readonly #known = new Map<number, readonly Int32Array[]>();

  constructor(operands: readonly SearchOperand[], dimensions: number, ranks: readonly Int32Array[] = []) {
    this.#seen = operands.map((operand) => new Seen(operand));
    this.#dimensions = dimensions;
    this.#sets = 2 ** dimensions;
    this.#ranks = ranks;
  }

  /**
   * One order per class among those constraints allow, none if they allow none; all dimensions outermost first; bit d of
   * `walked`: dimension d has more than one tile, of `innermost`: its loop may stand innermost, of `thin`: some instance may have
   * one tile where others have more, so that what stands outside its loop is seen there.
   */
  of(walked: number, innermost: number, thin = 0): readonly Int32Array[] {
    const key = ((thin & walked) * this.#sets + walked) * this.#sets + innermost;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const orders = this.#ordersOf(walked, innermost, thin);
    this.#known.set(key, orders);
    return orders;
  }

  #ordersOf(walked: number, innermost: number, thin: number): readonly Int32Array[] {
    const found: Found = { walked, thin, classes: new Map(), inner: [] };
    if (walked === 0) this.#add(found);
    for (let d = 0; d < this.#dimensions; d += 1) {
      if (((walked & innermost) >> d) & 1 && this.#mayStandInside(d, walked)) this.#extend(d, walked, found);
    }
    return [...found.classes.values()];
  }

  /** With dimension `d` next outside of those that stand inside, of those that are left. */
  #extend(d: number, left: number, found: Found): void {
    const { inner } = found;
    inner.push(d);
    const others = left & ~(1 << d);
    if (others === 0) this.#add(found);
    // Once every operand has a new tile at each step, what stands outside makes no difference.
    const isSettled = others !== 0 && this.#isSettled(found.walked & ~others, found.thin);
    for (let next = 0; next < this.#dimensions; next += 1) {
      if (((others >> next) & 1) === 0 || !this.#mayStandInside(next, others)) continue;
      this.#extend(next, others, found);
      if (isSettled) break;
    }
    inner.pop();
  }

  #add({ walked, thin, classes, inner }: Found): void {
    let signature = '';
    for (const seen of this.#seen) signature += `${seen.of(inner, thin)}|`;
    if (classes.has(signature)) return;
    const order = new Int32Array(this.#dimensions);
    let at = 0;
    for (let d = 0; d < this.#dimensions; d += 1) if (((walked >> d) & 1) === 0) order[at++] = d;
    for (let i = inner.length - 1; i >= 0; i -= 1) order[at++] = inner[i]!;
    classes.set(signature, order);
  }

  #isSettled(inside: number, thin: number): boolean {
    for (const { pure } of this.#seen) if ((pure & inside & ~thin) === 0) return false;
    return true;
  }

  /** Of those that are left, it may stand inside all others. */
  #mayStandInside(d: number, left: number): boolean {
    for (const rank of this.#ranks) {
      for (let other = 0; other < rank.length; other += 1) {
        if ((left >> other) & 1 && rank[other]! > rank[d]!) return false;
      }
    }
    return true;
  }
}

/** Classes found so far, of orders with some dimensions inside, innermost first. */
interface Found {
  readonly walked: number;
  readonly thin: number;
  readonly classes: Map<string, Int32Array>;
  readonly inner: number[];
}

/** What an operand sees of loops. */
class Seen {
  /** As bits: dimensions of which every step brings an entirely new tile. */
  readonly pure: number;
  readonly #still: number;

  constructor({ quick, still }: SearchOperand) {
    this.pure = bitsOf(quick.pure);
    this.#still = bitsOf(still);
  }

  /** Of loops listed innermost first: those that repeat its tile, in any order, then the others until one brings a new one. */
  of(inner: readonly number[], thin: number): string {
    let [repeats, moves] = [0, ''];
    for (let i = 0; i < inner.length; i += 1) {
      const d = inner[i]!;
      if (((this.pure & ~thin) >> d) & 1) return `${repeats};${moves}`;
      if (moves === '' && (this.#still >> d) & 1) repeats |= 1 << d;
      else moves += `${d},`;
    }
    return `${repeats};${moves};`;
  }
}

/** As `OrderClasses` takes them. */
export function bitsOf(dimensions: readonly number[]): number {
  let bits = 0;
  for (let i = 0; i < dimensions.length; i += 1) bits |= 1 << dimensions[i]!;
  return bits;
}
