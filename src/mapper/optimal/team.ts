import { NoAnswerError } from '../../shared/issue.ts';
import type { PackedLeaves, Sieve } from './leaf.ts';
import type { KnownBefore } from './proven.ts';
import type { Rates } from './rates.ts';
import type { VisitPiece } from './style-bounds.ts';

/**
 * Threads that prove one layer together (docs/decisions/0014): the first leads and decides, the others build the same tables with
 * it. What they share does not depend on who did which part, so results are the same with any number of them.
 */
export interface Team {
  readonly members: number;
  /** Each of them for itself. */
  readonly self: Team;
  /** Memory that all see; `shared`: what the leader's says of itself. */
  readonly open: (shared?: unknown) => TeamMemory;
  /** Said by who leads: the others do this as soon as they can. */
  readonly tell: (order: TeamOrder) => TeamWork;
}

/** Tables were to be done by then, and are given up. */
export class TablesGivenUp extends Error {}

/** One order, as each of those who carry it out sees it: all run the same code. */
export interface TeamWork {
  readonly members: number;
  /** Every part is done once, by whoever is free; returns when all of them are done, whether or not the others have come here. Of tables it may throw `TablesGivenUp`. */
  readonly share: (parts: number, work: (part: number) => void) => void;
  /** The same, of parts that each give something: plain data, which who leads is given in order, the others not. */
  readonly gather: <Given>(parts: number, work: (part: number) => Given) => Given[];
}

/** What building anything together takes. */
export interface Workshop {
  readonly work: TeamWork;
  readonly memory: TeamMemory;
}

/** All members ask for the same memory in the same order. */
export interface TeamMemory {
  /** Of any content. */
  readonly floats: (length: number) => Float64Array;
  readonly mark: () => number;
  /** What was handed out since then may be handed out again. */
  readonly backTo: (mark: number) => void;
  readonly close: () => void;
  /** Of the search it is for. */
  readonly number: number;
  /** Plain data: how others find it. */
  readonly shared: unknown;
}

/** What all members do; `search` is the number of one that was begun. */
export type TeamOrder =
  | {
      readonly kind: 'begin';
      readonly search: number;
      /** Which one is searched: all know what each is. */
      readonly space: number;
      readonly memory: unknown;
      readonly countMemory: unknown;
    }
  | {
      readonly kind: 'tables';
      readonly search: number;
      readonly rates: Rates;
      readonly piece: VisitPiece | null;
      /** What comes to this may be left out, pJ. */
      readonly mostPj: number;
    }
  | {
      readonly kind: 'leaves';
      readonly search: number;
      readonly leaves: PackedLeaves;
      /** Two of these may be carried out at the same time: an order takes the place of the last one with the same. */
      readonly turn: 0 | 1;
      readonly sieve: Sieve;
    }
  | { readonly kind: 'count'; readonly search: number }
  | {
      /** Each searched by one of them alone, from a number on. */
      readonly kind: 'spaces';
      readonly from: number;
      readonly count: number;
      readonly known: KnownBefore;
      readonly remainingMs: number;
    }
  | { readonly kind: 'close'; readonly search: number };

const doneHere: TeamWork = {
  members: 1,
  share: (parts, work) => {
    for (let part = 0; part < parts; part += 1) work(part);
  },
  gather: (parts, work) => Array.from({ length: parts }, (_, part) => work(part)),
};

/** Nobody else: memory of one search serves the next. */
export function alone(): Team {
  const free: TeamMemory[] = [];
  const open = (): TeamMemory => {
    const memory = free.pop() ?? ownMemory();
    const from = memory.mark();
    const close = (): void => {
      memory.backTo(from);
      free.push(memory);
    };
    return { ...memory, close };
  };
  const self: Team = {
    members: 1,
    get self() {
      return self;
    },
    open,
    tell: () => doneHere,
  };
  return self;
}

/** A workshop of one's own. */
export function ownWorkshop(): Workshop {
  return { work: doneHere, memory: ownMemory() };
}

/** Numbers in the first piece of it, and at most in others where no more is asked for at once; each is twice the one before. */
const firstPiece = 2 ** 13;
const largestPiece = 2 ** 21;

function ownMemory(): TeamMemory {
  const pieces: Float64Array[] = [];
  let piece = 0;
  let used = 0;
  return {
    floats: (length) => {
      while (piece < pieces.length && used + length > pieces[piece]!.length) {
        piece += 1;
        used = 0;
      }
      if (piece === pieces.length) {
        pieces.push(newPiece(Math.max(length, Math.min(largestPiece, firstPiece * 2 ** piece))));
      }
      used += length;
      return pieces[piece]!.subarray(used - length, used);
    },
    mark: () => piece * 2 ** 32 + used,
    backTo: (mark) => {
      piece = Math.floor(mark / 2 ** 32);
      used = mark % 2 ** 32;
    },
    close: () => {},
    number: 0,
    shared: null,
  };
}

function newPiece(length: number): Float64Array {
  try {
    return new Float64Array(length);
  } catch (error) {
    throw error instanceof RangeError ? tooMuchMemory() : error;
  }
}

/** A layer with so many tiles that their tables are larger than the memory there is. */
export function tooMuchMemory(): NoAnswerError {
  const message =
    'to prove a mapping of this layer best takes more memory than there is: it can be cut in too many ways';
  const hint = 'strategy templates takes next to none; constraints that fix factors leave fewer ways';
  return new NoAnswerError([{ code: 'too-much-memory', severity: 'error', message, hint }]);
}

/** Memory for whole numbers. */
export function ints({ floats }: TeamMemory, length: number): Int32Array {
  const { buffer, byteOffset } = floats(Math.ceil(length / 2));
  return new Int32Array(buffer, byteOffset, length);
}

/** Memory for flags. */
export function bytes({ floats }: TeamMemory, length: number): Uint8Array {
  const { buffer, byteOffset } = floats(Math.ceil(length / 8));
  return new Uint8Array(buffer, byteOffset, length);
}
