import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { TablesGivenUp, type Team, type TeamOrder, type TeamWork } from '../../mapper/optimal/team.ts';
import { type SharedPlace, type SharedPlaces, sharedMemory } from './shared-memory.ts';

/** Numbers that all threads of a team see: whatever anybody may wait for changes `news` as well. */
const news = 0;
const told = 1;
const broken = 2;
const cancelled = 3;
/** The first order for whoever comes now: those before are of searches that are closed. */
const door = 4;
/** Tables are given up. */
const givenUp = 5;
const numbers = 6;
/** Nobody may come in. */
const shut = -1;

/** Orders of different kinds may be carried out at the same time: each kind shares parts by numbers of its own. */
const lanes = ['begin', 'tables', 'leaves 0', 'leaves 1', 'count', 'spaces'] as const;
type Lane = (typeof lanes)[number];

function laneOf(order: TeamOrder): Lane {
  if (order.kind === 'leaves') return `leaves ${order.turn}`;
  return order.kind === 'close' ? 'begin' : order.kind;
}

/** Of these there is one after the other in a search: only the newest is of use. */
const many: readonly Lane[] = ['tables', 'leaves 0', 'leaves 1', 'spaces'];

/** Shares in one order at most: some for each level. For each: parts taken, of these from the front and from the back, and parts done. */
const mostShares = 1024;
const shareNumbers = 4;
/** Before these: the newest order. */
const laneLength = 1 + shareNumbers * mostShares;

/** Per thread: orders heard and done, the lane it is in, from 1, and 1 once it has come. */
const seatNumbers = 3;

/** Where they stand. */
interface SeatNumbers {
  readonly heard: number;
  readonly lane: number;
  readonly come: number;
}

/** What one of the others made of a part. */
interface GivenPart {
  readonly lane: Lane;
  readonly part: number;
  readonly given: unknown;
}

/** How often a thread looks whether the others are there before it sleeps: as long as waking it takes. */
const looks = 2000;

/** One thread's seat in a team: plain data, ports to be transferred. */
export interface TeamSeat {
  readonly member: number;
  readonly members: number;
  readonly control: Int32Array;
  /** Of who leads: to each other; of each other: from who leads. */
  readonly ports: readonly MessagePort[];
}

/** Some thread of the team has failed; which, and why, that one says. */
export class TeamBroken extends Error {}

/** Seats of a new team, that of who leads first. */
export function teamSeats(members: number): TeamSeat[] {
  const length = numbers + lanes.length * laneLength + members * seatNumbers;
  const control = new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
  const channels = Array.from({ length: members - 1 }, () => new MessageChannel());
  const leading = { member: 0, members, control, ports: channels.map(({ port1 }) => port1) };
  return [leading, ...channels.map(({ port2 }, i) => ({ member: i + 1, members, control, ports: [port2] }))];
}

/** Nobody waits for the others any more. */
export function breakTeam(control: Int32Array): void {
  Atomics.store(control, broken, 1);
  tellNews(control);
}

/** The search is to end with the best found so far. */
export function cancelTeam(control: Int32Array): void {
  Atomics.store(control, cancelled, 1);
}

export function isCancelled({ control }: TeamSeat): boolean {
  return Atomics.load(control, cancelled) === 1;
}

function tellNews(control: Int32Array): void {
  Atomics.add(control, news, 1);
  Atomics.notify(control, news);
}

/** What a seat means to the search: who waits for others sleeps meanwhile. */
export class ThreadTeam implements Team {
  readonly members: number;
  readonly #seat: TeamSeat;
  readonly #control: Int32Array;
  readonly self: Team;
  readonly #places: SharedPlaces;
  /** By lane: what the others gave so far. */
  readonly #given = new Map<Lane, unknown[]>();

  /** What a thread has of its own: who searches alone there, and memory it hands out where it leads. */
  constructor(seat: TeamSeat, { self, places }: { readonly self: Team; readonly places: SharedPlaces }) {
    this.members = seat.members;
    this.self = self;
    this.#places = places;
    this.#seat = seat;
    this.#control = seat.control;
  }

  readonly open = (shared?: unknown) => {
    return shared === undefined ? this.#places.open() : sharedMemory(shared as SharedPlace, () => {});
  };

  readonly tell = (order: TeamOrder): TeamWork => {
    const lane = laneOf(order);
    const isEnd = order.kind === 'close';
    if (many.includes(lane)) this.#supersede(lane);
    if (isEnd) Atomics.store(this.#control, this.#laneAt('tables'), Atomics.load(this.#control, told));
    this.#send(order);
    if (isEnd) this.#closeSearch();
    return this.#workOf(lane);
  };

  /** Nobody still hears what was said until now, or will: who has not come yet begins after it. */
  #closeSearch(): void {
    const control = this.#control;
    const all = Atomics.load(control, told);
    Atomics.store(control, door, shut);
    const isDone = ({ heard, come }: SeatNumbers): boolean =>
      Atomics.load(control, come) === 0 || Atomics.load(control, heard) === all;
    this.#waitFor(() => this.#others(isDone));
    for (const each of lanes) this.#clear(each);
    Atomics.store(control, door, all);
    tellNews(control);
  }

  /** Nobody still reads or writes what an older order was for, or will. */
  #supersede(lane: Lane): void {
    Atomics.store(this.#control, this.#laneAt(lane), Atomics.load(this.#control, told));
    const own = 1 + lanes.indexOf(lane);
    this.#waitFor(() => this.#others((each) => Atomics.load(this.#control, each.lane) !== own));
    this.#clear(lane);
  }

