import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Team, TeamOrder } from '../../mapper/optimal/team.ts';
import { newPlace, type SharedPlace, sharedMemory } from './shared-memory.ts';

/** Numbers that all threads of a team see. */
const nextPart = 0;
const arrived = 1;
const round = 2;
const orders = 3;
const broken = 4;
const cancelled = 5;
const numbers = 6;

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
  const control = new Int32Array(new SharedArrayBuffer(numbers * Int32Array.BYTES_PER_ELEMENT));
  const channels = Array.from({ length: members - 1 }, () => new MessageChannel());
  const leading = { member: 0, members, control, ports: channels.map(({ port1 }) => port1) };
  return [leading, ...channels.map(({ port2 }, i) => ({ member: i + 1, members, control, ports: [port2] }))];
}

/** Nobody waits for the others any more. */
export function breakTeam(control: Int32Array): void {
  Atomics.store(control, broken, 1);
  for (const awaited of [round, orders]) {
    Atomics.add(control, awaited, 1);
    Atomics.notify(control, awaited);
  }
}

/** The search is to end with the best found so far. */
export function cancelTeam(control: Int32Array): void {
  Atomics.store(control, cancelled, 1);
}

export function isCancelled({ control }: TeamSeat): boolean {
  return Atomics.load(control, cancelled) === 1;
}

/** What a seat means to the search: who waits for others sleeps meanwhile. */
export class ThreadTeam implements Team {
  readonly members: number;
  readonly member: number;
  readonly #control: Int32Array;
  readonly #ports: readonly MessagePort[];
  readonly #free: SharedPlace[] = [];
  #places = 0;

  constructor({ member, members, control, ports }: TeamSeat) {
    this.members = members;
    this.member = member;
    this.#control = control;
    this.#ports = ports;
  }

  readonly share = (parts: number, work: (part: number) => void): void => {
    for (;;) {
      const part = Atomics.add(this.#control, nextPart, 1);
      if (part >= parts) break;
      work(part);
    }
    this.#meet();
  };

  readonly open = (shared?: unknown) => {
    if (shared !== undefined) return sharedMemory(shared as SharedPlace, () => {});
    const place = this.#free.pop() ?? newPlace(this.#places++);
    return sharedMemory(place, () => this.#free.push(place));
  };

  readonly tell = (order: TeamOrder): void => this.#send(order);

  /** Said by who leads: there is nothing more to do. */
  end(): void {
    this.#send(null);
  }

  /** What the others are told, until who leads ends. */
  *orders(): Iterable<TeamOrder> {
    for (let heard = 0; ; heard += 1) {
      this.#waitWhile(orders, heard);
      const order = receiveMessageOnPort(this.#ports[0]!)?.message as TeamOrder | null;
      if (order === null) return;
      yield order;
    }
  }

  #send(order: TeamOrder | null): void {
    for (const port of this.#ports) port.postMessage(order);
    Atomics.add(this.#control, orders, 1);
    Atomics.notify(this.#control, orders);
  }

  #meet(): void {
    const own = Atomics.load(this.#control, round);
    if (Atomics.add(this.#control, arrived, 1) + 1 < this.members) {
      this.#waitWhile(round, own);
      return;
    }
    Atomics.store(this.#control, arrived, 0);
    Atomics.store(this.#control, nextPart, 0);
    Atomics.add(this.#control, round, 1);
    Atomics.notify(this.#control, round);
  }

  #waitWhile(awaited: number, value: number): void {
    for (let look = 0; look < looks && Atomics.load(this.#control, awaited) === value; look += 1);
    // What breaks a team says so first, and then changes what is waited for.
    while (!this.#isBroken() && Atomics.load(this.#control, awaited) === value) {
      Atomics.wait(this.#control, awaited, value);
    }
    if (this.#isBroken()) throw new TeamBroken('another thread of the search failed');
  }

  #isBroken(): boolean {
    return Atomics.load(this.#control, broken) === 1;
  }
}
