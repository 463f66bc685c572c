import type { RankGroup } from '../dataflow/rank-groups.ts';
import type { Chain } from './dimension-chain.ts';

interface KeptSums {
  /** NaN: not counted yet. */
  readonly all: Float64Array;
  readonly unmoved: Float64Array;
}

/** Sums of a group of dimensions, by how they are cut, by count, and by what part each of them takes. */
export class GroupMemo implements RankGroup {
  readonly dimensions: readonly number[];
  readonly ranks: RankGroup['ranks'];
  /** Of the cuts chosen now. */
  chosen: KeptSums = { all: new Float64Array(0), unmoved: new Float64Array(0) };
  readonly #codes: number;
  readonly #known = new Map<string | number, KeptSums>();

  constructor({ dimensions, ranks }: RankGroup, codes: number) {
    this.dimensions = dimensions;
    this.ranks = ranks;
    this.#codes = codes;
  }

  /** `counts`: how many there are. */
  choose(chains: readonly Chain[], counts: number): void {
    const [a, b] = this.dimensions;
    const key =
      this.dimensions.length > 2
        ? this.dimensions.map((d) => chains[d]!.id).join()
        : chains[a!]!.id * 2 ** 24 + (b === undefined ? 0 : chains[b]!.id);
    let sums = this.#known.get(key);
    if (sums === undefined) {
      const length = counts * this.#codes ** this.dimensions.length;
      sums = { all: new Float64Array(length).fill(Number.NaN), unmoved: new Float64Array(length) };
      this.#known.set(key, sums);
    }
    this.chosen = sums;
  }

  indexOf(count: number, codes: Int32Array): number {
    let at = count;
    for (let i = 0; i < this.dimensions.length; i += 1) at = at * this.#codes + codes[this.dimensions[i]!]!;
    return at;
  }
}
