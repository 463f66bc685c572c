import { EdgeEstimate } from '../../cost/edge-estimate.ts';
import type { QuickPlan } from '../../cost/quick-plan.ts';
import { BoundTables } from './bound-tables.ts';
import { type Candidate, type Estimate, type Leaf, packLeaves, type Sieve, type VisitMapping } from './leaf.ts';
import { LeafEvaluator } from './leaf-evaluator.ts';
import { levelCharges } from './level-charges.ts';
import { type MapspaceSize, mapspaceSize } from './mapspace-size.ts';
import type { Rates } from './rates.ts';
import { evenPart } from './rising.ts';
import { type SearchSpace, searchSpace } from './search-space.ts';
import type { VisitPiece } from './style-bounds.ts';
import type { Team, TeamMemory, TeamOrder, TeamWork } from './team.ts';

/** What each member has of one search. */
interface Begun {
  readonly plan: QuickPlan;
  readonly space: SearchSpace;
  readonly memory: TeamMemory;
  /** Tables begin here, in place of those of before. */
  readonly mark: number;
  readonly countMemory: TeamMemory;
  /** Of those who help. */
  evaluator?: LeafEvaluator;
}

type BeginOrder = Extract<TeamOrder, { kind: 'begin' }>;
type LeavesOrder = Extract<TeamOrder, { kind: 'leaves' }>;
export type SpacesOrder = Extract<TeamOrder, { kind: 'spaces' }>;
type TablesOrder = Extract<TeamOrder, { kind: 'tables' }>;

/** Mappings from which on it is worth telling others of them: some tenths of a millisecond. */
const shared = 300;
const sharedAtEdges = 6;

/** Parts a batch of leaves is cut into, for each member. */
const partsPerMember = 8;

/** What a team does together for one search: who leads calls these, and the others do the same. */
export class TeamSearch {
  readonly space: SearchSpace;
  readonly #team: Team;
  readonly #begun: Begun;
  #counting: TeamWork | undefined;
  #leaves: LeafEvaluator | undefined;
  #exact = false;
  #turn: 0 | 1 = 0;

  constructor(team: Team, { plan, hardware }: Pick<BeginOrder, 'plan' | 'hardware'>) {
    this.#team = team;
    const [memory, countMemory] = [team.open(), team.open()];
    const own = { kind: 'begin', search: memory.number, plan, hardware } as const;
    const order = { ...own, memory: memory.shared, countMemory: countMemory.shared };
    this.#begun = begin(order, team.tell(order), { memory, countMemory });
    this.space = this.#begun.space;
  }

