/**
 * Table index of every weight from its position alone, as HashedNets does: murmur3's finaliser of seed and position,
 * scaled to the table. Nothing needs to be stored but the seed.
 */
export function hashIndices(seed: number, count: number, entries: number): Uint32Array {
  const indices = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) {
    let mixed = (seed ^ Math.imul(at, 0x9e3779b1)) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    mixed ^= mixed >>> 16;
    indices[at] = Math.floor(((mixed >>> 0) / 2 ** 32) * entries);
  }
  return indices;
}