  /** Said by who leads: there is nothing more to do. */
  end(): void {
    this.#send(null);
  }

  /** What the others are told, until who leads ends. */
  readonly orders = (): Iterable<readonly [TeamOrder, TeamWork]> => this.#heard();

  *#heard(): Iterable<readonly [TeamOrder, TeamWork]> {
    const control = this.#control;
    const own = this.#numbersOf(this.#seat.member);
    const first = this.#comeIn();
    for (let over = 0; over < first; over += 1) receiveMessageOnPort(this.#seat.ports[0]!);
    for (let heard = first; ; heard += 1) {
      this.#waitFor(() => Atomics.load(control, told) > heard);
      const order = receiveMessageOnPort(this.#seat.ports[0]!)?.message as TeamOrder | null;
      if (order === null) return;
      const lane = laneOf(order);
      Atomics.store(control, own.lane, 1 + lanes.indexOf(lane));
      const isOfUse = !many.includes(lane) || Atomics.load(control, this.#laneAt(lane)) === heard;
      if (isOfUse) yield [order, this.#workOf(lane)];
      Atomics.store(control, own.lane, 0);
      Atomics.store(control, own.heard, heard + 1);
      tellNews(control);
    }
  }

  /** From then on who leads waits for this one; says which order is the first to be heard. */
  #comeIn(): number {
    const control = this.#control;
    const { heard, come } = this.#numbersOf(this.#seat.member);
    for (;;) {
      this.#waitFor(() => Atomics.load(control, door) !== shut);
      const first = Atomics.load(control, door);
      Atomics.store(control, heard, first);
      Atomics.store(control, come, 1);
      // Who leads shuts the door before it looks who has come: one of the two sees what the other did.
      if (first !== shut && Atomics.load(control, door) === first) return first;
      Atomics.store(control, come, 0);
      tellNews(control);
    }
  }

  #send(order: TeamOrder | null): void {
    for (const port of this.#seat.ports) port.postMessage(order);
    Atomics.add(this.#control, told, 1);
    tellNews(this.#control);
  }

  #numbersOf(member: number): SeatNumbers {
    const heard = numbers + lanes.length * laneLength + member * seatNumbers;
    return { heard, lane: heard + 1, come: heard + 2 };
  }

  #others(are: (each: SeatNumbers) => boolean): boolean {
    for (let member = 1; member < this.members; member += 1) if (!are(this.#numbersOf(member))) return false;
    return true;
  }

  #clear(lane: Lane): void {
    const from = this.#laneAt(lane);
    this.#control.fill(0, from + 1, from + laneLength);
  }

  #laneAt(lane: Lane): number {
    return numbers + lanes.indexOf(lane) * laneLength;
  }

  #workOf(lane: Lane): TeamWork {
    const control = this.#control;
    const end = this.#laneAt(lane) + laneLength;
    let next = this.#laneAt(lane) + 1;
    // Every other member begins at the back: each comes to the same parts in search after search, and has their memory near.
    const isFront = this.#seat.member % 2 === 0;
    const share = (parts: number, work: (part: number) => void): void => {
      const [taken, own, done] = [next, isFront ? next + 1 : next + 2, next + 3];
      next += shareNumbers;
      if (next > end) throw new RangeError(`more than ${mostShares} shares of one order`);
      const isGivenUp = (): boolean => lane === 'tables' && Atomics.load(control, givenUp) === 1;
      while (!isGivenUp() && Atomics.add(control, taken, 1) < parts) {
        const nth = Atomics.add(control, own, 1);
        this.#noting(() => work(isFront ? nth : parts - 1 - nth));
        if (Atomics.add(control, done, 1) + 1 === parts) tellNews(control);
      }
      this.#waitFor(() => Atomics.load(control, done) >= parts || isGivenUp());
      if (isGivenUp()) throw new TablesGivenUp();
    };
    return { members: this.members, share, gather: (parts, work) => this.#gather({ lane, share }, parts, work) };
  }

  /** What one of them gives up, all do, for good: the part it was at is never done. */
  #noting(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof TablesGivenUp) {
        Atomics.store(this.#control, givenUp, 1);
        tellNews(this.#control);
      }
      throw error;
    }
  }

  #gather<Given>(
    { lane, share }: Pick<TeamWork, 'share'> & { readonly lane: Lane },
    parts: number,
    work: (part: number) => Given,
  ): Given[] {
    if (this.#seat.member > 0) {
      share(parts, (part) => this.#seat.ports[0]!.postMessage({ lane, part, given: work(part) } satisfies GivenPart));
      return [];
    }
    const all = this.#given.get(lane) ?? [];
    this.#given.set(lane, all);
    share(parts, (part) => {
      all[part] = work(part);
    });
    // What is done has been sent.
    for (const port of this.#seat.ports) {
      for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
        const { lane: of, part, given } = got.message as GivenPart;
        if (!this.#given.has(of)) this.#given.set(of, []);
        this.#given.get(of)![part] = given;
      }
    }
    this.#given.delete(lane);
    return all as Given[];
  }

  #waitFor(isSo: () => boolean): void {
    for (let look = 0; look < looks; look += 1) {
      if (isSo()) return;
    }
    for (;;) {
      const seen = Atomics.load(this.#control, news);
      if (Atomics.load(this.#control, broken) === 1) throw new TeamBroken('another thread of the search failed');
      if (isSo()) return;
      Atomics.wait(this.#control, news, seen);
    }
  }
}
