import type { EdgeEstimate } from '../../cost/edge-estimate.ts';
import type { QuickEstimate } from '../../cost/quick-estimate.ts';

/** One complete choice of tiles, whose loops may stand in several orders; plain data. */
export interface Leaf {
  /** As `QuickEstimate` takes them. */
  readonly factors: Int32Array;
  /** Per level, as bits: dimensions with a loop, those of which one has the innermost, and thin ones (`Edges.thin`). */
  readonly loops: Int32Array;
}

/** Several of them, one after the other. */
export interface PackedLeaves extends Leaf {
  readonly count: number;
}

export function packLeaves(leaves: readonly Leaf[]): PackedLeaves {
  const { factors, loops } = leaves[0]!;
  const all = new Int32Array(leaves.length * factors.length);
  const allLoops = new Int32Array(leaves.length * loops.length);
  for (let i = 0; i < leaves.length; i += 1) {
    all.set(leaves[i]!.factors, i * factors.length);
    allLoops.set(leaves[i]!.loops, i * loops.length);
  }
  return { count: leaves.length, factors: all, loops: allLoops };
}

export function unpackLeaf({ count, factors, loops }: PackedLeaves, at: number): Leaf {
  const part = (all: Int32Array): Int32Array =>
    all.subarray((at * all.length) / count, ((at + 1) * all.length) / count);
  return { factors: part(factors), loops: part(loops) };
}

/** What is known of a mapping that was evaluated last. */
export type Estimate = Pick<
  QuickEstimate | EdgeEstimate,
  'energyPj' | 'cycles' | 'arithmeticCycles' | 'exposedCycles' | 'busyCycles'
>;

/** Whom mappings are shown to: who keeps factors or order makes a copy. */
export interface MappingVisitor {
  visit(estimate: Estimate, factors: Int32Array, order: Int32Array): void;
}

/** Energy counts so many times, and for cycles of the arithmetic and of each port, with ramp and drain, so many pJ. */
export interface Prices {
  readonly energy: number;
  readonly perCyclePj: Float64Array;
}

/** Which mappings may matter to who asks: plain data. */
export interface Sieve {
  /** Leakage and clock power. */
  readonly staticPj: number;
  /** Those that none of these beats, leakage and clock power included. */
  readonly known: readonly { readonly energyPj: number; readonly cycles: number }[];
  /** And so many of those that come to less than a limit. */
  readonly room: number;
  readonly prices: Prices;
  readonly limitPj: number;
}

/** Who says which mappings may matter now. */
export interface SievingVisitor extends MappingVisitor {
  sieve(): Sieve;
}

/** A mapping that may matter, as plain data. */
export interface Candidate extends Pick<Estimate, 'energyPj' | 'cycles' | 'arithmeticCycles' | 'exposedCycles'> {
  readonly factors: Int32Array;
  readonly order: Int32Array;
  /** Cycles of each port. */
  readonly busyCycles: Float64Array;
}

/** What a mapping comes to. */
export function pricedPj(estimate: Estimate, { energy, perCyclePj }: Prices): number {
  const { energyPj, arithmeticCycles, exposedCycles } = estimate;
  let pj = energy * energyPj + perCyclePj[0]! * (arithmeticCycles + exposedCycles);
  for (let port = 0; port + 1 < perCyclePj.length; port += 1) {
    const price = perCyclePj[port + 1]!;
    if (price > 0) pj += price * (estimate.busyCycles(port) + exposedCycles);
  }
  return pj;
}
