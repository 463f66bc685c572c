import type { Memory } from '../../hardware/hardware.ts';
import { memoryFor } from '../fit.ts';
import { ActionTally, type Convention, operandOf } from './convention.ts';

/**
 * Scalar reads, fills and updates as timeloop-model reports them: first reads of partial sums are elided, a drain upwards is
 * an update at the parent and no read at the child; a fill is the action `write`.
 */
export const timeloop: Convention = {
  name: 'timeloop',
  description: 'reads, fills (write) and updates as timeloop-model counts them',
  rule: 'tile',
  cycles: 'bounds',
  count: (input) => {
    const { hardware } = input;
    const tally = new ActionTally();
    for (const transfer of input.transfers) {
      const { role, name } = operandOf(input, transfer).operand;
      const parent = memoryFor(hardware, transfer.parent, role) as Memory;
      const child = memoryFor(hardware, transfer.child, role);
      if (transfer.kind === 'writeback') tally.add(parent.name, 'update', name, transfer.words, parent.wordBits);
      else {
        tally.add(parent.name, 'read', name, transfer.words, parent.wordBits);
        if (child !== undefined) tally.add(child.name, 'write', name, transfer.copies, child.wordBits);
      }
    }
    return tally.actions();
  },
};
