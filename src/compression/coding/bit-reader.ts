/** Reads what a `BitWriter` wrote. Past the end it throws a RangeError: the stream is too short. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bit(): number {
    const byte = this.#bytes[this.#position >>> 3];
    if (byte === undefined) throw new RangeError('the bit stream ends early');
    const bit = (byte >>> (7 - (this.#position & 7))) & 1;
    this.#position += 1;
    return bit;
  }

  read(count: number): number {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1) value = value * 2 + this.bit();
    return value;
  }
}