  /** Those of before are no longer of use. */
  tables(rates: Rates, piece: VisitPiece | null, mostPj: number): BoundTables {
    const order = { kind: 'tables', search: this.#begun.memory.number, rates, piece, mostPj } as const;
    return tablesOf(this.#begun, order, this.#team.tell(order));
  }

  /** What evaluates choices of tiles; `atEdges` as `LeafEvaluator` wants it. */
  leaves(atEdges: EdgeEstimate | undefined): LeafEvaluator {
    this.#exact = atEdges !== undefined;
    this.#leaves = new LeafEvaluator(this.#begun.plan, this.space, atEdges);
    return this.#leaves;
  }

  /** Others begin to evaluate what takes long; what is given helps them, and visits every mapping that may matter, in order. */
  evaluating(leaves: readonly Leaf[], sieve: () => Sieve): (visit: VisitMapping) => void {
    const own = this.#leaves!;
    if (this.#team.members === 1 || mappingsOf(own, leaves) < (this.#exact ? sharedAtEdges : shared)) {
      return (visit) => {
        for (const leaf of leaves) own.each(leaf, visit);
      };
    }
    this.#turn = this.#turn === 0 ? 1 : 0;
    const about = { search: this.#begun.memory.number, exact: this.#exact, turn: this.#turn, sieve: sieve() };
    const order = { kind: 'leaves', ...about, leaves: packLeaves(leaves) } as const;
    const work = this.#team.tell(order);
    return (visit) => {
      for (const each of candidates(own, order, work)) visit(new Given(each), each.factors, each.order);
    };
  }

  /** Others may begin to count. */
  countSoon(): void {
    this.#counting ??= this.#team.tell({ kind: 'count', search: this.#begun.memory.number });
  }

  /** Once at most. */
  count(): MapspaceSize {
    this.countSoon();
    return countOf(this.#begun, this.#counting!);
  }

  close(): void {
    const { memory, countMemory } = this.#begun;
    this.#team.tell({ kind: 'close', search: memory.number });
    memory.close();
    countMemory.close();
  }
}

/** What another member knows of a mapping. */
class Given implements Estimate {
  readonly energyPj: number;
  readonly cycles: number;
  readonly arithmeticCycles: number;
  readonly exposedCycles: number;
  readonly #busyCycles: Float64Array;

  constructor({ energyPj, cycles, arithmeticCycles, exposedCycles, busyCycles }: Candidate) {
    this.energyPj = energyPj;
    this.cycles = cycles;
    this.arithmeticCycles = arithmeticCycles;
    this.exposedCycles = exposedCycles;
    this.#busyCycles = busyCycles;
  }

  busyCycles(port: number): number {
    return this.#busyCycles[port]!;
  }
}

/** A member's side of a team. */
export interface Help extends Pick<Team, 'open' | 'self'> {
  /** What a member is told, until there is nothing more to do. */
  readonly orders: () => Iterable<readonly [TeamOrder, TeamWork]>;
}

/** What all but the first of a team do: as they are told. */
export function helpTeam({ open, orders }: Help, searchSpaces: (order: SpacesOrder, work: TeamWork) => void): void {
  const begun = new Map<number, Begun>();
  for (const [order, work] of orders()) {
    if (order.kind === 'spaces') {
      searchSpaces(order, work);
      continue;
    }
    const { kind, search } = order;
    if (kind === 'begin') {
      const memories = { memory: open(order.memory), countMemory: open(order.countMemory) };
      begun.set(search, begin(order, work, memories));
    }
    if (kind === 'tables') tablesOf(begun.get(search)!, order, work);
    if (kind === 'leaves') candidates(evaluatorOf(begun.get(search)!, order), order, work);
    if (kind === 'count') countOf(begun.get(search)!, work);
    if (kind === 'close') begun.delete(search);
  }
}

function begin(
  { plan, hardware }: Pick<BeginOrder, 'plan' | 'hardware'>,
  work: TeamWork,
  { memory, countMemory }: Pick<Begun, 'memory' | 'countMemory'>,
): Begun {
  const space = searchSpace(plan, hardware, { work, memory });
  return { plan, space, memory, mark: memory.mark(), countMemory };
}

function tablesOf(
  { plan, space, memory, mark }: Begun,
  { rates, piece, mostPj }: TablesOrder,
  work: TeamWork,
): BoundTables {
  memory.backTo(mark);
  return new BoundTables(space, levelCharges(plan, space, rates, piece), { work, memory, mostPj });
}

function countOf({ space, countMemory: memory }: Begun, work: TeamWork): MapspaceSize {
  return mapspaceSize(space, { work, memory });
}

function evaluatorOf(begun: Begun, { exact }: LeavesOrder): LeafEvaluator {
  const { plan, space } = begun;
  const own = { ...plan, nest: { ...plan.nest, sizes: space.own } };
  begun.evaluator ??= new LeafEvaluator(plan, space, exact ? new EdgeEstimate(own) : undefined);
  return begun.evaluator;
}

function mappingsOf(evaluator: LeafEvaluator, leaves: readonly Leaf[]): number {
  let count = 0;
  for (const leaf of leaves) count += evaluator.count(leaf);
  return count;
}

function candidates(evaluator: LeafEvaluator, { leaves, sieve }: LeavesOrder, work: TeamWork): Candidate[] {
  const parts = Math.min(leaves.count, partsPerMember * work.members);
  const found = work.gather(parts, (part) => {
    return evaluator.candidates(leaves, sieve, evenPart(leaves.count, part, parts));
  });
  return found.flat();
}
