import { finalBits, movedBits } from '../element-bits.ts';
import { memoryFor } from '../fit.ts';
import type { NestOperand } from '../nest.ts';
import { copiesInto, type Transfer } from '../transfer.ts';
import { ActionTally, type Convention, type ConventionInput, countCrossings, operandOf } from './convention.ts';

/**
 * As the Eyeriss papers count: a move between two levels is charged once, at the dearer (outer) level; the array is charged
 * for every copy it delivers and every addition between neighbours; a partial sum that only passes a level on its way to or
 * from a dearer one is charged there alone.
 */
export const eyeriss: Convention = {
  name: 'eyeriss',
  description: 'a move between two levels is charged once, at the outer of the two',
  rule: 'element',
  cycles: 'visited',
  count: (input) => {
    const tally = new ActionTally();
    for (const transfer of input.transfers) {
      const operand = operandOf(input, transfer);
      countCharge(tally, input, transfer, operand);
      countCrossings(tally, input, transfer, operand, transfer.kind === 'fill');
    }
    return tally.actions();
  },
};

function countCharge(tally: ActionTally, input: ConventionInput, transfer: Transfer, operand: NestOperand): void {
  const { role, name } = operand.operand;
  const parent = memoryFor(input.hardware, transfer.parent, role)?.name as string;
  const width = movedBits(input.bits, role, transfer.parent);
  if (transfer.kind === 'fill') {
    tally.add(parent, 'read', name, transfer.words, width);
    return;
  }
  // What goes through this level to or from the one above is charged above; a sum that finds nothing to add to it stops here.
  const { transfers } = input;
  const stopping = (transfer.idle ?? 0) * copiesInto(transfers, transfer, 'reload');
  const passing = copiesInto(transfers, transfer, transfer.kind) - stopping;
  const action = transfer.kind === 'reload' ? 'read' : 'write';
  const finals = transfer.kind === 'writeback' && transfer.parent === 0 ? transfer.finalWords : 0;
  const left = transfer.words - passing - finals;
  // Where all of it passes, shares leave an error of rounding.
  const isNone = Math.abs(left) < 1e-12 * transfer.words;
  tally.add(parent, action, name, isNone ? 0 : left, width);
  tally.add(parent, action, name, finals, finalBits(input.bits));
}
