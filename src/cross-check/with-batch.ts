import type { ToolLayer } from './tool-layer.ts';

/** The layer for so many images; zeros grow with the maps. */
export function withBatch(layer: ToolLayer, count: number): ToolLayer {
  const { ifmap, ofmap } = layer;
  const scaled = (map: ToolLayer['ifmap']) => ({ ...map, count, zeros: (map.zeros / map.count) * count });
  return { ...layer, ifmap: scaled(ifmap), ofmap: scaled(ofmap) };
}
