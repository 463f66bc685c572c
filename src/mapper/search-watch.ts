/** How a search is watched, and ended early: then the best found so far is given, with what is known of better ones. */
export interface SearchWatch {
  readonly onProgress?: (progress: SearchProgress) => void;
  /** Asked now and then, and not again once it is true: an `AbortSignal` will do. */
  readonly signal?: { readonly aborted: boolean };
}

export interface SearchProgress {
  /** Tiles looked at so far, and mappings. */
  readonly tiles: number;
  readonly evaluated: number;
  /** Of the best mapping found; null: none yet. */
  readonly value: number | null;
  /** By how much it may be above the best there is, as a share of that; null: not known yet. */
  readonly gap: number | null;
}

/** What ended a search before it was done. */
export type Stopped = 'tiles' | 'time' | 'cancelled';

/** Even before it has found anything, a search ends so long after it is to end: what it is at may take minutes where there are millions of tiles. */
const graceMs = 2000;

/** Says when a search has to end, and tells how far it is. */
export class SearchClock {
  /** Set once, and for good. */
  stopped: Exclude<Stopped, 'tiles'> | null = null;
  /** Why it has to end, and since when that is known (ms). */
  #end: { readonly why: NonNullable<SearchClock['stopped']>; readonly atMs: number } | null = null;
  /** How far what is searched now is; set by who knows the objective. */
  progressOf: ((least: number | null) => SearchProgress) | null = null;
  /** In spaces that are done. */
  #tiles = 0;
  #evaluated = 0;
  readonly #watch: SearchWatch;
  readonly #deadline: number;

  /** The time begins now; no limit: no clock is looked at. */
  constructor(watch: SearchWatch = {}, timeLimitMs = Number.POSITIVE_INFINITY) {
    this.#watch = watch;
    this.#deadline = timeLimitMs === Number.POSITIVE_INFINITY ? timeLimitMs : performance.now() + timeLimitMs;
  }

  /** Until the time is over; Infinity: no limit. */
  get remainingMs(): number {
    return this.#deadline === Number.POSITIVE_INFINITY ? this.#deadline : this.#deadline - performance.now();
  }

  /** Nothing is waited for any more. */
  get isOverdue(): boolean {
    const end = this.#ended();
    return end !== null && performance.now() >= end.atMs + graceMs;
  }

  /** A space is done, of which so much was looked at. */
  add(tiles: number, evaluated: number): void {
    const value = this.progressOf?.(null).value ?? null;
    this.#tiles += tiles;
    this.#evaluated += evaluated;
    this.progressOf = () => ({ tiles: 0, evaluated: 0, value, gap: null });
  }

  /** True: end. `least`: no mapping has a lower value of the objective; null: not known. */
  tick(least: number | null): boolean {
    const { onProgress } = this.#watch;
    this.stopped ??= this.#ended()?.why ?? null;
    if (onProgress && this.progressOf) {
      const { tiles, evaluated, value, gap } = this.progressOf(least);
      onProgress({ tiles: this.#tiles + tiles, evaluated: this.#evaluated + evaluated, value, gap });
    }
    return this.stopped !== null;
  }

  #ended() {
    const why = this.#end?.why ?? this.stopped ?? this.#reason();
    if (why !== null) this.#end ??= { why, atMs: performance.now() };
    return this.#end;
  }

  #reason(): SearchClock['stopped'] {
    if (this.#watch.signal?.aborted === true) return 'cancelled';
    return this.#deadline < Number.POSITIVE_INFINITY && performance.now() >= this.#deadline ? 'time' : null;
  }
}
