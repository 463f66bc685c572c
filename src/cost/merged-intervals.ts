/** Equal intervals on a line, one per instance that shares what it fetches: how much they cover together. */
export class MergedIntervals {
  #size = 0;
  /** Distances between neighbours, smallest first, and how many intervals stand at each. */
  readonly #steps: Float64Array;
  readonly #counts: Float64Array;

  /** Room for so many different distances. */
  constructor(most: number) {
    this.#steps = new Float64Array(most);
    this.#counts = new Float64Array(most);
  }

  clear(): void {
    this.#size = 0;
  }

  /** Every interval becomes `count`, each `step` after the one before. */
  add(step: number, count: number): void {
    const steps = this.#steps;
    const counts = this.#counts;
    for (let i = 0; i < this.#size; i += 1) {
      if (steps[i] === step) {
        counts[i] = counts[i]! + count - 1;
        return;
      }
    }
    let at = this.#size;
    for (; at > 0 && steps[at - 1]! > step; at -= 1) {
      steps[at] = steps[at - 1]!;
      counts[at] = counts[at - 1]!;
    }
    steps[at] = step;
    counts[at] = count;
    this.#size += 1;
  }

  /** Points covered by intervals of this length. */
  cover(length: number): number {
    let size = length;
    let span = length;
    for (let i = 0; i < this.#size; i += 1) {
      const step = this.#steps[i]!;
      const count = this.#counts[i]!;
      if (size === span && step <= span) size += step * (count - 1);
      else if (step >= span) size *= count;
      else return this.#coverGaps(length);
      span += step * (count - 1);
    }
    return size;
  }

  /** Gaps of one distance filled in part by another (rare): counts the intervals one by one. */
  #coverGaps(length: number): number {
    let starts = [0];
    for (let i = 0; i < this.#size; i += 1) {
      const step = this.#steps[i]!;
      starts = starts.flatMap((start) => Array.from({ length: this.#counts[i]! }, (_, copy) => start + copy * step));
    }
    let covered = 0;
    let reached = Number.NEGATIVE_INFINITY;
    for (const start of starts.sort((a, b) => a - b)) {
      if (start + length <= reached) continue;
      covered += start + length - Math.max(start, reached);
      reached = start + length;
    }
    return covered;
  }
}
