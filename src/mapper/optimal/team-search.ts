import type { QuickPlan } from '../../cost/quick-plan.ts';
import { BoundTables } from './bound-tables.ts';
import { levelCharges } from './level-charges.ts';
import { type MapspaceSize, mapspaceSize } from './mapspace-size.ts';
import type { Rates } from './rates.ts';
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
}

type BeginOrder = Extract<TeamOrder, { kind: 'begin' }>;
export type SpacesOrder = Extract<TeamOrder, { kind: 'spaces' }>;
type TablesOrder = Extract<TeamOrder, { kind: 'tables' }>;

/** What a team does together for one search: who leads calls these, and the others do the same. */
export class TeamSearch {
  readonly space: SearchSpace;
  readonly #team: Team;
  readonly #begun: Begun;
  #counting: TeamWork | undefined;

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

/** A member's side of a team. */
export interface Help extends Pick<Team, 'open'> {
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
