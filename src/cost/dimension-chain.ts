import { type NestLoop, validSteps } from '../dataflow/nest.ts';

/** How one dimension is cut: its factors in all places, innermost tiles first to the whole of it. */
export interface Chain {
  readonly id: number;
  readonly size: number;
  /** Outermost first, as in a nest. */
  readonly loops: readonly NestLoop[];
  /** Per level, and for the arithmetic: the largest tile an instance holds, and instances in use. */
  readonly tiles: Float64Array;
  readonly instances: Float64Array;
  /** Per level. */
  readonly inTime: Int32Array;
  /** Of its loops in time, tiles beyond the edge left out. */
  readonly steps: number;
}

/** The ways one dimension has been cut so far. */
export class ChainMemo {
  readonly #dimension: number;
  readonly #size: number;
  readonly #levels: number;
  readonly #known = new Map<string, Chain>();
  readonly #slots: Int32Array;

  constructor(dimension: number, size: number, levels: number) {
    this.#dimension = dimension;
    this.#size = size;
    this.#levels = levels;
    this.#slots = new Int32Array(3 * levels).fill(1);
  }

  get uncut(): Chain {
    return this.#chain();
  }

  /** Of a mapping's factors as `QuickEstimate` takes them. */
  of(factors: Int32Array): Chain {
    const dimensions = factors.length / this.#slots.length;
    for (let slot = 0; slot < this.#slots.length; slot += 1) {
      this.#slots[slot] = factors[slot * dimensions + this.#dimension]!;
    }
    return this.#chain();
  }

  #chain(): Chain {
    const key = this.#slots.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const chain = this.#build(this.#known.size);
    this.#known.set(key, chain);
    return chain;
  }

  #build(id: number): Chain {
    const loops: NestLoop[] = [];
    const levels = this.#levels;
    const tiles = new Float64Array(levels + 1).fill(1);
    const instances = new Float64Array(levels + 1).fill(1);
    let step = 1;
    for (let slot = this.#slots.length - 1; slot >= 0; slot -= 1) {
      const factor = this.#slots[slot]!;
      const level = Math.floor(slot / 3);
      const spatial = slot % 3 > 0;
      if (factor > 1) loops.unshift({ dimension: this.#dimension, factor, step, level, spatial });
      for (let below = level + 1; spatial && below <= levels; below += 1) instances[below] = instances[below]! * factor;
      step *= factor;
      if (!spatial) tiles[level] = Math.min(step, this.#size);
    }
    const inTime = Int32Array.from({ length: levels }, (_, level) => this.#slots[3 * level]!);
    return {
      id,
      size: this.#size,
      loops,
      tiles,
      instances,
      inTime,
      steps: validSteps(
        loops.filter((loop) => !loop.spatial),
        this.#size,
      ),
    };
  }
}
