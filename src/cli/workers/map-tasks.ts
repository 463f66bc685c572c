import { parentPort } from 'node:worker_threads';
import { conventions } from '../../dataflow/conventions/index.ts';
import { mapLayer } from '../../mapper/map-layer.ts';
import type { MapperChoice, MappingOutcome, MappingProblem } from '../../mapper/mapper.ts';
import { alone } from '../../mapper/optimal/team.ts';
import type { SearchProgress } from '../../mapper/search-watch.ts';
import { helpProof } from '../../mapper/strategies/optimal.ts';
import { SharedPlaces } from './shared-memory.ts';
import { breakTeam, isCancelled, TeamBroken, type TeamSeat, ThreadTeam } from './thread-team.ts';

/** A layer to be mapped, as plain data. */
export interface MapTask {
  readonly problem: Omit<MappingProblem, 'convention'> & { readonly convention: string };
  readonly choice: MapperChoice;
  /** In the team that maps it; absent: one thread does. */
  readonly seat?: TeamSeat;
}

export function asTask({ convention, ...problem }: MappingProblem, choice: MapperChoice): MapTask {
  return { problem: { ...problem, convention: convention.name }, choice };
}

/** How often whoever watches is told. */
const everyMs = 100;

/** Of this thread: memory of one task serves the next. */
const own = { self: alone(), places: new SharedPlaces() };

/** null: another thread of the team answers. */
export async function mapTask({ problem, choice, seat }: MapTask): Promise<MappingOutcome | null> {
  const convention = conventions.find(({ name }) => name === problem.convention)!;
  const whole = { ...problem, convention };
  if (seat === undefined) return mapLayer(whole, choice, { team: own.self });
  const team = new ThreadTeam(seat, own);
  try {
    if (seat.member > 0) {
      if (choice.strategy === 'optimal')
        helpProof(whole, choice, { open: team.open, self: team.self, orders: team.orders, signal: signalOf(seat) });
      return null;
    }
    const outcome = mapLayer(whole, choice, { team, watch: watchOf(seat) });
    team.end();
    return outcome;
  } catch (error) {
    breakTeam(seat.control);
    if (error instanceof TeamBroken) return null;
    throw error;
  } finally {
    // Of two ends one is enough, and what was said last has arrived.
    if (seat.member > 0) seat.ports[0]!.close();
  }
}

function signalOf(seat: TeamSeat) {
  return {
    get aborted() {
      return isCancelled(seat);
    },
  };
}

/** Tells the thread that gave the task. */
function watchOf(seat: TeamSeat) {
  let told = performance.now();
  return {
    signal: signalOf(seat),
    onProgress: (progress: SearchProgress): void => {
      if (performance.now() - told < everyMs) return;
      told = performance.now();
      parentPort?.postMessage({ progress });
    },
  };
}
