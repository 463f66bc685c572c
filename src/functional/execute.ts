import type { Transfer } from '../dataflow/transfer.ts';
import { countedTransfers } from './counted-transfers.ts';
import { buildMachine, type Machine, type MachineInput } from './machine.ts';
import type { ArithmeticCounts } from './styles/mac-units.ts';

export interface Execution {
  /** In the order of the outputs' ranks; two's complement of the accumulator. */
  readonly outputs: Float64Array;
  /** Sums that did not fit the accumulator and wrapped around. */
  readonly overflows: number;
  /** Counted while moving. */
  readonly transfers: readonly Transfer[];
  /** Words that passed decoders, and entries read if each decoder keeps the last one; null without a decoder. */
  readonly decoder: { readonly words: number; readonly entriesRead: number } | null;
  readonly macs: number;
  /** Runs of steps that one MAC unit spends on one output. */
  readonly visits: number;
  readonly arithmetic: Readonly<ArithmeticCounts>;
}

/**
 * Executes a nest on real numbers: every word moves from memory to memory as the mapping says, indices become words at the
 * decoder, partial sums leave, come back and are added. Counts what moves while it moves.
 */
export function execute(input: MachineInput): Execution {
  const machine = buildMachine(input);
  const { walk, fills, sums, arithmetic, decoder } = machine;
  do {
    for (const { boundary } of fills) if (boundary.below.level > walk.movedLevel) boundary.update(walk.point);
    moveSums(machine);
    arithmetic.refresh(walk.point, walk.movedLevel);
    arithmetic.step(walk.point, walk.turns);
  } while (walk.advance());
  arithmetic.endVisits();
  for (const boundary of sums.toReversed()) boundary.leaveAll();
  return {
    outputs: machine.outputs.values,
    overflows: machine.accumulator.overflows,
    transfers: countedTransfers(machine),
    decoder: decoder === undefined ? null : { words: decoder.words, entriesRead: decoder.entriesRead },
    macs: arithmetic.macs,
    visits: arithmetic.visits,
    arithmetic: machine.counts,
  };
}

/** Leaving tiles go up from the innermost memory outwards, arriving ones come down from the outermost inwards. */
function moveSums({ walk, sums, arithmetic }: Machine): void {
  let first = sums.length;
  while (first > 0 && sums[first - 1]!.below.level > walk.movedLevel) first -= 1;
  if (first === sums.length) return;
  let leaves: Uint8Array | undefined;
  for (let index = first; index < sums.length; index += 1) {
    sums[index]!.plan(walk.point, walk.turns, leaves);
    leaves = sums[index]!.leaves;
  }
  arithmetic.endVisits(leaves);
  for (let index = sums.length - 1; index >= first; index -= 1) sums[index]!.writeUp();
  for (let index = first; index < sums.length; index += 1) sums[index]!.bringDown();
}
