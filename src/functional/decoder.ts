/** The decoders of an accelerator: each with the same look-up table, or without one where stored weights are words. */
export class Decoder {
  /** Words that passed a decoder. */
  words = 0;
  /** Entries read when a decoder keeps hold of the last one only. */
  entriesRead = 0;
  readonly #table: Float64Array | undefined;
  readonly #vectorLength: number;
  /** Vector whose entry each decoder holds. */
  readonly #latched: Int32Array;

  /**
   * @param table words of the entries, one entry after another
   * @param decoders instances of the level decoders stand at
   */
  constructor(table: Int32Array | undefined, vectorLength: number, decoders: number) {
    this.#table = table && Float64Array.from(table);
    this.#vectorLength = vectorLength;
    this.#latched = new Int32Array(decoders).fill(-1);
  }

  /** The word an index stands for; `code` is the index times the vector length plus the position in the vector. */
  word(code: number): number {
    return this.#table === undefined ? code : this.#table[code]!;
  }

  /** Counts one weight that passes a decoder; `weight` is its position in the layer. */
  pass(decoder: number, weight: number): void {
    this.words += 1;
    const vector = Math.floor(weight / this.#vectorLength);
    if (this.#latched[decoder] === vector) return;
    this.#latched[decoder] = vector;
    this.entriesRead += 1;
  }
}
