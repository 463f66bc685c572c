/** Energy per access of a memory of this capacity. */
export interface CapacityPoint {
  readonly capacityBits: number;
  readonly energyPj: Readonly<Record<string, number>>;
}

/**
 * Energy of an action at a capacity: a straight line in log(capacity), log(energy) between the two neighbouring points,
 * E ∝ capacity^exponent beyond the first and the last.
 */
export function energyAtCapacity(
  row: { readonly points: readonly CapacityPoint[]; readonly capacityExponent: number },
  action: string,
  capacityBits: number,
): number {
  const above = row.points.findIndex((point) => point.capacityBits >= capacityBits);
  const next = row.points[above];
  const previous = above === -1 ? row.points.at(-1) : row.points[above - 1];
  if (next === undefined || previous === undefined) {
    const nearest = (next ?? previous)!;
    return energy(nearest, action) * (capacityBits / nearest.capacityBits) ** row.capacityExponent;
  }
  const low = energy(previous, action);
  const high = energy(next, action);
  if (low === 0 || high === 0) return Math.max(low, high);
  const way = Math.log(capacityBits / previous.capacityBits) / Math.log(next.capacityBits / previous.capacityBits);
  return low * (high / low) ** way;
}

function energy(point: CapacityPoint, action: string): number {
  const found = point.energyPj[action];
  if (found === undefined) throw new Error(`a checked row prices "${action}" at every capacity`);
  return found;
}
