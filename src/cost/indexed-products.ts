/** Entries to be multiplied; and by what the product is divided and rounded up. */
export interface Product {
  readonly of: readonly number[];
  readonly sharedBy?: number | undefined;
}

/** Products of chosen entries of one array, each distinct choice once. */
export class IndexedProducts {
  readonly values: Float64Array;
  readonly #keys: readonly string[];
  readonly #from: Float64Array;
  readonly #end: Int32Array;
  readonly #index: Int32Array;
  /** Products that are shared, and by how many. */
  readonly #shared: Int32Array;

  constructor(from: Float64Array, choices: readonly Product[]) {
    const distinct = new Map(choices.map((choice) => [keyOf(choice), choice]));
    const lists = [...distinct.values()];
    this.#keys = [...distinct.keys()];
    this.#from = from;
    this.#index = Int32Array.from(lists.flatMap((each) => each.of));
    this.#end = Int32Array.from(lists, (_, i) => lists.slice(0, i + 1).flatMap((each) => each.of).length);
    this.#shared = Int32Array.from(lists.flatMap(({ sharedBy = 1 }, i) => (sharedBy === 1 ? [] : [i, sharedBy])));
    this.values = new Float64Array(lists.length).fill(1);
  }

  /** Where the product of a choice stands in `values`. */
  indexOf(choice: Product): number {
    return this.#keys.indexOf(keyOf(choice));
  }

  multiply(): void {
    const { values } = this;
    const from = this.#from;
    const ends = this.#end;
    const index = this.#index;
    let i = 0;
    for (let p = 0; p < values.length; p += 1) {
      const end = ends[p]!;
      let product = 1;
      for (; i < end; i += 1) product *= from[index[i]!]!;
      values[p] = product;
    }
    const shared = this.#shared;
    for (i = 0; i < shared.length; i += 2) values[shared[i]!] = Math.ceil(values[shared[i]!]! / shared[i + 1]!);
  }
}

function keyOf({ of, sharedBy = 1 }: Product): string {
  return `${of.join()}/${sharedBy}`;
}
