import type { Memory } from '../../hardware/hardware.ts';
import { memoryFor } from '../fit.ts';
import type { NestOperand } from '../nest.ts';
import { ActionTally, type Convention } from './convention.ts';

/**
 * Scalar reads, fills and updates as timeloop-model reports them: first reads of partial sums are elided, a drain upwards is
 * an update at the parent and no read at the child; a fill is the action `write`.
 */
export const timeloop: Convention = {
  name: 'timeloop',
  description: 'reads, fills (write) and updates as timeloop-model counts them',
  rule: 'tile',
  cycles: 'bounds',
  count: ({ nest, hardware, transfers }) => {
    const tally = new ActionTally();
    for (const transfer of transfers) {
      const { role, name } = (nest.operands.find((each) => each.operand.name === transfer.operand) as NestOperand)
        .operand;
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
