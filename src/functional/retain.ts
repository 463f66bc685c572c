import type { TileStore } from './tile-store.ts';

/** Moves the elements that stay in an instance from where the tile held has them to where the tile to come does. */
export function retain(store: TileStore, instance: number, spare: Float64Array): void {
  if (store.held[instance] === 0) return;
  const ranks = store.ranks.length;
  const box = instance * ranks;
  const base = instance * store.volume;
  const low: number[] = [];
  const high: number[] = [];
  for (let r = 0; r < ranks; r += 1) {
    low.push(Math.max(store.low[box + r]!, store.nextLow[box + r]!));
    high.push(Math.min(store.high[box + r]!, store.nextHigh[box + r]!));
    if (low[r]! >= high[r]!) return;
  }
  spare.set(store.values.subarray(base, base + store.volume));
  const index = [...low];
  for (;;) {
    let [old, next] = [0, base];
    for (let r = 0; r < ranks; r += 1) {
      old += store.strides[r]! * (index[r]! - store.low[box + r]!);
      next += store.strides[r]! * (index[r]! - store.nextLow[box + r]!);
    }
    store.values[next] = spare[old]!;
    let r = ranks - 1;
    while (r >= 0 && index[r]! + 1 >= high[r]!) {
      index[r] = low[r]!;
      r -= 1;
    }
    if (r < 0) return;
    index[r]! += 1;
  }
}
