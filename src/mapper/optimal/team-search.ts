import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import { BoundTables } from './bound-tables.ts';
import { levelCharges } from './level-charges.ts';
import { type MapspaceSize, mapspaceSize } from './mapspace-size.ts';
import type { Rates } from './rates.ts';
import { type SearchSpace, searchSpace } from './search-space.ts';
import type { VisitPiece } from './style-bounds.ts';
import type { Team, TeamMemory, TeamOrder } from './team.ts';

interface Begun {
  readonly plan: QuickPlan;
  readonly space: SearchSpace;
}

interface SpaceInput {
  readonly plan: QuickPlan;
  readonly hardware: HardwareSpec;
}

type TablesOrder = Extract<TeamOrder, { kind: 'tables' }>;

/** What a team does together for one search: who leads calls these, and the others do the same at once. */
export class TeamSearch {
  readonly #team: Team;
  readonly #memory: TeamMemory;
  #begun: Begun | undefined;

  constructor(team: Team) {
    this.#team = team;
    this.#memory = team.open();
  }

  begin({ plan, hardware }: SpaceInput): SearchSpace {
    const { number: search, shared: memory } = this.#memory;
    this.#team.tell({ kind: 'begin', search, plan, hardware, memory });
    const space = searchSpace(plan, hardware, { team: this.#team, memory: this.#memory });
    this.#begun = { plan, space };
    return space;
  }

  /** Those of before are no longer of use. */
  tables(rates: Rates, piece: VisitPiece | null, mostPj: number): BoundTables {
    const order = { kind: 'tables', search: this.#memory.number, rates, piece, mostPj } as const;
    this.#team.tell(order);
    return tablesOf(this.#begun!, order);
  }

  count(): MapspaceSize {
    this.#team.tell({ kind: 'count', search: this.#memory.number });
    return mapspaceSize(this.#begun!.space);
  }

  close(): void {
    this.#team.tell({ kind: 'close', search: this.#memory.number });
    this.#memory.close();
  }
}

/** What all but the first of a team do: as they are told, until there are no more orders. */
export function helpTeam(team: Team, orders: Iterable<TeamOrder>): void {
  const begun = new Map<number, Begun>();
  for (const order of orders) {
    const { kind, search } = order;
    if (kind === 'begin') {
      const { plan, hardware } = order;
      const space = searchSpace(plan, hardware, { team, memory: team.open(order.memory) });
      begun.set(search, { plan, space });
    }
    if (kind === 'tables') tablesOf(begun.get(search)!, order);
    if (kind === 'count') mapspaceSize(begun.get(search)!.space);
    if (kind === 'close') begun.delete(search);
  }
}

function tablesOf({ plan, space }: Begun, { rates, piece, mostPj }: TablesOrder): BoundTables {
  return new BoundTables(space, levelCharges(plan, space, rates, piece), mostPj);
}
