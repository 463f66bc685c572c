import type { Crossing, Transfer } from '../dataflow/transfer.ts';
import type { Machine } from './machine.ts';
import type { MergePoint } from './merge-point.ts';
import type { SumTally } from './sum-tally.ts';

interface Place {
  readonly operand: string;
  readonly parent: number;
  readonly child: number;
}

/** What moved, boundary by boundary, in the form the analytic model states it; made of counts only. */
export function countedTransfers({ nest, fills, sums, arithmetic }: Machine): Transfer[] {
  const { levelCount } = nest;
  return nest.operands.flatMap(({ operand, isOutput, keepers, merges }) => {
    const place = (parent: number): Place => {
      const child = keepers[keepers.indexOf(parent) + 1] ?? levelCount;
      return { operand: operand.name, parent, child };
    };
    const last = place(keepers.at(-1)!);
    if (isOutput) {
      const moved = sums.map(({ tally }, index) => sumTransfers(place(keepers[index]!), tally, merges));
      return [...moved, sumTransfers(last, arithmetic.tally, merges)].flat();
    }
    const own = fills.filter((fill) => fill.operand.operand === operand);
    const reads = operand.role === 'W' ? arithmetic.reads.W : arithmetic.reads.I;
    return [
      ...own.map(({ boundary }, index) => fillTransfer(place(keepers[index]!), boundary)),
      fillTransfer(last, reads),
    ];
  });
}

function fillTransfer(
  place: Place,
  { words }: { readonly words: Float64Array; readonly points: readonly MergePoint[] },
): Transfer {
  const crossings = [...words.subarray(1)].map((delivered, at) => ({
    level: place.parent + at,
    delivered,
    reduced: 0,
  }));
  return { ...place, kind: 'fill', words: words[0]!, copies: words.at(-1)!, finalWords: 0, crossings };
}

function sumTransfers(place: Place, tally: SumTally, merges: readonly boolean[]): Transfer[] {
  const { up, reloads, handedDown, returns, firsts } = tally;
  const levels = Array.from({ length: place.child - place.parent }, (_, at) => place.parent + at);
  const down = levels.map((level): Crossing => ({ level, delivered: handedDown, reduced: 0 }));
  const upward = levels.map((level, at): Crossing => {
    const [above, below] = [up[at]!, up[at + 1]!];
    return { level, delivered: below, reduced: merges[level] ? below - above : 0 };
  });
  return [
    { ...place, kind: 'reload', words: reloads, copies: returns, finalWords: 0, crossings: down },
    { ...place, kind: 'writeback', words: up[0]!, copies: up.at(-1)!, finalWords: firsts, crossings: upward },
  ];
}
