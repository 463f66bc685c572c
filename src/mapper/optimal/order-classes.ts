import type { SearchOperand } from './index-space.ts';

/**
 * Loop orders of one level that can differ in what they cost, for the dimensions it walks (docs/decisions/0010): an operand
 * sees the loops from the innermost outwards until one brings an entirely new tile, and nothing outside that one.
 */
export class OrderClasses {
  readonly #operands: readonly SearchOperand[];
  readonly #dimensions: number;
  /** Of dimensions. */
  readonly #sets: number;
  /** Constraints: each a rank per dimension, the lowest outermost. */
  readonly #ranks: readonly Int32Array[];
  readonly #known = new Map<number, readonly Int32Array[]>();

  constructor(operands: readonly SearchOperand[], dimensions: number, ranks: readonly Int32Array[] = []) {
    this.#operands = operands;
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
    const all = [...Array(this.#dimensions).keys()];
    const moving = all.filter((d) => (walked >> d) & 1);
    const rest = all.filter((d) => !moving.includes(d));
    const classes = new Map<string, Int32Array>();
    if (moving.length === 0) classes.set('', Int32Array.from(all));
    const add = (inner: readonly number[]): void => {
      const signature = this.#operands.map((operand) => seen(operand, inner, thin)).join('|');
      if (!classes.has(signature)) classes.set(signature, Int32Array.from([...rest, ...inner.slice().reverse()]));
    };
    for (const first of this.#mayStandInside(moving)) {
      const others = moving.filter((d) => d !== first);
      if ((innermost >> first) & 1) this.#extend([first], others, { thin, done: add });
    }
    return [...classes.values()];
  }

  #extend(
    inner: readonly number[],
    left: readonly number[],
    { thin, done }: { readonly thin: number; readonly done: (inner: readonly number[]) => void },
  ): void {
    // Once every operand has a new tile at each step, what stands outside makes no difference.
    const settled = this.#operands.every((operand) => inner.some((d) => bringsNew(operand, d, thin)));
    if (left.length === 0) {
      done(inner);
      return;
    }
    const next = this.#mayStandInside(left);
    for (const d of settled ? next.slice(0, 1) : next)
      this.#extend(
        [...inner, d],
        left.filter((each) => each !== d),
        { thin, done },
      );
  }

  /** Dimensions that may stand inside all others. */
  #mayStandInside(dimensions: readonly number[]): readonly number[] {
    if (this.#ranks.length === 0) return dimensions;
    return dimensions.filter((d) => this.#ranks.every((rank) => dimensions.every((other) => rank[other]! <= rank[d]!)));
  }
}

/** Every step of its loop brings an entirely new tile. */
function bringsNew({ quick }: SearchOperand, dimension: number, thin: number): boolean {
  return quick.pure.includes(dimension) && ((thin >> dimension) & 1) === 0;
}

/** What an operand sees of loops listed innermost first. */
function seen(operand: SearchOperand, inner: readonly number[], thin: number): string {
  const { still } = operand;
  const end = inner.findIndex((d) => bringsNew(operand, d, thin));
  const until = end < 0 ? inner : inner.slice(0, end);
  const first = until.findIndex((d) => !still.includes(d));
  const repeats = (first < 0 ? until : until.slice(0, first)).slice().sort((a, b) => a - b);
  const moves = first < 0 ? [] : until.slice(first);
  return `${repeats.join()};${moves.join()};${end < 0}`;
}

/** As `OrderClasses` takes them. */
export function bitsOf(dimensions: readonly number[]): number {
  let bits = 0;
  for (let i = 0; i < dimensions.length; i += 1) bits |= 1 << dimensions[i]!;
  return bits;
}
