import type { LevelPlace } from './descent.ts';
import type { Leaf } from './leaf.ts';
import { bitsOf } from './order-classes.ts';
import { isNeeded } from './rounded-sizes.ts';
import { RowSet } from './row-set.ts';
import type { TeamSearch } from './team-search.ts';

/** Choices of tiles that were evaluated: each once, however often it is come by. */
export class SeenChoices {
  /** Of these, those that differ in their tiles. */
  count = 0;
  /** Mappings of them that were evaluated. */
  mappings = 0;
  readonly #team: TeamSearch;
  /** With the loops that may stand innermost, and without. */
  readonly #seen: RowSet;
  readonly #seenTiles: RowSet;
  /** Of the one that is looked at. */
  readonly #row: Int32Array;

  constructor(team: TeamSearch) {
    const levels = team.space.levels.length;
    this.#team = team;
    this.#row = new Int32Array(4 * levels);
    this.#seen = new RowSet(4 * levels);
    this.#seenTiles = new RowSet(3 * levels);
  }

  /** null: it was evaluated before, or has more than a dimension needs, or too few instances. */
  leafOf(places: readonly LevelPlace[]): Leaf | null {
    const { space, leaves } = this.#team;
    const levels = places.length;
    for (let level = 0; level < levels; level += 1) {
      const { laidOut, done, spread, first } = places[level]!;
      this.#row[3 * level] = laidOut;
      this.#row[3 * level + 1] = done;
      this.#row[3 * level + 2] = spread;
      this.#row[3 * levels + level] = laidOut === done ? 0 : bitsOf(first);
    }
    if (!this.#seen.add(this.#row)) return null;
    if (this.#instances(places) < space.limits.leastInstances) return null;
    const leaf = leaves.leafOf(places);
    if (!space.edges.none && !isNeeded(leaf.factors, space.own)) return null;
    // How many mappings there are will be asked: others may count while this thread evaluates.
    this.#team.countSoon();
    if (this.#seenTiles.add(this.#row)) this.count += 1;
    return leaf;
  }

  #instances(places: readonly LevelPlace[]): number {
    let instances = 1;
    for (let level = 0; level < places.length; level += 1) {
      instances *= this.#team.space.levels[level]!.spreads[places[level]!.spread]!.instances;
    }
    return instances;
  }
}
