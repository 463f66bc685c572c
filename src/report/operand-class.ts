/** What charts group operands by. */
export type OperandClass = 'weights (W)' | 'inputs (I)' | 'outputs (O)' | 'other';

/** In the order they stack. */
export const OPERAND_CLASSES: readonly OperandClass[] = ['weights (W)', 'inputs (I)', 'outputs (O)', 'other'];

/** Further inputs of element-wise layers (`I2`, `I3`…) count as inputs. */
export function operandClass(operand: string): OperandClass {
  if (operand === 'W') return 'weights (W)';
  if (/^I\d*$/.test(operand)) return 'inputs (I)';
  if (operand === 'O') return 'outputs (O)';
  return 'other';
}
