import type { Nest, NestLoop, NestOperand } from '../dataflow/nest.ts';
import { classesOf, type Instances } from './instances.ts';

interface Boundary {
  readonly parent: number;
  readonly child: number;
  /** Of the child level. */
  readonly instances: Instances;
}

/**
 * Tells output tiles of one level apart, and remembers who had which. Output indices have one dimension each, so tiles are the
 * same or do not overlap, and the turns of the loops over output dimensions name them.
 */
export class VisitKeys {
  readonly #radices: Int32Array;
  readonly #parentTileOf: Int32Array;
  readonly #parentTiles: number;
  readonly #atParent: Uint8Array;
  readonly #atChild: Uint8Array;
  readonly #children: number;

  constructor(nest: Nest, operand: NestOperand, { parent, child, instances }: Boundary) {
    const dimensions = new Set(operand.ranks.flat().map((term) => term.dimension));
    const inOutput = (loop: NestLoop): boolean => dimensions.has(loop.dimension);
    const time = nest.loops.filter((loop) => !loop.spatial);
    this.#radices = new Int32Array(time.length);
    let keys = 1;
    for (let index = time.length - 1; index >= 0; index -= 1) {
      const loop = time[index]!;
      if (loop.level >= child || !inOutput(loop)) continue;
      this.#radices[index] = keys;
      keys *= loop.factor;
    }
    const tiles = classesOf(instances, (loop) => loop.level < parent || inOutput(loop));
    [this.#parentTileOf, this.#parentTiles] = [tiles.of, tiles.count];
    this.#atParent = new Uint8Array(keys * tiles.count);
    this.#atChild = new Uint8Array(keys * instances.count);
    this.#children = instances.count;
  }

  /** Names the tiles of the current turns of the loops in time. */
  key(turns: Int32Array): number {
    let key = 0;
    for (let index = 0; index < turns.length; index += 1) key += turns[index]! * this.#radices[index]!;
    return key;
  }

  /** Whether the parent of an instance was given its tile before. */
  knownAtParent(instance: number, key: number): boolean {
    return this.#atParent[key * this.#parentTiles + this.#parentTileOf[instance]!] === 1;
  }

  /** Notes that the parent was given the tile; true the first time. */
  firstAtParent(instance: number, key: number): boolean {
    const at = key * this.#parentTiles + this.#parentTileOf[instance]!;
    const first = this.#atParent[at] === 0;
    this.#atParent[at] = 1;
    return first;
  }

  /** Notes that an instance worked on the tile; true the first time. */
  firstAtChild(instance: number, key: number): boolean {
    const at = key * this.#children + instance;
    const first = this.#atChild[at] === 0;
    this.#atChild[at] = 1;
    return first;
  }
}
