import type { Fault } from '../../shared/document.ts';
import { iterationCount, operandElements } from '../problem.ts';
import type { Layer } from '../workload.ts';

/** A fault where the work or an operand of a layer is too large to be counted exactly. */
export function inexactWork({ problem, repeat }: Pick<Layer, 'problem' | 'repeat'>): Fault | undefined {
  const most = Math.max(
    iterationCount(problem) * repeat,
    ...problem.operands.map((operand) => operandElements(problem, operand)),
  );
  if (Number.isSafeInteger(most)) return undefined;
  const message = 'this layer does more work than can be counted exactly';
  return {
    code: 'out-of-range',
    message,
    found: String(most),
    accepted: `at most ${Number.MAX_SAFE_INTEGER} operations`,
  };
}
