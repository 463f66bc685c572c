import type { MacStyle } from '../../hardware/hardware.ts';
import { accumulateThenMultiply } from './accumulate-then-multiply.ts';
import { factorised } from './factorised.ts';
import { mac } from './mac.ts';
import type { MacStyleExecution } from './mac-units.ts';
import { rowReuse } from './row-reuse.ts';

/** How each style of forming products is executed. */
export const styles: Readonly<Record<MacStyle, MacStyleExecution>> = {
  mac,
  'accumulate-then-multiply': accumulateThenMultiply,
  factorised,
  'row-reuse': rowReuse,
};
