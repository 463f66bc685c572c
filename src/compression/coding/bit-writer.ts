/** Bits into bytes, most significant first. */
export class BitWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  /** Bits written so far. */
  get length(): number {
    return this.#length;
  }

  /** Appends the low `count` bits of `value`, 0…32 of them. */
  write(value: number, count: number): void {
    this.#reserve(count);
    for (let bit = count - 1; bit >= 0; bit -= 1) {
      if ((value >>> bit) & 1) this.#bytes[this.#length >>> 3]! |= 128 >>> (this.#length & 7);
      this.#length += 1;
    }
  }

  /** A copy, the last byte filled with zero bits. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, Math.ceil(this.#length / 8));
  }

  #reserve(count: number): void {
    const needed = (this.#length + count + 7) >>> 3;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
