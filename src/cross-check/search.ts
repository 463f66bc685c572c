import type { Costs, Platform } from './reference-data.ts';
import { elementCounts, type RowStationaryShape, stripRows, type Tiling, type Words } from './row-stationary.ts';

export interface SearchProblem {
  readonly shape: RowStationaryShape;
  readonly platform: Platform;
  readonly costs: Costs;
  /** Bits per element: narrow ones cost less, and more of them fit. */
  readonly bits: Words;
  /** Images of a pass, or rows of a strip, where they are given. */
  readonly images?: number;
  readonly rows?: number;
}

/** The best tiling so far, shared by all loops. */
interface Best {
  energy: number;
  tiling: Tiling | undefined;
}

/**
 * The tiling of least energy among all whole sizes, divisors or not; undefined when none fits. Two sizes follow from the
 * others, as more is never worse: m fills the buffer, t fills the array.
 *
 * A quirk of the authors' framework is kept: the energy that is minimised charges partial sums that move through the array
 * twice. The energy reported charges them once.
 */
export function optimalTiling(problem: SearchProblem): Tiling | undefined {
  const { shape, platform, images, rows } = problem;
  const best: Best = { energy: Number.POSITIVE_INFINITY, tiling: undefined };
  const mostRows = Math.min(shape.outputRows, Math.floor(platform.processingElements / shape.filterRows));
  const [firstRows, lastRows] = rows === undefined ? [1, mostRows] : [rows, Math.min(rows, mostRows)];
  const [firstImages, lastImages] = images === undefined ? [1, shape.images] : [images, images];
  for (let f = firstRows; f <= lastRows; f += 1) {
    for (let n = firstImages; n <= lastImages; n += 1) searchStrip(problem, best, stripOf(problem, f, n));
  }
  return best.tiling;
}

/** What is the same for all tilings with one strip height and number of images. Energies are of one turn of what they grow with. */
interface Strip {
  readonly f: number;
  readonly n: number;
  readonly weights: number;
  /** per ⌈M/m⌉ */
  readonly dramInputs: number;
  /** per ⌈M/(p·t)⌉ */
  readonly bufferInputs: number;
  /** per ⌈M/p⌉ */
  readonly arrayInputs: number;
  /** one word of every partial sum */
  readonly sums: number;
  /** bits in the buffer per channel, and per filter */
  readonly inputBits: number;
  readonly sumBits: number;
}

function stripOf({ shape, costs, bits }: SearchProblem, f: number, n: number): Strip {
  const { filterRows: S, outputRows: F } = shape;
  const { ifmap, filter, ofmap } = elementCounts(shape);
  const rows = stripRows(shape, f);
  const inputs = (ifmap * bits.ifmap) / costs.wordBits;
  const overlap = ((F / f) * rows) / shape.inputRows;
  const images = Math.ceil(shape.images / n);
  return {
    f,
    n,
    weights: ((filter * bits.filter) / costs.wordBits) * images * (costs.dram * Math.ceil(F / f) + costs.array * F),
    dramInputs: costs.dram * inputs * overlap,
    bufferInputs: costs.buffer * inputs * overlap,
    arrayInputs: (costs.array * inputs * S * F) / shape.inputRows,
    sums: (ofmap * bits.ofmap) / costs.wordBits,
    inputBits: n * shape.inputColumns * rows * bits.ifmap,
    sumBits: n * shape.outputColumns * f * bits.ofmap,
  };
}

/** All numbers of channels in a PE (q) and in the array (r). */
function searchStrip(problem: SearchProblem, best: Best, strip: Strip): void {
  const { shape, platform, costs } = problem;
  const { channels: C, filters: M, filterRows: S, filterColumns: R } = shape;
  const bufferBits = platform.bufferWords * costs.wordBits;
  for (let q = 1; q <= C; q += 1) {
    const mostFilters = filtersPerElement(problem, q);
    if (mostFilters < 1) break;
    const steps = Math.ceil(C / q);
    for (let r = 1; q * r <= C && S * strip.f * r <= platform.processingElements; r += 1) {
      const m = Math.min(M, Math.floor((bufferBits - q * r * strip.inputBits) / strip.sumBits));
      if (m < 1) break;
      const passes = Math.ceil(C / (q * r));
      const buffer = costs.buffer * (passes - 1);
      const array = costs.array * (steps * S - passes);
      const registers = costs.registers * (C * R * S - steps * S);
      const fixed = strip.weights + strip.dramInputs * Math.ceil(M / m) + 2 * strip.sums * (buffer + array + registers);
      if (fixed < best.energy)
        searchFilters(best, strip, { M, m, q, r, fixed, mostFilters, mostSets: sets(problem, strip, r) });
    }
  }
}

function sets({ shape, platform }: SearchProblem, { f }: Strip, r: number): number {
  return Math.floor(platform.processingElements / (shape.filterRows * f * r));
}

interface FilterChoice {
  readonly M: number;
  readonly m: number;
  readonly q: number;
  readonly r: number;
  /** energy that p and t do not change */
  readonly fixed: number;
  readonly mostFilters: number;
  readonly mostSets: number;
}

/** All numbers of filters in a PE (p), from the most on: with fewer, inputs pass through the array more often. */
function searchFilters(best: Best, strip: Strip, { M, m, q, r, fixed, mostFilters, mostSets }: FilterChoice): void {
  for (let p = Math.min(mostFilters, m); p >= 1; p -= 1) {
    const t = Math.min(mostSets, Math.floor(m / p));
    const withArray = fixed + strip.arrayInputs * Math.ceil(M / p);
    if (withArray >= best.energy) return;
    const energy = withArray + strip.bufferInputs * Math.ceil(M / (p * t));
    if (energy < best.energy) {
      best.energy = energy;
      best.tiling = { m, n: strip.n, f: strip.f, p, q, r, t };
    }
  }
}

/** How many filters a PE holds together with q channels: p·q rows of weights, q rows of inputs, p partial sums. */
function filtersPerElement({ shape, platform, costs, bits }: SearchProblem, q: number): number {
  const row = q * shape.filterColumns;
  const { registers } = platform;
  if ('shared' in registers) {
    return Math.floor((registers.shared * costs.wordBits - row * bits.ifmap) / (row * bits.filter + bits.ofmap));
  }
  if (row * bits.ifmap > registers.ifmap * costs.wordBits) return 0;
  const byWeights = Math.floor((registers.filter * costs.wordBits) / (row * bits.filter));
  return Math.min(byWeights, Math.floor((registers.psum * costs.wordBits) / bits.ofmap));
}
