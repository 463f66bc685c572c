import type { LayerResult } from '../../cost/result.ts';

/** How full a memory of limited size is at most. */
export interface FullMemory {
  readonly memory: string;
  readonly level: string;
  readonly usedBits: number;
  readonly capacityBits: number;
}

/** The memory with the least room left: what keeps the tiles from growing. */
export function fullestMemory(layer: Pick<LayerResult, 'levels'>): FullMemory | null {
  let fullest: FullMemory | null = null;
  for (const { level, tiles } of layer.levels) {
    for (const memory of new Set(tiles.map((tile) => tile.memory))) {
      const own = tiles.filter((tile) => tile.memory === memory);
      const capacityBits = own[0]!.capacityBits;
      if (capacityBits === null) continue;
      const usedBits = own.reduce((sum, tile) => sum + tile.bits, 0);
      const isFuller = fullest === null || usedBits / capacityBits > fullest.usedBits / fullest.capacityBits;
      if (isFuller) fullest = { memory, level, usedBits, capacityBits };
    }
  }
  return fullest;
}
