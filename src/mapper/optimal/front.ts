/** A mapping that was evaluated. */
export interface Evaluated {
  readonly factors: Int32Array;
  readonly order: Int32Array;
  /** Of moves and arithmetic, and of what flows per cycle. */
  readonly energyPj: number;
  readonly cycles: number;
}

/** Mappings evaluated that no other beats in both energy and cycles: the best by any objective that neither may raise is among them. */
export class Front {
  readonly #ends: Evaluated[];

  constructor(ends: readonly Evaluated[] = []) {
    this.#ends = [...ends];
  }

  get ends(): readonly Evaluated[] {
    return this.#ends;
  }

  get isEmpty(): boolean {
    return this.#ends.length === 0;
  }

  /** False: some mapping is as good in both. */
  admits(energyPj: number, cycles: number): boolean {
    for (let i = 0; i < this.#ends.length; i += 1) {
      const end = this.#ends[i]!;
      if (end.energyPj <= energyPj && end.cycles <= cycles) return false;
    }
    return true;
  }

  add(end: Evaluated): void {
    let kept = 0;
    for (const each of this.#ends) {
      if (each.energyPj < end.energyPj || each.cycles < end.cycles) this.#ends[kept++] = each;
    }
    this.#ends.length = kept;
    this.#ends.push(end);
  }

  /** The mapping of least value; null: none has a finite one. */
  best(value: (energyPj: number, cycles: number) => number): Evaluated | null {
    let best: Evaluated | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const end of this.#ends) {
      const own = value(end.energyPj, end.cycles);
      if (own >= least) continue;
      least = own;
      best = end;
    }
    return best;
  }
}
