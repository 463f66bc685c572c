import type { QuickBoundary, QuickLoad, QuickPlan, WordCost } from '../../cost/quick-plan.ts';
import { quickStyle } from '../../cost/quick-style.ts';
import { allMerged, type Copies, copiesOf, copiesThat } from './copies.ts';
import { followedOperands } from './followed-operands.ts';
import { product, productOf, type SearchOperand } from './index-space.ts';
import type { Rates } from './rates.ts';
import type { SearchSpace } from './search-space.ts';
import { type FactorsOf, range, SpreadCharges } from './spread-charges.ts';
import { divided, instancesOf, mergedShares, ones, overlappedShares, stepShares } from './spread-factors.ts';
import type { Spread } from './spreads.ts';
import { styleCharges, type VisitPiece } from './style-bounds.ts';

/**
 * A boundary whose child stands directly below a level: pJ of a word below that level's network, and of one above it; and what
 * each of them costs at the child's ports, which all copies laid out below the level share.
 */
export interface Opening {
  readonly operand: number;
  readonly belowPj: number;
  readonly abovePj: number;
  readonly belowSharedPj: number;
  readonly aboveSharedPj: number;
}

type Cuts = Pick<QuickBoundary, 'operand' | 'child' | 'cuts'>;

/** What choosing a spread below one level costs. */
export interface LevelCharges {
  readonly spreads: readonly Spread[];
  /** pJ that a spread costs whatever the loops; Infinity: it is too slow. */
  readonly fixedPj: Float64Array;
  readonly openings: readonly Opening[];
  /** Per operand and spread: copies of each of its elements, and how many of them are at work at least on average. */
  readonly copies: readonly Float64Array[];
  readonly leastCopies: readonly Float64Array[];
  /** Per operand: does the network merge them? */
  readonly merges: readonly boolean[];
  /** pJ that a tile of the level costs, by node; null: nothing. */
  readonly donePj: Float64Array | null;
  /** Laying out tiles below the level takes so many cycles once, by the node they make; null: none, or they cost nothing. */
  readonly laidOut: { readonly pjPerCycle: number; readonly cycles: Float64Array } | null;
}

/**
 * The energy of a mapping, with so many pJ for each cycle, as a sum that grows from level to level: a lower bound of
 * `QuickEstimate` and, where one resource sets the pace, equal to it but for sliding windows, for networks in a row without
 * a memory between (what those merge is taken at its largest), for ports that several levels of instances share, and for rounding
 * up. `piece`: of arithmetic that hangs on visits, for mappings that make so many.
 */
export function levelCharges(
  plan: QuickPlan,
  space: SearchSpace,
  rates: Rates,
  piece: VisitPiece | null = null,
): LevelCharges[] {
  return new Charges(plan, space, rates).build(piece);
}

class Charges {
  readonly #plan: QuickPlan;
  readonly #space: SearchSpace;
  readonly #rates: Rates;
  readonly #levels: number;
  readonly #spreads: readonly (readonly Spread[])[];
  /** Per level. */
  readonly #instances: readonly Float64Array[];
  readonly #sum: SpreadCharges;
  readonly #followed: readonly boolean[];
  /** By operand and level. */
  readonly #copies: readonly (readonly Copies[])[];

  constructor(plan: QuickPlan, space: SearchSpace, rates: Rates) {
    this.#plan = plan;
    this.#space = space;
    this.#rates = rates;
    this.#levels = plan.nest.levelCount;
    const inputs = space.operands.map(({ still }, o) => ({ still, isInput: !plan.nest.operands[o]!.isOutput }));
    this.#followed = followedOperands(inputs, space.sizes.length);
    this.#spreads = space.levels.map(({ spreads }) => spreads);
    this.#instances = this.#spreads.map(instancesOf);
    this.#sum = new SpreadCharges(this.#spreads, space.sizes);
    this.#copies = space.operands.map((operand) => this.#spreads.map((own) => copiesOf(space.edges, operand, own)));
  }

