import type { NestOperand } from '../dataflow/nest.ts';
import type { QuickOperand } from './quick-operand.ts';
import type { QuickBoundary, QuickPlan, Share, WordCost } from './quick-plan.ts';
import type { QuickTiles } from './quick-tiles.ts';

/** Words that cost the same each: so many per instance (or per group of instances that share them), times instances. */
export interface QuickTerm extends WordCost {
  readonly count: QuickCount;
  /** Where the factors stand whose product is the instances (`QuickTiles.values`). */
  readonly times: readonly number[];
  /** So many instances share one; absent: none do. */
  readonly sharedBy?: number;
  /** Of these words only a share moves that hangs on the mapping; absent: all do. */
  readonly by?: Share;
}

/** What has to be counted of a mapping. */
export type QuickCount =
  | { readonly kind: 'one' }
  /** Steps of all loops: what the arithmetic takes in. */
  | { readonly kind: 'steps' }
  /** Words that arrive at one instance of a level over all steps. */
  | { readonly kind: 'arrivals'; readonly operand: QuickOperand; readonly child: number }
  /** The same at all instances below the networks of `levels`, which merge windows that overlap. */
  /** Entirely new tiles that arrive there. */
  | { readonly kind: 'visits'; readonly operand: QuickOperand; readonly child: number }
  | {
      readonly kind: 'merged';
      readonly operand: QuickOperand;
      readonly child: number;
      readonly levels: readonly number[];
    };

/** Everything a mapping pays for, as one sum; what is always paid together stands in one term, what varies last. */
export function quickTerms(plan: QuickPlan, operands: readonly QuickOperand[], tiles: QuickTiles): QuickTerm[] {
  const terms = plan.boundaries.flatMap((boundary): QuickTerm[] => {
    const operand = operands[plan.nest.operands.indexOf(boundary.operand)] as QuickOperand;
    const all = [...moveTerms(boundary, operand, tiles), ...distinctTerms(boundary, operand, tiles)];
    const moved = boundary.varying.flatMap(({ by, ...costs }) => {
      const varying = { ...boundary, ...costs };
      const own = [...moveTerms(varying, operand, tiles), ...distinctTerms(varying, operand, tiles)];
      return own.map((term) => ({ ...term, by }));
    });
    return [...all, ...moved];
  });
  for (const { levels, visits, ...load } of plan.loads) {
    const operand = operands[plan.nest.operands.indexOf(visits?.operand as NestOperand)];
    const times = levels.filter((level) => tiles.spreading.includes(level)).flatMap((level) => tiles.spaceAt(level));
    const count: QuickCount =
      operand === undefined ? { kind: 'one' } : { kind: 'visits', operand, child: visits!.child };
    terms.push({ ...load, count, times });
  }
  const together = new Map<string, QuickTerm>();
  for (const term of terms) {
    const key = JSON.stringify([countKey(term.count), term.times, term.sharedBy ?? 1, term.by ?? null]);
    together.set(key, added(together.get(key), term));
  }
  const costing = [...together.values()].filter((term) => term.energyPj !== 0 || term.ports.length > 0);
  return [...costing.filter(({ by }) => by === undefined), ...costing.filter(({ by }) => by !== undefined)];
}

/** The same for counts that are the same. */
export function countKey(count: QuickCount): string {
  if (count.kind === 'one' || count.kind === 'steps') return count.kind;
  const kind = count.kind === 'visits' ? ['visits'] : [];
  return [...kind, count.operand.index, count.child, ...(count.kind === 'merged' ? count.levels : [])].join();
}

function added(known: QuickTerm | undefined, term: QuickTerm): QuickTerm {
  if (known === undefined) return term;
  const bits = new Map(known.ports.map((each) => [each.port, each.bits]));
  for (const each of term.ports) bits.set(each.port, (bits.get(each.port) ?? 0) + each.bits);
  return {
    ...known,
    energyPj: known.energyPj + term.energyPj,
    ports: [...bits].map(([port, sum]) => ({ port, bits: sum })).filter((each) => each.bits !== 0),
  };
}

/** Words below the network of each level of a boundary: networks further down merge copies, those above have spread. */
function moveTerms(boundary: QuickBoundary, operand: QuickOperand, tiles: QuickTiles): QuickTerm[] {
  const { child } = boundary;
  const { merges } = boundary.operand;
  const spreading = tiles.spreading.filter((level) => level < child);
  return boundary.cuts.map((cut) => {
    const levels = spreading.filter((level) => level > cut.level && merges[level]);
    const overlap = operand.windows.length > 0 && levels.length > 0;
    const alone: QuickCount = child === tiles.levels ? { kind: 'steps' } : { kind: 'arrivals', operand, child };
    return {
      ...cut,
      count: overlap ? { kind: 'merged', operand, child, levels } : alone,
      times: spreading.flatMap((level) =>
        levels.includes(level) ? tiles.spaceAt(level, operand.pure) : tiles.spaceAt(level),
      ),
    };
  });
}

/** Distinct output elements that parents and children ever see; exact for outputs without windows. */
function distinctTerms(boundary: QuickBoundary, operand: QuickOperand, tiles: QuickTiles): QuickTerm[] {
  const { parent, child, distinctParent, distinctChild } = boundary;
  const others = [...Array(tiles.dimensions).keys()].filter((dimension) => !operand.pure.includes(dimension));
  const term = (level: number, cost: WordCost): QuickTerm => ({
    ...cost,
    count: { kind: 'one' },
    times: [
      ...operand.pure,
      ...tiles.spreading.filter((above) => above < level).flatMap((above) => tiles.spaceAt(above, others)),
    ],
  });
  return [term(parent, distinctParent), term(child, distinctChild)];
}
