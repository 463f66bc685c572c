/** Products of chosen entries of one array, each distinct choice once. */
export class IndexedProducts {
  readonly values: Float64Array;
  readonly #keys: readonly string[];
  readonly #from: Float64Array;
  readonly #end: Int32Array;
  readonly #index: Int32Array;

  constructor(from: Float64Array, choices: readonly (readonly number[])[]) {
    const distinct = new Map(choices.map((choice) => [choice.join(), choice]));
    const lists = [...distinct.values()];
    this.#keys = [...distinct.keys()];
    this.#from = from;
    this.#index = Int32Array.from(lists.flat());
    this.#end = Int32Array.from(lists, (_, i) => lists.slice(0, i + 1).flat().length);
    this.values = new Float64Array(lists.length).fill(1);
  }

  /** Where the product of a choice stands in `values`. */
  indexOf(choice: readonly number[]): number {
    return this.#keys.indexOf(choice.join());
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
  }
}