  build(piece: VisitPiece | null): LevelCharges[] {
    const { boundaries, nest, fixedEnergyPj, operationsPerStep } = this.#plan;
    const { points, exposed } = this.#space;
    const { exposedPj } = this.#rates;
    const levels = [...this.#spreads.keys()];
    // Where one level alone spreads, its edges idle for whole steps.
    const isAlone = levels.filter((level) => this.#sum.most(level) > 1).length === 1;
    this.#sum.addToAll(this.#rates.energy * fixedEnergyPj);
    this.#sum.add(this.#rates.arithmeticPj * operationsPerStep * points, levels, (level) => {
      return isAlone ? stepShares(this.#spreads[level]!, this.#space.edges, points) : this.#shared(level, [level]);
    });
    for (const boundary of boundaries) {
      const operand = this.#operandOf(boundary);
      this.#chargeDistinct(boundary, operand);
      if (boundary.child === this.#levels) this.#chargeArithmetic(boundary, operand);
      else if (!this.#isFollowed(boundary)) this.#chargeOnce(boundary, operand);
    }
    for (const load of this.#plan.loads) this.#chargeLoad(load);
    const styled = this.#styled(piece);
    // Ways in which the arithmetic takes too long.
    this.#sum.leaveOutBelow((operationsPerStep * points) / this.#rates.mostCycles);
    return levels.map((level) => ({
      spreads: this.#spreads[level]!,
      fixedPj: this.#sum.fixedPj[level]!,
      openings:
        level + 1 === this.#levels
          ? (styled?.openings ?? [])
          : boundaries.flatMap((each) =>
              each.child === level + 1 && this.#isFollowed(each) ? [this.#opening(each)] : [],
            ),
      copies: this.#copies.map((own) => own[level]!.all),
      leastCopies: this.#copies.map((own) => own[level]!.least),
      merges: nest.operands.map((operand) => operand.merges[level]!),
      donePj: level + 1 === this.#levels ? (styled?.donePj ?? null) : null,
      laidOut: exposedPj > 0 && exposed[level] ? { pjPerCycle: exposedPj, cycles: exposed[level] } : null,
    }));
  }

  /** Arithmetic in another style than `mac`: what is charged by visits to outputs is open like an operand. */
  #styled(piece: VisitPiece | null): { openings: Opening[]; donePj: Float64Array | null } | null {
    const { style, boundaries, nest, operationsPerStep } = this.#plan;
    if (style === null) return null;
    const own = quickStyle(style);
    const { inputs, idle, lookups } = own.ofVisits(this.#space.points);
    const idleWeights = own.mostIdleWeights();
    const wordPj = { inputs: 0, sums: 0, lookups: 0 };
    for (const { varying, ...boundary } of boundaries) {
      for (const { by, ...costs } of varying) {
        // Costs more, or nothing.
        if (by === 'stops') continue;
        const moved = { ...boundary, ...costs };
        const operand = this.#operandOf(moved);
        if (by === 'weights') this.#chargeArithmetic(moved, operand, { idleWeights });
        else if (own.by === 'nothing' && by === 'lookups') {
          this.#chargeArithmetic(moved, operand, { share: lookups, idleWeights });
        } else if (own.by === 'nothing' && by === 'sums') {
          this.#chargeArithmetic(moved, operand, { share: 1 - idle });
          this.#chargeDistinct(moved, operand, 1 - idle);
        } else if (own.by !== 'rows' && by === 'inputs') this.#chargeArithmetic(moved, operand, { share: inputs });
        else {
          const { belowPj, abovePj } = this.#opening(moved);
          const merged = boundary.operand.merges[boundary.child - 1]! ? this.#sum.most(boundary.child - 1) : 1;
          // What a word above saves is saved once for each below at most.
          const wordAbovePj = abovePj < 0 ? abovePj : abovePj / merged;
          wordPj[by] += (belowPj + wordAbovePj) * (by === 'lookups' ? 1 - idleWeights : 1);
        }
      }
    }
    const instances = this.#sum.instancesAbove(this.#levels);
    const [space, rates] = [this.#space, this.#rates];
    const styled = { style: own, piece, space, rates, wordPj, operationsPerStep, instances };
    const { fixedPj, visitPj, firstPj, donePj } = styleCharges(styled);
    const output = nest.operands.findIndex(({ isOutput }) => isOutput);
    const { quick, still } = space.operands[output]!;
    this.#sum.addToAll(fixedPj);
    this.#sum.add(firstPj * productOf(space.own, quick.pure), range(0, this.#levels), (level) => {
      return this.#copies[output]![level]!.all;
    });
    // The last tile of a dimension counts as a whole one in words, in visits by its points.
    const belowPj = visitPj * space.edges.share(still);
    const opening = { operand: output, belowPj, abovePj: 0, belowSharedPj: 0, aboveSharedPj: 0 };
    return { openings: piece === null ? [] : [opening], donePj };
  }

  /** Once for every instance: tables that are loaded more than once cost more. */
  #chargeLoad({ levels, sharedBy, energyPj, ports }: QuickLoad): void {
    const own = (level: number): Float64Array | null => (levels.includes(level) ? this.#instances[level]! : null);
    this.#sum.add((this.#rates.energy * energyPj) / sharedBy, levels, (level) => this.#instances[level]!);
    for (const { port, bits } of ports) {
      const above = this.#sharing(port);
      this.#sum.add(this.#pjAt(port, bits) / sharedBy, [...new Set([...levels, ...above])], (level) => {
        return this.#shared(level, above, own(level));
      });
    }
  }

  #isFollowed({ operand }: Pick<QuickBoundary, 'operand'>): boolean {
    return this.#followed[this.#plan.nest.operands.indexOf(operand)]!;
  }

