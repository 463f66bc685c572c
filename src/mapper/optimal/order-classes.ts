import type { SearchOperand } from './index-space.ts';

/**
 * Loop orders of one level that can differ in what they cost, for the dimensions it walks (docs/decisions/0010): an operand
 * sees the loops from the innermost outwards until one brings an entirely new tile, and nothing outside that one.
 */
export class OrderClasses {
  readonly #operands: readonly SearchOperand[];
  readonly #dimensions: number;
  readonly #known = new Map<string, readonly Int32Array[]>();

  constructor(operands: readonly SearchOperand[], dimensions: number) {
    this.#operands = operands;
    this.#dimensions = dimensions;
  }

  /**
   * One order per class, all dimensions outermost first; bit d of `walked`: dimension d has more than one tile. Only orders
   * whose innermost loop is one of `innermost`.
   */
  of(walked: number, innermost: readonly number[]): readonly Int32Array[] {
    const key = `${walked}:${innermost.join()}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const all = [...Array(this.#dimensions).keys()];
    const moving = all.filter((d) => (walked >> d) & 1);
    const rest = all.filter((d) => !moving.includes(d));
    const classes = new Map<string, Int32Array>();
    if (moving.length === 0) classes.set('', Int32Array.from(all));
    for (const first of moving.filter((d) => innermost.includes(d)))
      this.#extend(
        [first],
        moving.filter((d) => d !== first),
        (inner) => {
          const signature = this.#operands.map((operand) => seen(operand, inner)).join('|');
          if (!classes.has(signature)) classes.set(signature, Int32Array.from([...rest, ...inner.slice().reverse()]));
        },
      );
    const orders = [...classes.values()];
    this.#known.set(key, orders);
    return orders;
  }

  #extend(inner: readonly number[], left: readonly number[], done: (inner: readonly number[]) => void): void {
    // Once every operand has a new tile at each step, what stands outside makes no difference.
    const settled = this.#operands.every(({ quick }) => inner.some((d) => quick.pure.includes(d)));
    if (left.length === 0 || settled) {
      done([...inner, ...left]);
      return;
    }
    for (const d of left)
      this.#extend(
        [...inner, d],
        left.filter((each) => each !== d),
        done,
      );
  }
}

/** What an operand sees of loops listed innermost first. */
function seen({ quick, still }: SearchOperand, inner: readonly number[]): string {
  const end = inner.findIndex((d) => quick.pure.includes(d));
  const until = end < 0 ? inner : inner.slice(0, end);
  const first = until.findIndex((d) => !still.includes(d));
  const repeats = (first < 0 ? until : until.slice(0, first)).slice().sort((a, b) => a - b);
  const moves = first < 0 ? [] : until.slice(first);
  return `${repeats.join()};${moves.join()};${end < 0}`;
}
