import type { LevelCharges } from './level-charges.ts';
import { evenPart } from './rising.ts';
import type { Held, StepCosts } from './step-costs.ts';
import type { Workshop } from './team.ts';
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
  /** By operand (`leastSlides`). */
  readonly slides: readonly (Float64Array | null)[];
}

interface LeastShare {
  readonly unit: UnitWords;
  /** pJ per word. */
  share: number;
  /** pJ per pass, by tile of the sliding dimensions. */
  readonly slides: Float64Array | null;
}

/** Parts of the tiles of an operand, for each member of a team. */
const partsPerMember = 2;

/**
 * By operand that slides: what a pass into each tile of its sliding dimensions costs at least once it is laid out, by passes into the
 * tile as it is, however that is; null: it does not slide, or all tiles are promising.
 */
export function leastSlides(
  { units, charges, costs, mostPj }: Omit<PromisingInput, 'slides'>,
  { work, memory }: Workshop,
): (Float64Array | null)[] {
  const all: (Float64Array | null)[] = units.map(() => null);
  if (!Number.isFinite(mostPj)) return all;
  const operands = charges.openings
    .map(({ operand }) => operand)
    .filter((operand) => costs.slidesOf(operand, 0) !== null);
  for (const operand of operands) all[operand] = memory.floats(units[operand]!.sliding!.tiles);
  const parts = partsPerMember * work.members;
  work.share(operands.length * parts, (each) => {
    const operand = operands[Math.floor(each / parts)]!;
    const least = all[operand]!;
    const [first, end] = evenPart(least.length, each % parts, parts);
    least.fill(Number.POSITIVE_INFINITY, first, end);
    for (let s = 0; s < charges.spreads.length; s += 1) {
      if (charges.fixedPj[s] === Number.POSITIVE_INFINITY) continue;
      lowerTo(least, costs.slidesOf(operand, s)!, {
        first,
        end,
        step: costs.slideFields,
        copies: charges.copies[operand]![s]!,
      });
    }
  });
  return all;
}

/** Laid out over so many copies, a tile is passed so many times less at most. */
function lowerTo(
  least: Float64Array,
  slides: Float64Array,
  {
    first,
    end,
    step,
    copies,
  }: { readonly first: number; readonly end: number; readonly step: number; readonly copies: number },
): void {
  for (let tile = first; tile < end; tile += 1) {
    const pj = slides[tile * step]! / copies;
    if (pj < least[tile]!) least[tile] = pj;
  }
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
function leastShares(held: Held | null, { units, charges, costs, slides }: PromisingInput): readonly LeastShare[] {
  const shares: LeastShare[] = [];
  for (let s = 0; s < charges.spreads.length; s += 1) {
    if (charges.fixedPj[s] === Number.POSITIVE_INFINITY) continue;
    costs.take(held, s);
    for (let i = 0; i < costs.count; i += 1) {
      const operand = costs.operands[i]!;
      const unit = units[operand]!;
      // Of what is held from further in only the least is known: no tile of it slides here.
      shares[i] ??= { unit, share: Number.POSITIVE_INFINITY, slides: costs.slides[i] ? slides[operand]! : null };
      const own = shares[i]!;
      own.share = Math.min(own.share, costs.prices[i]! / charges.copies[operand]![s]! / unit.slack);
    }
  }
  return shares;
}

function leastOf(values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < values.length; i += 1) least = Math.min(least, values[i]!);
  return least;
}
