import type { EdgeEstimate } from '../../cost/edge-estimate.ts';
import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import { BoundTables } from './bound-tables.ts';
import { type Candidate, type Estimate, type Leaf, packLeaves, type SievingVisitor } from './leaf.ts';
import { LeafEvaluator } from './leaf-evaluator.ts';
import { levelCharges } from './level-charges.ts';
import { type MapspaceSize, mapspaceSize } from './mapspace-size.ts';
import { evenPart } from './rising.ts';
import { type SearchSpace, searchSpace } from './search-space.ts';
import { TablesGivenUp, type Team, type TeamMemory, type TeamOrder, type TeamWork } from './team.ts';

/** What one search is of. */
export interface Searched {
  readonly plan: QuickPlan;
  readonly hardware: HardwareSpec;
  /** What a mapping costs where the sizes of the plan are larger than the layer's own. */
  readonly atEdges: EdgeEstimate | undefined;
}

/** What each member has of one search. */
interface Begun extends Pick<Searched, 'plan'> {
  readonly space: SearchSpace;
  /** undefined: there are none, or nothing knows what mappings cost there. */
  readonly atEdges: EdgeEstimate | undefined;
  readonly memory: TeamMemory;
  /** Tables begin here, in place of those of before. */
  readonly mark: number;
  readonly countMemory: TeamMemory;
  /** Once it is asked for. */
  evaluator?: LeafEvaluator;
}

type LeavesOrder = Extract<TeamOrder, { kind: 'leaves' }>;
export type SpacesOrder = Extract<TeamOrder, { kind: 'spaces' }>;
type TablesOrder = Extract<TeamOrder, { kind: 'tables' }>;
type TablesAsked = Pick<TablesOrder, 'rates' | 'piece' | 'mostPj'>;

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
  #turn: 0 | 1 = 0;

  /** `number`: which of the spaces all members know. */
  constructor(team: Team, searched: Searched, number: number) {
    this.#team = team;
    const [memory, countMemory] = [team.open(), team.open()];
    const shared = { memory: memory.shared, countMemory: countMemory.shared };
    const work = team.tell({ kind: 'begin', search: memory.number, space: number, ...shared });
    this.#begun = begin(searched, work, { memory, countMemory });
    this.space = this.#begun.space;
  }

  /** Those of before are no longer of use. Throws `TablesGivenUp` where `givesUp` says so before they are done: then the others give them up too. */
  tables({ rates, piece, mostPj }: TablesAsked, givesUp: () => boolean): BoundTables {
    const order = { kind: 'tables', search: this.#begun.memory.number, rates, piece, mostPj } as const;
    const work = this.#team.tell(order);
    // While the others begin: it will be asked for, most often.
    if (this.#team.members > 1) evaluatorOf(this.#begun);
    return tablesOf(this.#begun, order, givingUp(work, givesUp));
  }

  /** Mappings are judged at their edges. */
  get isExact(): boolean {
    return this.#begun.atEdges !== undefined;
  }

  /** What evaluates choices of tiles. */
  get leaves(): LeafEvaluator {
    return evaluatorOf(this.#begun);
  }

  /** Others begin to evaluate what takes long; what is given helps them, and shows every mapping that may matter, in order. */
  evaluating(leaves: readonly Leaf[], visitor: SievingVisitor): () => void {
    const own = this.leaves;
    const least = this.isExact ? sharedAtEdges : shared;
    if (this.#team.members === 1 || mappingsOf(own, leaves) < least) {
      return () => {
        for (const leaf of leaves) own.each(leaf, visitor);
      };
    }
    this.#turn = this.#turn === 0 ? 1 : 0;
    const about = { search: this.#begun.memory.number, turn: this.#turn, sieve: visitor.sieve() };
    const order = { kind: 'leaves', ...about, leaves: packLeaves(leaves) } as const;
    const work = this.#team.tell(order);
    return () => {
      for (const each of candidates(own, order, work)) visitor.visit(new Given(each), each.factors, each.order);
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
    // The next search opens them the other way round: what was near a thread still is.
    countMemory.close();
    memory.close();
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

/** What those who help know of the task. */
export interface HelpedTask {
  readonly searched: (space: number) => Searched;
  readonly searchSpaces: (order: SpacesOrder, work: TeamWork) => void;
}

/** What all but the first of a team do: as they are told. */
export function helpTeam({ open, orders }: Help, { searched, searchSpaces }: HelpedTask): void {
  const begun = new Map<number, Begun>();
  for (const [order, work] of orders()) {
    if (order.kind === 'spaces') {
      searchSpaces(order, work);
      continue;
    }
    const { kind, search } = order;
    if (kind === 'begin') {
      const memories = { memory: open(order.memory), countMemory: open(order.countMemory) };
      begun.set(search, begin(searched(order.space), work, memories));
    }
    if (kind === 'tables') {
      try {
        tablesOf(begun.get(search)!, order, work);
      } catch (error) {
        if (!(error instanceof TablesGivenUp)) throw error;
      }
    }
    if (kind === 'leaves') candidates(evaluatorOf(begun.get(search)!), order, work);
    if (kind === 'count') {
      // Choices of tiles are evaluated now, and there may soon be many.
      evaluatorOf(begun.get(search)!);
      countOf(begun.get(search)!, work);
    }
    if (kind === 'close') begun.delete(search);
  }
}

function begin(
  { plan, hardware, atEdges }: Searched,
  work: TeamWork,
  { memory, countMemory }: Pick<Begun, 'memory' | 'countMemory'>,
): Begun {
  const space = searchSpace(plan, hardware, { work, memory });
  const exact = space.edges.none ? undefined : atEdges;
  return { plan, atEdges: exact, space, memory, mark: memory.mark(), countMemory };
}

function tablesOf(
  { plan, space, memory, mark }: Begun,
  { rates, piece, mostPj }: TablesOrder,
  work: TeamWork,
): BoundTables {
  memory.backTo(mark);
  return new BoundTables(space, levelCharges(plan, space, rates, piece), { work, memory, mostPj });
}

function givingUp(work: TeamWork, givesUp: () => boolean): TeamWork {
  const each = (part: (part: number) => void) => (number: number) => {
    if (givesUp()) throw new TablesGivenUp();
    part(number);
  };
  return { ...work, share: (parts, part) => work.share(parts, each(part)) };
}

function countOf({ space, countMemory: memory }: Begun, work: TeamWork): MapspaceSize {
  return mapspaceSize(space, { work, memory });
}

function evaluatorOf(begun: Begun): LeafEvaluator {
  const { plan, space, atEdges } = begun;
  begun.evaluator ??= new LeafEvaluator(plan, space, atEdges);
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
