import type { QuickBoundary, QuickPlan } from './quick-plan.ts';

/**
 * Energy and cycles of one mapping with perfect factors, fast: one pass per boundary, no allocation. Equal to
 * `estimateLayer` under the `element` rule but for the energy grid, and without ramp and drain.
 *
 * A mapping is two arrays. `factors[(level·3 + slot)·D + dimension]`: slot 0 in time, 1 on X, 2 on Y.
 * `order[level·D + position]`: the dimensions of a level's loops in time, outermost first.
 */
export class QuickEstimate {
  readonly plan: QuickPlan;
  readonly levels: number;
  readonly dimensions: number;
  /** Results of the last `evaluate`. */
  energyPj = 0;
  cycles = 0;

  readonly #operands: readonly QuickOperand[];
  readonly #boundaries: readonly { boundary: QuickBoundary; operand: QuickOperand }[];
  /** Tile of each dimension at each level, [level][dimension]; the last row is the arithmetic (all 1). */
  readonly #tiles: Float64Array;
  /** Used instances of each level. */
  readonly #instances: Float64Array;
  readonly #portBits: Float64Array;
  // Scratch, per rank of the operand at hand.
  readonly #width = new Float64Array(16);
  readonly #shift = new Float64Array(16);
  readonly #union = new Float64Array(16);

