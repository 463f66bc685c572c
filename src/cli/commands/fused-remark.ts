/** Said beside the figures of a layer that `run` charges less for; nothing of others. */
export function fusedRemark(fused: boolean): readonly string[] {
  if (!fused) return [];
  return ['`run` fuses this layer into the one before and charges its operations alone; this is its cost by itself.'];
}
