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
  /** Operand index of each boundary. */
  readonly #operandOf: Int32Array;
  readonly #windows: readonly WindowMoves[];
  /** Tile of each dimension at each level; the last row is the arithmetic (all 1). */
  readonly #tiles: Float64Array;
  /** X·Y factor of each dimension below each level. */
  readonly #space: Float64Array;
  /** Used instances of each level. */
  readonly #instances: Float64Array;
  /** Product of all temporal factors of a level. */
  readonly #time: Float64Array;
  /** Per operand and level: products of the temporal and the spatial factors it depends on. */
  readonly #ownTime: Float64Array;
  readonly #ownSpace: Float64Array;
  readonly #portBits: Float64Array;

  constructor(plan: QuickPlan) {
    this.plan = plan;
    this.levels = plan.nest.levelCount;
    this.dimensions = plan.nest.sizes.length;
    this.#operands = plan.nest.operands.map((operand) => quickOperand(operand, this.dimensions));
    this.#operandOf = Int32Array.from(plan.boundaries.map((each) => plan.nest.operands.indexOf(each.operand)));
    this.#tiles = new Float64Array((this.levels + 1) * this.dimensions).fill(1);
    this.#space = new Float64Array(this.levels * this.dimensions).fill(1);
    this.#windows = this.#operands.map((operand) => new WindowMoves(operand, this.dimensions, this.#tiles, this.#space));
    this.#instances = new Float64Array(this.levels + 1);
    this.#time = new Float64Array(this.levels);
    this.#ownTime = new Float64Array(this.levels * this.#operands.length);
    this.#ownSpace = new Float64Array(this.levels * this.#operands.length);
    this.#portBits = new Float64Array(plan.portRates.length);
  }

  /** Fills in `energyPj` and `cycles`; false when some memory is too small. */
  evaluate(factors: Int32Array, order: Int32Array): boolean {
    const { plan, levels } = this;
    this.#readTiles(factors);
    if (!this.#fits()) return false;
    this.#readProducts(factors);
    this.energyPj = plan.fixedEnergyPj;
    const portBits = this.#portBits;
    portBits.fill(0);
    for (let b = 0; b < plan.boundaries.length; b += 1) this.#addBoundary(b, factors, order);
    let cycles = plan.operationsPerStep;
    for (let level = 0; level < levels; level += 1) cycles *= this.#time[level]!;
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

  #readProducts(factors: Int32Array): void {
    const { levels, dimensions } = this;
    const operands = this.#operands;
    this.#instances[0] = 1;
    this.#ownTime.fill(1);
    this.#ownSpace.fill(1);
    for (let level = 0; level < levels; level += 1) {
      let time = 1;
      let used = this.#instances[level]!;
      for (let d = 0; d < dimensions; d += 1) {
        const factor = factors[level * 3 * dimensions + d]!;
        const across = this.#space[level * dimensions + d]!;
        if (factor === 1 && across === 1) continue;
        time *= factor;
        used *= across;
        for (let o = 0; o < operands.length; o += 1) {
          if (operands[o]!.uses[d] === 0) continue;
          const at = o * levels + level;
          this.#ownTime[at] = this.#ownTime[at]! * factor;
          this.#ownSpace[at] = this.#ownSpace[at]! * across;
        }
      }
      this.#time[level] = time;
      this.#instances[level + 1] = used;
    }
  }

  #fits(): boolean {
    const { capacities } = this.plan;
    for (let c = 0; c < capacities.length; c += 1) {
      const capacity = capacities[c]!;
      let bits = 0;
      for (let i = 0; i < capacity.operands.length; i += 1) {
        bits += this.#elements(this.#operands[capacity.operands[i]!]!, capacity.level) * capacity.bitsPerElement[i]!;
      }
      if (bits > capacity.usableBits) return false;
    }
    return true;
  }

  /** Elements of one operand's tile at a level. */
  #elements(operand: QuickOperand, level: number): number {
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

  #addBoundary(b: number, factors: Int32Array, order: Int32Array): void {
    const boundary = this.plan.boundaries[b]!;
    const o = this.#operandOf[b]!;
    const operand = this.#operands[o]!;
    const { cuts, child, portBits: bitsPerCut, energyPj } = boundary;
    const portBits = this.#portBits;
    const whole = this.#wholeFetches(o, operand, child, factors, order);
    const elements = child === this.levels ? 1 : this.#elements(operand, child);
    const windowed = operand.windowCount > 0;
    if (windowed) this.#windows[o]!.start(child);
    const partial = windowed && child < this.levels && this.#windows[o]!.scan(child, factors, order);
    for (let c = 0; c < cuts.length; c += 1) {
      const cut = cuts[c]!;
      let words = this.#copiesPerElement(boundary, o, cut);
      if (!windowed) words *= whole * elements;
      else {
        const union = this.#windows[o]!.unions(boundary, cut);
        const outside = this.#pureElements(operand, child);
        words *= outside * (whole * union + (partial ? this.#windows[o]!.partialWords(boundary, cut, union) : 0));
      }
      this.energyPj += words * energyPj[c]!;
      const bits = bitsPerCut[c]!;
      for (let port = 0; port < portBits.length; port += 1) portBits[port] = portBits[port]! + words * bits[port]!;
    }
    if (boundary.operand.isOutput) this.#addDistinct(boundary, o);
  }

  #pureElements(operand: QuickOperand, level: number): number {
    let elements = 1;
    const row = level * this.dimensions;
    for (let i = 0; i < operand.pureDimensions.length; i += 1) elements *= this.#tiles[row + operand.pureDimensions[i]!]!;
    return elements;
  }

  /** Steps that bring an entirely new tile: all loops down to the innermost one over a pure dimension of the operand. */
  #wholeFetches(o: number, operand: QuickOperand, child: number, factors: Int32Array, order: Int32Array): number {
    const { levels, dimensions } = this;
    let whole = 1;
    for (let level = 0; level < child; level += 1) whole *= this.#time[level]!;
    if (child === levels) return whole;
    for (let level = child - 1; level >= 0; level -= 1) {
      const time = this.#time[level]!;
      if (time === 1) continue;
      if (this.#ownTime[o * levels + level] === 1) {
        whole /= time;
        continue;
      }
      for (let position = dimensions - 1; position >= 0; position -= 1) {
        const d = order[level * dimensions + position]!;
        const factor = factors[level * 3 * dimensions + d]!;
        if (factor === 1) continue;
        if (operand.pure[d] === 1) return whole;
        whole /= factor;
      }
    }
    return whole;
  }

  /**
   * How often each word of one instance's tile is moved for other instances: all parents, and the children between, once
   * per copy where the network does not merge copies, once per different word where it does (windows come on top).
   */
  #copiesPerElement(boundary: QuickBoundary, o: number, cut: number): number {
    const { parent, child, merges } = boundary;
    const { levels, dimensions } = this;
    let copies = this.#instances[parent]!;
    for (let level = parent; level < child; level += 1) {
      if (level <= cut || merges[level] === 0) copies *= this.#instances[level + 1]! / this.#instances[level]!;
      else {
        let own = this.#ownSpace[o * levels + level]!;
        const operand = this.#operands[o]!;
        if (operand.windowCount > 0 && own !== 1) {
          own = 1;
          for (let i = 0; i < operand.pureDimensions.length; i += 1) {
            own *= this.#space[level * dimensions + operand.pureDimensions[i]!]!;
          }
        }
        copies *= own;
      }
    }
    return copies;
  }

  /** Distinct output elements parents and children ever see; exact for outputs without windows. */
  #addDistinct(boundary: QuickBoundary, o: number): void {
    const { levels } = this;
    let points = 1;
    for (let level = 0; level < levels; level += 1) {
      points *= this.#ownTime[o * levels + level]! * this.#ownSpace[o * levels + level]!;
    }
    let above = 1;
    for (let level = 0; level < boundary.parent; level += 1) above *= this.#ownSpace[o * levels + level]!;
    const atParent = (points / above) * this.#instances[boundary.parent]!;
    for (let level = boundary.parent; level < boundary.child; level += 1) above *= this.#ownSpace[o * levels + level]!;
    const atChild = (points / above) * this.#instances[boundary.child]!;
    this.energyPj += atParent * boundary.distinctParentPj + atChild * boundary.distinctChildPj;
    const portBits = this.#portBits;
    for (let port = 0; port < portBits.length; port += 1) {
      portBits[port] =
        portBits[port]! +
        atParent * boundary.distinctParentBits[port]! +
        atChild * boundary.distinctChildBits[port]!;
    }
  }
}