  constructor(plan: QuickPlan) {
    this.plan = plan;
    this.levels = plan.nest.levelCount;
    this.dimensions = plan.nest.sizes.length;
    this.#operands = plan.nest.operands.map((operand) => quickOperand(operand.ranks, this.dimensions));
    this.#boundaries = plan.boundaries.map((boundary) => ({
      boundary,
      operand: this.#operands[plan.nest.operands.indexOf(boundary.operand)] as QuickOperand,
    }));
    this.#tiles = new Float64Array((this.levels + 1) * this.dimensions).fill(1);
    this.#instances = new Float64Array(this.levels + 1);
    this.#portBits = new Float64Array(plan.portRates.length);
  }

  /** Fills in `energyPj` and `cycles`; false when some memory is too small. */
  evaluate(factors: Int32Array, order: Int32Array): boolean {
    const { plan, levels, dimensions } = this;
    const tiles = this.#tiles;
    const instances = this.#instances;
    let steps = 1;
    for (let level = levels - 1; level >= 0; level -= 1) {
      const at = level * 3 * dimensions;
      for (let d = 0; d < dimensions; d += 1) {
        const time = factors[at + d] as number;
        steps *= time;
        tiles[level * dimensions + d] =
          (tiles[(level + 1) * dimensions + d] as number) *
          time *
          (factors[at + dimensions + d] as number) *
          (factors[at + 2 * dimensions + d] as number);
      }
    }
    if (!this.#fits()) return false;
    instances[0] = 1;
    for (let level = 0; level < levels; level += 1) {
      let used = instances[level] as number;
      const at = level * 3 * dimensions;
      for (let d = dimensions; d < 3 * dimensions; d += 1) used *= factors[at + d] as number;
      instances[level + 1] = used;
    }
    this.energyPj = plan.fixedEnergyPj;
    this.#portBits.fill(0);
    for (let b = 0; b < this.#boundaries.length; b += 1) {
      const { boundary, operand } = this.#boundaries[b] as { boundary: QuickBoundary; operand: QuickOperand };
      this.#addBoundary(boundary, operand, factors, order);
    }
    let cycles = steps * plan.operationsPerStep;
    for (let port = 0; port < plan.portRates.length; port += 1) {
      const used = instances[plan.portLevels[port] as number] as number;
      const busy = (this.#portBits[port] as number) / (used * (plan.portRates[port] as number));
      if (busy > cycles) cycles = busy;
    }
    this.cycles = cycles;
    return true;
  }

  #fits(): boolean {
    const { capacities } = this.plan;
    const tiles = this.#tiles;
    for (let c = 0; c < capacities.length; c += 1) {
      const capacity = capacities[c] as QuickPlan['capacities'][number];
      if (capacity.usableBits === Number.POSITIVE_INFINITY) continue;
      let bits = 0;
      const row = capacity.level * this.dimensions;
      for (let o = 0; o < capacity.operands.length; o += 1) {
        const ranks = (capacity.operands[o] as QuickBoundary['operand']).ranks;
        let elements = 1;
        for (let r = 0; r < ranks.length; r += 1) {
          const rank = ranks[r] as QuickBoundary['operand']['ranks'][number];
          let extent = 1;
          for (let t = 0; t < rank.length; t += 1) {
            const term = rank[t] as { dimension: number; coefficient: number };
            extent += Math.abs(term.coefficient) * ((tiles[row + term.dimension] as number) - 1);
          }
          elements *= extent;
        }
        bits += elements * (capacity.bitsPerElement[o] as number);
      }
      if (bits > capacity.usableBits) return false;
    }
    return true;
  }

  #addBoundary(boundary: QuickBoundary, operand: QuickOperand, factors: Int32Array, order: Int32Array): void {
    const { cuts, energyPj, portBits } = boundary;
    const portCount = this.#portBits.length;
    for (let c = 0; c < cuts.length; c += 1) {
      const words = this.#words(boundary, operand, cuts[c] as number, factors, order);
      this.energyPj += words * (energyPj[c] as number);
      const bits = portBits[c] as Float64Array;
      for (let port = 0; port < portCount; port += 1) {
        this.#portBits[port] = (this.#portBits[port] as number) + words * (bits[port] as number);
      }
    }
    if (!boundary.operand.isOutput) return;
    const atParent = this.#distinct(boundary, operand, factors, boundary.parent);
    const atChild = this.#distinct(boundary, operand, factors, boundary.child);
    this.energyPj += atParent * boundary.distinctParentPj + atChild * boundary.distinctChildPj;
    for (let port = 0; port < portCount; port += 1) {
      this.#portBits[port] =
        (this.#portBits[port] as number) +
        atParent * (boundary.distinctParentBits[port] as number) +
        atChild * (boundary.distinctChildBits[port] as number);
    }
  }

  /** Distinct output elements each instance of `level` ever sees, summed over those instances. */
  #distinct(boundary: QuickBoundary, operand: QuickOperand, factors: Int32Array, level: number): number {
    const { dimensions } = this;
    let elements = this.#instances[level] as number;
    for (let d = 0; d < dimensions; d += 1) {
      if (operand.usesDimension[d] === 0) continue;
      let points = this.#tiles[boundary.child * dimensions + d] as number;
      for (let l = 0; l < boundary.child; l += 1) {
        const at = l * 3 * dimensions + d;
        points *= factors[at] as number;
        if (l >= level) points *= (factors[at + dimensions] as number) * (factors[at + 2 * dimensions] as number);
      }
      elements *= points;
    }
    return elements;
  }

  /** Words below the network of `cut` (or leaving the parent, cut = parent − 1), copies merged further down counted once. */
  #words(boundary: QuickBoundary, operand: QuickOperand, cut: number, factors: Int32Array, order: Int32Array): number {
    const { dimensions } = this;
    const { child } = boundary;
    const separate = this.#prepareUnion(boundary, operand, cut, factors);
    let all = 1;
    for (let r = 0; r < operand.rankCount; r += 1) all *= this.#union[r] as number;
    let outer = 1;
    for (let level = 0; level < child; level += 1) {
      const at = level * 3 * dimensions;
      for (let d = 0; d < dimensions; d += 1) outer *= factors[at + d] as number;
    }
    if (child === this.levels) return separate * outer * all;
    const shift = this.#shift;
    for (let r = 0; r < operand.rankCount; r += 1) shift[r] = 0;
    let moved = 0;
    for (let level = child - 1; level >= 0; level -= 1) {
      const at = level * 3 * dimensions;
      for (let position = dimensions - 1; position >= 0; position -= 1) {
        const d = order[level * dimensions + position] as number;
        const factor = factors[at + d] as number;
        if (factor === 1) continue;
        if (operand.purelyUses[d] === 1) return separate * (outer * all + moved);
        outer /= factor;
        const rank = operand.windowOf[d] as number;
        if (rank >= 0) {
          const move =
            (operand.coefficientOf[d] as number) *
            (factors[at + dimensions + d] as number) *
            (factors[at + 2 * dimensions + d] as number) *
            (this.#tiles[(level + 1) * dimensions + d] as number);
          shift[rank] = (shift[rank] as number) + move;
          moved += outer * (factor - 1) * this.#freshWords(boundary, operand, cut, all, factors);
          shift[rank] = (shift[rank] as number) - factor * move;
        } else {
          moved += outer * (factor - 1) * this.#freshWords(boundary, operand, cut, all, factors);
        }
      }
    }
    return separate * (all + moved);
  }

  /** Widths and unions of all ranks; returns how many times the words are moved separately. */
  #prepareUnion(boundary: QuickBoundary, operand: QuickOperand, cut: number, factors: Int32Array): number {
    const { dimensions } = this;
    const { child, parent } = boundary;
    const tiles = this.#tiles;
    let separate = this.#instances[parent] as number;
    for (let r = 0; r < operand.rankCount; r += 1) {
      let extent = 1;
      const rank = operand.ranks[r] as QuickOperand['ranks'][number];
      for (let t = 0; t < rank.length; t += 1) {
        const term = rank[t] as { dimension: number; coefficient: number };
        extent += Math.abs(term.coefficient) * ((tiles[child * dimensions + term.dimension] as number) - 1);
      }
      this.#width[r] = extent;
      this.#union[r] = extent;
    }
    for (let level = parent; level < child; level += 1) {
      const at = level * 3 * dimensions;
      const merges = level > cut && (boundary.operand.merges[level] as boolean);
      for (let d = 0; d < dimensions; d += 1) {
        const factor = (factors[at + dimensions + d] as number) * (factors[at + 2 * dimensions + d] as number);
        if (factor === 1) continue;
        if (!merges) separate *= factor;
        else if (operand.purelyUses[d] === 1) {
          const r = operand.rankOf[d] as number;
          this.#union[r] = (this.#union[r] as number) * factor;
        }
      }
    }
    for (let r = 0; r < operand.rankCount; r += 1) {
      if ((operand.ranks[r] as QuickOperand['ranks'][number]).length > 1 || operand.strided[r] === 1) {
        this.#union[r] = this.#rankUnion(boundary, operand, r, cut, this.#width[r] as number, factors);
      }
    }
    return separate;
  }

  /** Words of one step that some instance did not hold: Π(all) − Π(held), only windows can be held in part. */
  #freshWords(boundary: QuickBoundary, operand: QuickOperand, cut: number, all: number, factors: Int32Array): number {
    let held = 1;
    for (let r = 0; r < operand.rankCount; r += 1) {
      const by = Math.abs(this.#shift[r] as number);
      const union = this.#union[r] as number;
      if (by === 0) held *= union;
      else if (by >= (this.#width[r] as number)) return all;
      else held *= union - this.#rankUnion(boundary, operand, r, cut, by, factors);
    }
    return all - held;
  }

  /** Length of the union of intervals of `length`, one per merged instance. */
  #rankUnion(
    boundary: QuickBoundary,
    operand: QuickOperand,
    r: number,
    cut: number,
    length: number,
    factors: Int32Array,
  ): number {
    const { dimensions } = this;
    const rank = operand.ranks[r] as QuickOperand['ranks'][number];
    let size = length;
    let span = length;
    let gaps = false;
    // Smallest stride first: within a rank, take the loops in order of stride.
    let below = 0;
    for (;;) {
      let stride = Number.POSITIVE_INFINITY;
      let count = 1;
      for (let level = Math.max(boundary.parent, cut + 1); level < boundary.child; level += 1) {
        if (!(boundary.operand.merges[level] as boolean)) continue;
        const at = level * 3 * dimensions;
        for (let t = 0; t < rank.length; t += 1) {
          const { dimension, coefficient } = rank[t] as { dimension: number; coefficient: number };
          const factor =
            (factors[at + dimensions + dimension] as number) * (factors[at + 2 * dimensions + dimension] as number);
          if (factor === 1) continue;
          const step = Math.abs(coefficient) * (this.#tiles[(level + 1) * dimensions + dimension] as number);
          if (step === stride) count += factor - 1;
          else if (step > below && step < stride) {
            stride = step;
            count = factor;
          }
        }
      }
      if (stride === Number.POSITIVE_INFINITY) return size;
      below = stride;
      if (!gaps && stride <= span) {
        span += stride * (count - 1);
        size = span;
      } else if (stride >= span) {
        size *= count;
        span += stride * (count - 1);
        gaps = size < span;
      } else {
        // Interleaved gaps: count the points of the gapped pattern (rare).
        return this.#gappedUnion(boundary, rank, cut, length, factors);
      }
    }
  }

  #gappedUnion(
    boundary: QuickBoundary,
    rank: QuickOperand['ranks'][number],
    cut: number,
    length: number,
    factors: Int32Array,
  ): number {
    let starts = new Set([0]);
    for (let level = Math.max(boundary.parent, cut + 1); level < boundary.child; level += 1) {
      if (!(boundary.operand.merges[level] as boolean)) continue;
      const at = level * 3 * this.dimensions;
      for (const { dimension, coefficient } of rank) {
        const factor =
          (factors[at + this.dimensions + dimension] as number) * (factors[at + 2 * this.dimensions + dimension] as number);
        const step = Math.abs(coefficient) * (this.#tiles[(level + 1) * this.dimensions + dimension] as number);
        const next = new Set<number>();
        for (const start of starts) for (let i = 0; i < factor; i += 1) next.add(start + i * step);
        starts = next;
      }
    }
    let total = 0;
    let reached = -1;
    for (const start of [...starts].sort((a, b) => a - b)) {
      total += start + length - Math.max(start, reached);
      reached = start + length;
    }
    return total;
  }
}

interface QuickOperand {
  readonly rankCount: number;
  readonly ranks: readonly (readonly { readonly dimension: number; readonly coefficient: number }[])[];
  /** Rank a dimension stands in; −1: none. */
  readonly rankOf: Int32Array;
  /** Rank of a dimension that shares it with others, or strides in it; −1: none. */
  readonly windowOf: Int32Array;
  readonly coefficientOf: Float64Array;
  /** 1: alone in its rank, with coefficient 1: any move brings an entirely new tile. */
  readonly purelyUses: Uint8Array;
  readonly usesDimension: Uint8Array;
  readonly strided: Uint8Array;
}

function quickOperand(ranks: QuickOperand['ranks'], dimensions: number): QuickOperand {
  const operand = {
    rankCount: ranks.length,
    ranks,
    rankOf: new Int32Array(dimensions).fill(-1),
    windowOf: new Int32Array(dimensions).fill(-1),
    coefficientOf: new Float64Array(dimensions),
    purelyUses: new Uint8Array(dimensions),
    usesDimension: new Uint8Array(dimensions),
    strided: new Uint8Array(ranks.length),
  };
  ranks.forEach((rank, r) => {
    const pure = rank.length === 1 && rank[0]?.coefficient === 1;
    operand.strided[r] = !pure && rank.length === 1 ? 1 : 0;
    for (const { dimension, coefficient } of rank) {
      operand.usesDimension[dimension] = 1;
      operand.rankOf[dimension] = r;
      if (pure) operand.purelyUses[dimension] = 1;
      else operand.windowOf[dimension] = r;
      operand.coefficientOf[dimension] = coefficient;
    }
  });
  return operand;
}
