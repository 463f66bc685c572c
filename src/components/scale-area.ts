/** Area of one byte against the size of the memory it is in. */
export interface AreaTable {
  readonly name: string;
  readonly nodeNm: number;
  /** Smallest first. */
  readonly points: readonly { readonly bytes: number; readonly um2PerByte: number }[];
  readonly source: string;
}

/** Ideal shrink: both edges follow the node. Optimistic below 20 nm, where node names stopped being lengths. */
export function scaleArea(fromNm: number, toNm: number): number {
  return (toNm / fromNm) ** 2;
}

/** Area of a memory at the table's own node: linear between points, constant per byte beyond them. */
export function memoryAreaUm2(table: AreaTable, capacityBits: number): number {
  const bytes = capacityBits / 8;
  const above = table.points.findIndex((point) => point.bytes >= bytes);
  const next = table.points[above];
  const previous = above === -1 ? table.points.at(-1) : table.points[above - 1];
  if (next === undefined || previous === undefined) return bytes * (next ?? previous)!.um2PerByte;
  const way = (bytes - previous.bytes) / (next.bytes - previous.bytes);
  return bytes * (previous.um2PerByte + way * (next.um2PerByte - previous.um2PerByte));
}
