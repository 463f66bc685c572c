import { finalBits, movedBits } from '../element-bits.ts';
import { memoryFor } from '../fit.ts';
import type { NestOperand } from '../nest.ts';
import type { Transfer } from '../transfer.ts';
import { ActionTally, type Convention, type ConventionInput, countCrossings, operandOf } from './convention.ts';

/** Physical: a move is a read at its source and a write at its destination; accumulating is a read and a write. */
export const port: Convention = {
  name: 'port',
  description: 'a move is a read at its source and a write at its destination; accumulating is a read and a write',
  rule: 'element',
  cycles: 'visited',
  count: (input) => {
    const tally = new ActionTally();
    for (const transfer of input.transfers) {
      const operand = operandOf(input, transfer);
      countMove(tally, input, transfer, operand);
      countCrossings(tally, input, transfer, operand, true);
    }
    return tally.actions();
  },
};

function countMove(tally: ActionTally, input: ConventionInput, transfer: Transfer, operand: NestOperand): void {
  const { hardware, bits } = input;
  const { role, name } = operand.operand;
  const parent = memoryFor(hardware, transfer.parent, role)?.name as string;
  const child = memoryFor(hardware, transfer.child, role)?.name;
  const above = movedBits(bits, role, transfer.parent);
  const below = movedBits(bits, role, transfer.child);
  if (transfer.kind === 'fill') {
    tally.add(parent, 'read', name, transfer.words, above);
    if (child !== undefined) tally.add(child, 'write', name, transfer.copies, below);
  } else if (transfer.kind === 'reload') {
    tally.add(parent, 'read', name, transfer.words, above);
    if (child !== undefined) tally.add(child, 'write', name, transfer.crossings.at(-1)?.delivered ?? 0, below);
  } else {
    if (child !== undefined) tally.add(child, 'read', name, transfer.copies, below);
    const finals = transfer.parent === 0 ? transfer.finalWords : 0;
    tally.add(parent, 'write', name, transfer.words - finals, above);
    tally.add(parent, 'write', name, finals, finalBits(bits));
  }
}
