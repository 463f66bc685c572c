import { partialBits } from '../element-bits.ts';
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
  count: ({ nest, hardware, transfers, bits }) => {
    const tally = new ActionTally();
    for (const transfer of transfers) {
      const { role, name } = (nest.operands.find((each) => each.operand.name === transfer.operand) as NestOperand).operand;
      const parent = memoryFor(hardware, transfer.parent, role)?.name as string;
      const child = memoryFor(hardware, transfer.child, role)?.name;
      const width = partialBits(bits, role);
      if (transfer.kind === 'writeback') tally.add(parent, 'update', name, transfer.words, width);
      else {
        tally.add(parent, 'read', name, transfer.words, width);
        if (child !== undefined) tally.add(child, 'write', name, transfer.copies, width);
      }
    }
    return tally.actions();
  },
};
