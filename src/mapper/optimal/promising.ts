import type { LevelCharges } from './level-charges.ts';
import type { Held, StepCosts } from './step-costs.ts';
import type { UnitWords } from './unit-words.ts';

/** As the level below is left: what is held, and the least per node. */
export interface Inside {
  readonly held: Held | null;
  readonly least: Float64Array;
}

interface PromisingInput {
  readonly units: readonly UnitWords[];
  readonly charges: LevelCharges;
  readonly costs: StepCosts;
  /** What comes to this leads nowhere. */
  readonly mostPj: number;
}

interface LeastShare {
  readonly unit: UnitWords;
  /** pJ per word. */
  share: number;
  /** pJ per pass, by tile of the sliding dimensions. */
  readonly slides: Float64Array | null;
}

/** Fills in which tiles may come to less than `mostPj` in some layout, with one operand left open; says how many. */
export function promising({ held, least }: Inside, input: PromisingInput, reached: Int32Array): number {
  const { charges, mostPj } = input;
  const fixed = leastOf(charges.fixedPj);
  const shares = Number.isFinite(mostPj) ? leastShares(held, input) : [];
  let count = 0;
  for (let node = 0; node < least.length; node += 1) {
    let sum = least[node]! + fixed;
    if (sum === Number.POSITIVE_INFINITY) continue;
    let open = 0;
    for (let i = 0; i < shares.length; i += 1) {
      const { unit, share, slides } = shares[i]!;
      const pj = unit.words[node]! * share + (slides ? slides[unit.sliding!.tileOf[node]!]! * unit.passes[node]! : 0);
      sum += pj;
      open = Math.max(open, pj);
    }
    if (sum - open >= mostPj) continue;
    reached[count] = node;
    count += 1;
  }
  return count;
}

/** Per operand, what each word into a tile costs at least once it is laid out, by words into the tile as it is. */
function leastShares(held: Held | null, { units, charges, costs }: PromisingInput): readonly LeastShare[] {
  const shares: LeastShare[] = [];
  for (let s = 0; s < charges.spreads.length; s += 1) {
    if (charges.fixedPj[s] === Number.POSITIVE_INFINITY) continue;
    costs.take(held, s);
    for (let i = 0; i < costs.count; i += 1) {
      const operand = costs.operands[i]!;
      const unit = units[operand]!;
      // Laid out over so many copies, a tile is passed so many times less at most.
      const copies = charges.copies[operand]![s]!;
      const tiles = unit.sliding?.tiles ?? 0;
      shares[i] ??= {
        unit,
        share: Number.POSITIVE_INFINITY,
        // Of what is held from further in only the least is known: no tile of it slides here.
        slides: costs.slides[i] ? new Float64Array(tiles).fill(Number.POSITIVE_INFINITY) : null,
      };
      const own = shares[i]!;
      own.share = Math.min(own.share, costs.prices[i]! / copies / unit.slack);
      const slides = costs.slides[i];
      for (let tile = 0; slides && tile < tiles; tile += 1) {
        own.slides![tile] = Math.min(own.slides![tile]!, slides[tile * costs.slideFields]! / copies);
      }
    }
  }
  return shares;
}

function leastOf(values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i += 1) least = Math.min(least, values[i]!);
  return least;
}
