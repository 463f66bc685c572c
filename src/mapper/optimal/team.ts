import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { Rates } from './rates.ts';
import type { VisitPiece } from './style-bounds.ts';

/**
 * Threads that prove one layer together (docs/decisions/0014): the first leads and decides, the others build the same tables with
 * it. What they share does not depend on who did which part, so results are the same with any number of them.
 */
export interface Team {
  readonly members: number;
  /** Which of them this is; 0 leads. */
  readonly member: number;
  /** Every part is done once, by whoever is free; returns when all members have come here and all parts are done. */
  readonly share: (parts: number, work: (part: number) => void) => void;
  /** Memory for one search that all see; `shared`: what the leader's says of itself. */
  readonly open: (shared?: unknown) => TeamMemory;
  /** Said by who leads: all do this now. */
  readonly tell: (order: TeamOrder) => void;
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
      readonly plan: QuickPlan;
      readonly hardware: HardwareSpec;
      readonly memory: unknown;
    }
  | {
      readonly kind: 'tables';
      readonly search: number;
      readonly rates: Rates;
      readonly piece: VisitPiece | null;
      /** What comes to this may be left out, pJ. */
      readonly mostPj: number;
    }
  | { readonly kind: 'count'; readonly search: number }
  | { readonly kind: 'close'; readonly search: number };

/** Nobody else. */
export const alone: Team = {
  members: 1,
  member: 0,
  share: (parts, work) => {
    for (let part = 0; part < parts; part += 1) work(part);
  },
  open: ownMemory,
  tell: () => {},
};

/** Array by array: searches ask for the same lengths again and again. */
function ownMemory(): TeamMemory {
  const given: Float64Array[] = [];
  let next = 0;
  return {
    floats: (length) => {
      if (given[next]?.length !== length) given[next] = new Float64Array(length);
      next += 1;
      return given[next - 1]!;
    },
    mark: () => next,
    backTo: (mark) => {
      next = mark;
    },
    close: () => {},
    number: 0,
    shared: null,
  };
}
