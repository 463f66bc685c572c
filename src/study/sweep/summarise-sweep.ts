import { version } from '../../shared/version.ts';
import type { SweepAxis } from './expand-sweep.ts';
import type { SweepValue } from './read-axis.ts';

/** A sweep of many cases; what there is of each stands in tables beside it. Deterministic. */
export interface SweepSummary {
  readonly schema: 'kjoule-sweep-summary/1';
  readonly kjouleVersion: string;
  readonly title: string;
  readonly command: string;
  readonly axes: readonly SweepAxis[];
  readonly count: number;
  readonly answered: number;
  /** Batches differ: energy and latency are of one inference. */
  readonly perInference: boolean;
  readonly baseline: SummaryPoint;
  readonly leastEnergy: SummaryPoint;
  /** Cases none of the others beats in energy, latency and known area at once, the least energy first; equal ones once. */
  readonly front: readonly SummaryPoint[];
  /** How many cases have no answer, by code, and the first of each. */
  readonly unanswered: readonly {
    readonly code: string;
    readonly cases: number;
    readonly first: string;
    readonly message: string;
  }[];
  /** How often each warning was told, over all cases. */
  readonly warnings: readonly { readonly code: string; readonly times: number }[];
}

export interface SummaryPoint {
  readonly case: number;
  readonly label: string;
  readonly values: Readonly<Record<string, SweepValue>>;
  readonly energyPj: number;
  readonly latencyMs: number;
  readonly areaUm2: number;
  /** The area of every component is known. */
  readonly areaComplete: boolean;
}

export interface SummaryInput extends Pick<SweepSummary, 'title' | 'command' | 'axes' | 'count'> {
  /** The case the others are held against; the first with an answer where it has none itself. */
  readonly baseline: number;
  readonly labelOf: (index: number) => string;
  readonly valuesOf: (index: number) => SummaryPoint['values'];
}

/** What is added of each case; these numbers of it are kept. */
export interface AddedCase {
  readonly index: number;
  readonly summary: {
    readonly batch: number;
    readonly energyPj: number;
    readonly latencyMs: number;
    readonly areaUm2: number;
    readonly areaComplete: boolean;
    readonly warnings: readonly (readonly [code: string, times: number])[];
  } | null;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
}

/** Gathers a sweep case by case, in their order. */
export class SweepSummariser {
  /** NaN: no answer. */
  readonly #energyPj: Float64Array;
  readonly #latencyMs: Float64Array;
  readonly #areaUm2: Float64Array;
  readonly #areaComplete: Uint8Array;
  readonly #batch: Int32Array;
  readonly #unanswered = new Map<string, { code: string; cases: number; first: string; message: string }>();
  readonly #warnings = new Map<string, number>();
  readonly #input: SummaryInput;

  constructor(input: SummaryInput) {
    this.#input = input;
    this.#energyPj = new Float64Array(input.count).fill(Number.NaN);
    this.#latencyMs = new Float64Array(input.count);
    this.#areaUm2 = new Float64Array(input.count);
    this.#areaComplete = new Uint8Array(input.count);
    this.#batch = new Int32Array(input.count);
  }

  add({ index, summary, reasons }: AddedCase): void {
    if (summary === null) {
      this.#refused(index, reasons);
      return;
    }
    this.#energyPj[index] = summary.energyPj;
    this.#latencyMs[index] = summary.latencyMs;
    this.#areaUm2[index] = summary.areaUm2;
    this.#areaComplete[index] = summary.areaComplete ? 1 : 0;
    this.#batch[index] = summary.batch;
    for (const [code, times] of summary.warnings) this.#warnings.set(code, (this.#warnings.get(code) ?? 0) + times);
  }

  /** To be called once. null: no case has an answer. */
  finish(): SweepSummary | null {
    const { baseline, labelOf: _, valuesOf: __, ...told } = this.#input;
    const perInference = new Set(this.#batch.filter((batch) => batch > 0)).size > 1;
    if (perInference) this.#divide();
    const front = this.#front();
    const [least] = front;
    if (least === undefined) return null;
    const answered = this.#energyPj.reduce((count, energyPj) => count + (Number.isNaN(energyPj) ? 0 : 1), 0);
    const origin = Number.isNaN(this.#energyPj[baseline])
      ? this.#energyPj.findIndex((e) => !Number.isNaN(e))
      : baseline;
    return {
      schema: 'kjoule-sweep-summary/1',
      kjouleVersion: version,
      ...told,
      answered,
      perInference,
      baseline: this.#point(origin),
      leastEnergy: this.#point(least),
      front: front.map((index) => this.#point(index)),
      unanswered: [...this.#unanswered.values()],
      warnings: [...this.#warnings].map(([code, times]) => ({ code, times })),
    };
  }

  #refused(index: number, [reason]: AddedCase['reasons']): void {
    const { code, message } = reason ?? { code: 'no-answer', message: '' };
    const known = this.#unanswered.get(code);
    if (known !== undefined) known.cases += 1;
    else this.#unanswered.set(code, { code, cases: 1, first: this.#input.labelOf(index), message });
  }

  /** Runs of different batches do different work: they are compared per inference. */
  #divide(): void {
    for (let index = 0; index < this.#batch.length; index += 1) {
      this.#energyPj[index]! /= this.#batch[index]!;
      this.#latencyMs[index]! /= this.#batch[index]!;
    }
  }

  #point(index: number): SummaryPoint {
    const { labelOf, valuesOf } = this.#input;
    const [energyPj, latencyMs, areaUm2] = [this.#energyPj[index]!, this.#latencyMs[index]!, this.#areaUm2[index]!];
    const areaComplete = this.#areaComplete[index] === 1;
    return { case: index, label: labelOf(index), values: valuesOf(index), energyPj, latencyMs, areaUm2, areaComplete };
  }

  /** By energy; whatever beats a case comes before it. */
  #front(): readonly number[] {
    const [energy, latency, area] = [this.#energyPj, this.#latencyMs, this.#areaUm2];
    const order = [...energy.keys()].filter((index) => !Number.isNaN(energy[index]));
    order.sort((a, b) => energy[a]! - energy[b]! || latency[a]! - latency[b]! || area[a]! - area[b]! || a - b);
    const front: number[] = [];
    for (const index of order) {
      if (!front.some((other) => latency[other]! <= latency[index]! && area[other]! <= area[index]!)) front.push(index);
    }
    return front;
  }
}
