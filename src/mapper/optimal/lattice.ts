import { primeFactors } from '../../shared/factors.ts';

/** One prime of one dimension: how often it stands in a node is a digit of the node's number. */
interface Digit {
  readonly dimension: number;
  readonly prime: number;
  readonly stride: number;
  /** One more than the largest exponent. */
  readonly radix: number;
}

/**
 * Every tile with sizes that divide the dimensions, as nodes of a lattice: a node's number has a digit for each prime of each
 * dimension, so that laying tiles side by side adds their numbers. Node 0 is a single point, the last node the whole layer.
 */
export class Lattice {
  readonly dimensions: number;
  readonly nodes: number;
  readonly sizes: readonly number[];
  /** Per dimension, the tile's size at each node. */
  readonly values: readonly Float64Array[];
  readonly #digits: readonly Digit[];
  /** Those of a choice of dimensions, by its bits. */
  readonly #chosen: (readonly Digit[])[] = [];
  /** While a table is stepped. */
  readonly #swept: Float64Array;

  /** With `floats`, values stand in that memory: `putValues` is to fill them in. */
  constructor(sizes: readonly number[], floats?: (length: number) => Float64Array) {
    const digits: Digit[] = [];
    let stride = 1;
    sizes.forEach((size, dimension) => {
      const primes = primeFactors(size);
      for (const prime of new Set(primes)) {
        const radix = primes.filter((each) => each === prime).length + 1;
        digits.push({ dimension, prime, stride, radix });
        stride *= radix;
      }
    });
    this.dimensions = sizes.length;
    this.sizes = sizes;
    this.nodes = stride;
    this.#digits = digits;
    this.#swept = new Float64Array(stride);
    this.values = sizes.map(() => (floats === undefined ? new Float64Array(stride) : floats(stride)));
    if (floats === undefined) for (let d = 0; d < sizes.length; d += 1) this.putValues(d);
  }

  /** Of one dimension. */
  putValues(dimension: number): void {
    const values = this.values[dimension]!.fill(1);
    for (const { prime, stride, radix } of this.#digitsOf([dimension])) {
      for (let start = 0; start < values.length; start += stride * radix) {
        const end = start + stride * radix;
        for (let at = start + stride; at < end; at += 1) values[at] = values[at - stride]! * prime;
      }
    }
  }

  /** Tiles of a set of dimensions alone, by number; of size 1 in the others. */
  tilesOf(dimensions: readonly number[]): number[][] {
    let tiles = [this.values.map(() => 1)];
    for (const { dimension, prime, radix } of this.#digitsOf(dimensions)) {
      const powers = Array.from({ length: radix }, (_, exponent) => prime ** exponent);
      tiles = powers.flatMap((power) => tiles.map((tile) => tile.with(dimension, tile[dimension]! * power)));
    }
    return tiles;
  }

  /** The number of one of them, whatever its sizes in other dimensions; laying tiles side by side adds them. */
  tileNumber(dimensions: readonly number[], sizes: readonly number[]): number {
    let number = 0;
    let scale = 1;
    for (const { dimension, prime, radix } of this.#digitsOf(dimensions)) {
      for (let left = sizes[dimension]!; left % prime === 0; left /= prime) number += scale;
      scale *= radix;
    }
    return number;
  }

  /** Fills in, per node, the number its tile has among those of a set of dimensions alone. */
  project(dimensions: readonly number[], numbers: Int32Array): void {
    numbers.fill(0);
    let scale = 1;
    for (const { stride, radix } of this.#digitsOf(dimensions)) {
      for (let start = 0; start < numbers.length; start += stride * radix) {
        const end = start + stride * radix;
        for (let at = start + stride; at < end; at += 1) numbers[at] = numbers[at - stride]! + scale;
      }
      scale *= radix;
    }
  }

  /** The node with these sizes. */
  nodeOf(sizes: readonly number[]): number {
    let node = 0;
    for (const { dimension, prime, stride } of this.#digits) {
      for (let left = sizes[dimension] as number; left % prime === 0; left /= prime) node += stride;
    }
    return node;
  }

  /** By factor: the node of so many points side by side in one dimension. */
  nodesOf(dimension: number): Int32Array {
    const nodes = new Int32Array(this.sizes[dimension]! + 1);
    const factors = [1];
    for (const { prime, stride, radix } of this.#digitsOf([dimension])) {
      for (let i = 0, end = factors.length; i < end; i += 1) {
        for (let factor = factors[i]!, more = 1; more < radix; more += 1) {
          nodes[factor * prime] = nodes[factor]! + stride;
          factor *= prime;
          factors.push(factor);
        }
      }
    }
    return nodes;
  }

