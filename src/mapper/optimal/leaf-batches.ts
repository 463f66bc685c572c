import type { Leaf, SievingVisitor } from './leaf.ts';
import type { TeamSearch } from './team-search.ts';

/** A batch of this share of the largest, or more, is evaluated while the next one is gathered. */
const apart = 1 / 4;

interface BatchesInput {
  /** Leaves in the largest batch. */
  readonly largest: number;
  readonly visitor: SievingVisitor;
}

/**
 * Choices of tiles on their way to be evaluated: 1 first, then twice as many each time, so that a limit that is too high for lack
 * of knowledge leaves no more to evaluate than there was before. Large batches are evaluated beside the descent that gathers the
 * next one; what they bring is known when that one is complete, whoever evaluated them and however long it took.
 */
export class LeafBatches {
  readonly #team: Pick<TeamSearch, 'evaluating'>;
  readonly #input: BatchesInput;
  #leaves: Leaf[] = [];
  #size = 1;
  #begun: (() => void) | null = null;

  constructor(team: Pick<TeamSearch, 'evaluating'>, input: BatchesInput) {
    this.#team = team;
    this.#input = input;
  }

  /** True: more may be known now. */
  add(leaf: Leaf): boolean {
    this.#leaves.push(leaf);
    if (this.#leaves.length < this.#size) return false;
    this.#next();
    return true;
  }

  /** All are evaluated. */
  end(): void {
    this.#next();
    this.#settle();
  }

  #next(): void {
    const { largest, visitor } = this.#input;
    const begun = this.#team.evaluating(this.#leaves, visitor);
    this.#settle();
    this.#begun = begun;
    this.#leaves = [];
    if (this.#size < apart * largest) this.#settle();
    this.#size = Math.min(2 * this.#size, largest);
  }

  #settle(): void {
    this.#begun?.();
    this.#begun = null;
  }
}
