/** Different rows of whole numbers, all of one length. */
export class RowSet {
  readonly #length: number;
  #rows: Int32Array;
  /** By hash: one more than the place of a row; 0: none. Never more than half full. */
  #places = new Int32Array(1024);
  #size = 0;

  constructor(length: number) {
    this.#length = length;
    this.#rows = new Int32Array(256 * length);
  }

  /** `row`: what is behind its end does not count. False: it is there already. */
  add(row: Int32Array): boolean {
    const at = this.#placeOf(row);
    if (this.#places[at] !== 0) return false;
    if ((this.#size + 1) * this.#length > this.#rows.length) {
      const more = new Int32Array(2 * this.#rows.length);
      more.set(this.#rows);
      this.#rows = more;
    }
    for (let i = 0, to = this.#size * this.#length; i < this.#length; i += 1) this.#rows[to + i] = row[i]!;
    this.#size += 1;
    this.#places[at] = this.#size;
    if (2 * this.#size > this.#places.length) this.#grow();
    return true;
  }

  /** Where it is, or would be. */
  #placeOf(row: Int32Array): number {
    const last = this.#places.length - 1;
    let hash = 0;
    for (let i = 0; i < this.#length; i += 1) hash = Math.imul(hash ^ row[i]!, 0x9e3779b1) ^ (hash >>> 15);
    for (let at = (hash ^ (hash >>> 13)) & last; ; at = (at + 1) & last) {
      const place = this.#places[at]!;
      if (place === 0 || this.#isAt(place - 1, row)) return at;
    }
  }

  #isAt(place: number, row: Int32Array): boolean {
    const from = place * this.#length;
    for (let i = 0; i < this.#length; i += 1) if (this.#rows[from + i] !== row[i]) return false;
    return true;
  }

  #grow(): void {
    this.#places = new Int32Array(4 * this.#places.length);
    for (let place = 0; place < this.#size; place += 1) {
      const row = this.#rows.subarray(place * this.#length, (place + 1) * this.#length);
      this.#places[this.#placeOf(row)] = place + 1;
    }
  }
}