  /** Fills in, per node, 1 where so many tiles side by side in one dimension make a tile again. */
  findRoom(dimension: number, factor: number, room: Uint8Array): void {
    room.fill(1);
    for (const { prime, stride, radix } of this.#digitsOf([dimension])) {
      let most = radix;
      for (let left = factor; left % prime === 0; left /= prime) most -= 1;
      if (most === radix) continue;
      const block = stride * radix;
      for (let end = block; end <= room.length; end += block) {
        // Faster than `fill` for so few.
        for (let at = end - stride * (radix - most); at < end; at += 1) room[at] = 0;
      }
    }
  }

  /** `table[from + node]` becomes the least of all nodes that divide it and differ in these dimensions only. */
  sweep(table: Float64Array, from: number, dimensions: readonly number[]): void {
    for (const digit of this.#digitsOf(dimensions)) sweepDigit(table, digit, from, from + this.nodes);
  }

  /** Equal slices of all nodes, at least so many if there are: each holds every tile of some dimensions, or nearly all. */
  slices(atLeast: number): number {
    let slices = 1;
    for (let i = this.#digits.length - 1; i >= 0 && slices < atLeast; i -= 1) slices *= this.#digits[i]!.radix;
    return slices;
  }

  /** As `sweep` over all dimensions, of nodes that lie in one of so many slices. */
  sweepWithin(table: Float64Array, slice: number, slices: number): void {
    const length = this.nodes / slices;
    for (const digit of this.#digits) {
      if (digit.stride * digit.radix > length) break;
      sweepDigit(table, digit, slice * length, (slice + 1) * length);
    }
  }

  /** The rest of it, once all slices are swept: of what stands at places from `first` to before `end` of each. */
  sweepAcross(table: Float64Array, slices: number, [first, end]: readonly [number, number]): void {
    const length = this.nodes / slices;
    for (const { stride, radix } of this.#digits) {
      if (stride < length) continue;
      const step = stride / length;
      for (let slice = 0; slice < slices; slice += 1) {
        if (Math.floor(slice / step) % radix === 0) continue;
        for (let at = slice * length + first; at < slice * length + end; at += 1) {
          const below = table[at - stride]!;
          if (below < table[at]!) table[at] = below;
        }
      }
    }
  }

  /** Into `moved[from + node]`: the least of all nodes that divide it, differ in these dimensions only, and do differ; Infinity: none. */
  step(
    table: Float64Array,
    moved: Float64Array,
    { from, dimensions }: { from: number; dimensions: readonly number[] },
  ): void {
    const swept = this.#swept;
    swept.set(table.subarray(from, from + this.nodes));
    moved.fill(Number.POSITIVE_INFINITY, from, from + this.nodes);
    this.sweep(swept, 0, dimensions);
    for (const { stride, radix } of this.#digitsOf(dimensions)) {
      const block = stride * radix;
      for (let start = 0; start < swept.length; start += block) {
        for (let at = start + stride; at < start + block; at += 1) {
          const below = swept[at - stride]!;
          if (below < moved[from + at]!) moved[from + at] = below;
        }
      }
    }
  }

  /** `table[node]` becomes the sum of all nodes that divide it. */
  sum(table: Float64Array): void {
    for (const { stride, radix } of this.#digits) {
      const block = stride * radix;
      for (let start = 0; start < table.length; start += block) {
        for (let at = start + stride; at < start + block; at += 1) table[at] = table[at]! + table[at - stride]!;
      }
    }
  }

  /** Adds all nodes that divide a node and differ from it in these dimensions only, the node itself first. */
  addBelow(node: number, dimensions: readonly number[], stack: NodeStack): void {
    const from = stack.length;
    stack.push(node);
    for (const { stride, radix } of this.#digitsOf(dimensions)) {
      const exponent = Math.floor(node / stride) % radix;
      for (let i = from, end = stack.length; i < end && exponent > 0; i += 1) {
        for (let less = 1; less <= exponent; less += 1) stack.push(stack.at(i) - less * stride);
      }
    }
  }

  #digitsOf(dimensions: readonly number[]): readonly Digit[] {
    let bits = 0;
    for (let i = 0; i < dimensions.length; i += 1) bits |= 1 << dimensions[i]!;
    this.#chosen[bits] ??= this.#digits.filter(({ dimension }) => (bits & (1 << dimension)) !== 0);
    return this.#chosen[bits]!;
  }
}

function sweepDigit(table: Float64Array, { stride, radix }: Digit, first: number, end: number): void {
  const block = stride * radix;
  for (let start = first; start < end; start += block) {
    for (let at = start + stride; at < start + block; at += 1) {
      const below = table[at - stride]!;
      if (below < table[at]!) table[at] = below;
    }
  }
}

/** Nodes to be looked at: who adds some takes them away again. */
export class NodeStack {
  length = 0;
  #nodes = new Int32Array(1024);

  push(node: number): void {
    if (this.length === this.#nodes.length) {
      const more = new Int32Array(2 * this.length);
      more.set(this.#nodes);
      this.#nodes = more;
    }
    this.#nodes[this.length] = node;
    this.length += 1;
  }

  at(index: number): number {
    return this.#nodes[index]!;
  }
}
