import { QuickLoops } from './quick-loops.ts';
import { type QuickOperand, quickOperand } from './quick-operand.ts';
import type { QuickBoundary, QuickPlan } from './quick-plan.ts';
import { WindowMoves } from './window-moves.ts';

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
  readonly #boundaries: readonly BoundaryState[];
  readonly #loops: QuickLoops;
  /** Tile of each dimension at each level; the last row is the arithmetic (all 1). */
  readonly #tiles: Float64Array;
  /** X·Y factor of each dimension below each level. */
  readonly #space: Float64Array;
  /** Product of those of a level. */
  readonly #across: Float64Array;
  /** Used instances of each level. */
  readonly #instances: Float64Array;
  /** Elements of each operand's tile at each level that keeps it. */
  readonly #elements: Float64Array;
  /** Per operand and level: product of the spatial factors over its pure dimensions. */
  readonly #pureSpace: Float64Array;
  readonly #portBits: Float64Array;

  constructor(plan: QuickPlan) {
    this.plan = plan;
    this.levels = plan.nest.levelCount;
    this.dimensions = plan.nest.sizes.length;
    const { levels, dimensions } = this;
    this.#operands = plan.nest.operands.map((operand) => quickOperand(operand, dimensions));
    this.#tiles = new Float64Array((levels + 1) * dimensions).fill(1);
    this.#space = new Float64Array(levels * dimensions).fill(1);
    this.#across = new Float64Array(levels);
    this.#instances = new Float64Array(levels + 1).fill(1);
    this.#elements = new Float64Array(this.#operands.length * (levels + 1)).fill(1);
    this.#pureSpace = new Float64Array(this.#operands.length * levels);
    this.#portBits = new Float64Array(plan.portRates.length);
    this.#loops = new QuickLoops(levels, dimensions);
    this.#boundaries = plan.boundaries.map((boundary) => {
      const index = plan.nest.operands.indexOf(boundary.operand);
      const operand = this.#operands[index] as QuickOperand;
      const windows = operand.windowCount > 0 ? new WindowMoves(operand, dimensions, this.#tiles, this.#space) : null;
      return { boundary, index, operand, windows };
    });
  }

  /** Fills in `energyPj` and `cycles`; false when some memory is too small. */
  evaluate(factors: Int32Array, order: Int32Array): boolean {
    const { plan } = this;
    this.#readTiles(factors);
    if (!this.#fits()) return false;
    this.#readSpace();
    const loops = this.#loops;
    loops.read(factors, order);
    this.energyPj = plan.fixedEnergyPj;
    const portBits = this.#portBits;
    for (let port = 0; port < portBits.length; port += 1) portBits[port] = 0;
    for (let b = 0; b < this.#boundaries.length; b += 1) this.#addBoundary(this.#boundaries[b]!);
    let cycles = plan.operationsPerStep * loops.total;
    for (let port = 0; port < portBits.length; port += 1) {
      const busy = portBits[port]! / (this.#instances[plan.portLevels[port]!]! * plan.portRates[port]!);
      if (busy > cycles) cycles = busy;
    }
    this.cycles = cycles;
    return true;
  }

  #readTiles(factors: Int32Array): void {
    const { levels, dimensions } = this;
    const tiles = this.#tiles;
    const space = this.#space;
    for (let level = levels - 1; level >= 0; level -= 1) {
      const at = level * 3 * dimensions;
      const row = level * dimensions;
      for (let d = 0; d < dimensions; d += 1) {
        const across = factors[at + dimensions + d]! * factors[at + 2 * dimensions + d]!;
        space[row + d] = across;
        tiles[row + d] = tiles[row + dimensions + d]! * factors[at + d]! * across;
      }
    }
  }

  /** Spatial factors of each level: all of them, and those over each operand's pure dimensions. */
  #readSpace(): void {
    const { levels, dimensions } = this;
    const space = this.#space;
    const pureSpace = this.#pureSpace;
    const operands = this.#operands;
    for (let level = 0; level < levels; level += 1) {
      for (let o = 0; o < operands.length; o += 1) pureSpace[o * levels + level] = 1;
      let product = 1;
      for (let d = 0; d < dimensions; d += 1) {
        const across = space[level * dimensions + d]!;
        if (across === 1) continue;
        product *= across;
        for (let o = 0; o < operands.length; o += 1) {
          if (operands[o]!.pure[d] === 1) pureSpace[o * levels + level]! *= across;
        }
      }
      this.#across[level] = product;
      this.#instances[level + 1] = this.#instances[level]! * product;
    }
  }

  /** Tile sizes, and whether every memory holds its tiles. */
  #fits(): boolean {
    const { capacities } = this.plan;
    const columns = this.levels + 1;
    for (let c = 0; c < capacities.length; c += 1) {
      const capacity = capacities[c]!;
      let bits = 0;
      for (let i = 0; i < capacity.operands.length; i += 1) {
        const o = capacity.operands[i]!;
        const elements = this.#countElements(this.#operands[o]!, capacity.level);
        this.#elements[o * columns + capacity.level] = elements;
        bits += elements * capacity.bitsPerElement[i]!;
      }
      if (bits > capacity.usableBits) return false;
    }
    return true;
  }

  #countElements(operand: QuickOperand, level: number): number {
    const tiles = this.#tiles;
    const row = level * this.dimensions;
    const { pureDimensions, windows, stride } = operand;
    let elements = 1;
    for (let i = 0; i < pureDimensions.length; i += 1) elements *= tiles[row + pureDimensions[i]!]!;
    for (let w = 0; w < windows.length; w += 1) {
      const window = windows[w]!;
      let extent = 1;
      for (let i = 0; i < window.length; i += 1) extent += stride[window[i]!]! * (tiles[row + window[i]!]! - 1);
      elements *= extent;
    }
    return elements;
  }

  #addBoundary(state: BoundaryState): void {
    const { boundary, index, operand, windows } = state;
    const { cuts, child, parent, merges, energyPj, ports, portWords } = boundary;
    const levels = this.levels;
    const loops = this.#loops;
    const atArithmetic = child === levels;
    const innermost = atArithmetic ? loops.count - 1 : loops.innermostPure(operand.pureMask, child);
    const whole = innermost < 0 ? 1 : loops.prefix[innermost]!;
    const elements =
      windows === null ? this.#elements[index * (levels + 1) + child]! : this.#pureElements(operand, child);
    if (windows !== null) windows.start(child, loops, innermost, atArithmetic);
    for (let c = 0; c < cuts.length; c += 1) {
      const cut = cuts[c]!;
      let words = elements * this.#instances[parent]!;
      for (let level = parent; level < child; level += 1) {
        words *= level <= cut || merges[level] === 0 ? this.#across[level]! : this.#pureSpace[index * levels + level]!;
      }
      words *= windows === null ? whole : windows.words(boundary, cut, whole);
      this.energyPj += words * energyPj[c]!;
      for (let i = c * portWords; i < (c + 1) * portWords; i += 1) {
        this.#portBits[ports[i]!] = this.#portBits[ports[i]!]! + words * boundary.portBits[i]!;
      }
    }
    if (boundary.operand.isOutput) this.#addDistinct(boundary, index);
  }

  #pureElements(operand: QuickOperand, level: number): number {
    let elements = 1;
    const row = level * this.dimensions;
    for (let i = 0; i < operand.pureDimensions.length; i += 1)
      elements *= this.#tiles[row + operand.pureDimensions[i]!]!;
    return elements;
  }

  /** Distinct output elements parents and children ever see; exact for outputs without windows. */
  #addDistinct(boundary: QuickBoundary, index: number): void {
    const { levels } = this;
    let points = this.#pureElements(this.#operands[index]!, 0);
    for (let level = 0; level < boundary.parent; level += 1) points /= this.#pureSpace[index * levels + level]!;
    const atParent = points * this.#instances[boundary.parent]!;
    for (let level = boundary.parent; level < boundary.child; level += 1) {
      points /= this.#pureSpace[index * levels + level]!;
    }
    const atChild = points * this.#instances[boundary.child]!;
    this.energyPj += atParent * boundary.distinctParentPj + atChild * boundary.distinctChildPj;
    const portBits = this.#portBits;
    const { distinctPorts, distinctParentBits, distinctChildBits } = boundary;
    for (let i = 0; i < distinctPorts.length; i += 1) {
      const port = distinctPorts[i]!;
      portBits[port] = portBits[port]! + atParent * distinctParentBits[i]! + atChild * distinctChildBits[i]!;
    }
  }
}

interface BoundaryState {
  readonly boundary: QuickBoundary;
  /** Of the operand. */
  readonly index: number;
  readonly operand: QuickOperand;
  readonly windows: WindowMoves | null;
}