  /** Every element crosses each network once at least; where that gains something, one for every point at most. */
  #chargeOnce(boundary: QuickBoundary, { still }: SearchOperand): void {
    const { own, sizes, points } = this.#space;
    const elements = points / productOf(own, still);
    const moved = boundary.operand.ranks.every((rank) => rank.length === 1) ? elements : 0;
    for (const cut of boundary.cuts) {
      for (const { pj } of this.#wordParts(cut, this.#levels))
        this.#sum.addToAll(pj * (pj > 0 ? moved : product(sizes)));
    }
  }

  #operandOf(boundary: Pick<QuickBoundary, 'operand'>): SearchOperand {
    return this.#space.operands[this.#plan.nest.operands.indexOf(boundary.operand)]!;
  }

  /** Outputs a parent or a child ever sees; see `quickTerms`. */
  #chargeDistinct(
    { parent, child, distinctParent, distinctChild }: Omit<QuickBoundary, 'varying'>,
    { quick, index }: SearchOperand,
    share = 1,
  ): void {
    const elements = share * productOf(this.#space.own, quick.pure);
    const copies = this.#copies[index]!;
    for (const [level, cost] of [
      [parent, distinctParent],
      [child, distinctChild],
    ] as const) {
      this.#sum.add(this.#rates.energy * cost.energyPj * elements, range(0, level), (each) => {
        return copiesThat(copies[each]!, cost.energyPj);
      });
      for (const { port, bits } of cost.ports) {
        const above = this.#sharing(port);
        this.#sum.add(this.#pjAt(port, bits) * elements, range(0, Math.max(level, above.length)), (each) => {
          return this.#shared(each, above, each < level ? copiesThat(copies[each]!, bits) : null);
        });
      }
    }
  }

  /** `share` of the words move; of weights those that not all who share one do without. */
  #chargeArithmetic(
    { cuts, child }: Cuts,
    operand: SearchOperand,
    { share = 1, idleWeights = 0 }: { readonly share?: number; readonly idleWeights?: number } = {},
  ): void {
    // An edge leaves nothing at work out, but merges less of it.
    const points = (pj: number): number =>
      share * (1 - idleWeights) * (pj < 0 ? product(this.#space.sizes) : this.#space.points);
    const most = (level: number): Float64Array => mergedShares(this.#spreads[level]!, operand, idleWeights);
    const least = (level: number): Float64Array => overlappedShares(this.#spreads[level]!, operand);
    for (const { level, energyPj, ports } of cuts) {
      const merging = range(level + 1, child).filter((below) => operand.merges[below]);
      this.#sum.add(this.#rates.energy * energyPj * points(energyPj), merging, most, least);
      for (const { port, bits } of ports) {
        const above = this.#sharing(port);
        const factor = (shareOf: FactorsOf) => (each: number) =>
          this.#shared(each, above, merging.includes(each) ? shareOf(each) : null);
        this.#sum.add(
          this.#pjAt(port, bits) * points(bits),
          [...new Set([...above, ...merging])],
          factor(most),
          factor(least),
        );
      }
    }
  }

  /** What bits cost through one instance of a port; of one that several instances of its level share, through all there can be. */
  #pjAt(port: number, bits: number): number {
    const { rate, sharedBy, level } = this.#plan.ports[port]!;
    const all = sharedBy === 1 || bits < 0 ? 1 : Math.ceil(this.#sum.instancesAbove(level) / sharedBy);
    return (this.#rates.portPj[port]! * bits) / rate / all;
  }

  /** Factors of a level, over its instances where it is among those `above` a port. */
  #shared(level: number, above: readonly number[], factors: Float64Array | null = null): Float64Array {
    const all = factors ?? ones(this.#spreads[level]!.length);
    return above.includes(level) ? divided(all, this.#instances[level]!) : all;
  }

  /** Levels whose spreads make instances of a port, as far as they are counted one by one. */
  #sharing(port: number): number[] {
    const { sharedBy, level } = this.#plan.ports[port]!;
    return sharedBy === 1 ? range(0, level) : [];
  }

  /** What a word costs: at the child's own ports, if one instance of the level above took them all; and everywhere else. */
  #wordParts({ energyPj, ports }: WordCost, child: number): { pj: number; isShared: boolean }[] {
    const moves = ports.map(({ port, bits }) => {
      const { level, sharedBy } = this.#plan.ports[port]!;
      const isShared = level === child && bits > 0 && sharedBy === 1;
      const instances = sharedBy > 1 ? 1 : this.#sum.instancesAbove(isShared ? child - 1 : level);
      return { pj: this.#pjAt(port, bits) / (bits > 0 ? instances : 1), isShared };
    });
    return [{ pj: this.#rates.energy * energyPj, isShared: false }, ...moves];
  }

  #opening({ operand, cuts, child }: Cuts): Opening {
    const index = this.#plan.nest.operands.indexOf(operand);
    const opening = { operand: index, belowPj: 0, abovePj: 0, belowSharedPj: 0, aboveSharedPj: 0 };
    for (const cut of cuts) {
      const isBelow = cut.level === child - 1;
      const merging = range(cut.level + 1, child - 1).filter((between) => operand.merges[between]);
      const most = merging.reduce((all, between) => {
        const merged = this.#spreads[between]!.map((spread) => allMerged(this.#space.operands[index]!, spread));
        return all * Math.max(...merged);
      }, 1);
      for (const { pj, isShared } of this.#wordParts(cut, child)) {
        const least = pj > 0 && !isBelow ? pj / most : pj;
        if (isBelow) opening[isShared ? 'belowSharedPj' : 'belowPj'] += least;
        else opening[isShared ? 'aboveSharedPj' : 'abovePj'] += least;
      }
    }
    return opening;
  }
}
