/** How many different vectors there are, counted no further than `limit`. */
export function distinctVectors(vectors: Float32Array, length: number, limit: number): number {
  const words = new Int32Array(vectors.buffer, vectors.byteOffset, vectors.length);
  const slots = 2 ** Math.ceil(Math.log2(4 * Math.min(limit, vectors.length / length) + 4));
  // open addressing; a slot holds the vector's number + 1
  const table = new Uint32Array(slots);
  let distinct = 0;
  for (let vector = 0; vector * length < vectors.length && distinct < limit; vector += 1) {
    let slot = hash(words, vector * length, length) & (slots - 1);
    while (table[slot] !== 0 && !equal(vectors, (table[slot]! - 1) * length, vector * length, length)) {
      slot = (slot + 1) & (slots - 1);
    }
    if (table[slot] !== 0) continue;
    table[slot] = vector + 1;
    distinct += 1;
  }
  return distinct;
}

function hash(words: Int32Array, from: number, length: number): number {
  let mixed = 0;
  for (let d = 0; d < length; d += 1) {
    // zero and negative zero are equal and must fall into one slot
    const word = words[from + d]! === -(2 ** 31) ? 0 : words[from + d]!;
    mixed = Math.imul(mixed ^ word ^ (word >>> 15), 0x2c1b3c6d);
    mixed ^= mixed >>> 13;
  }
  return mixed;
}

function equal(vectors: Float32Array, a: number, b: number, length: number): boolean {
  for (let d = 0; d < length; d += 1) if (vectors[a + d] !== vectors[b + d]) return false;
  return true;
}
