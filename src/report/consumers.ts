import type { CostRow } from '../cost/result.ts';
import { operandClass } from './operand-class.ts';
import { safeText } from './safe-text.ts';

/** A component together with the operand it spends energy on. */
export interface Consumer {
  /** `GLB for weights (W)`; the component alone where there is no operand. */
  readonly name: string;
  readonly energyPj: number;
  /** Of the energy of all rows given. */
  readonly share: number;
}

/** The components × operands that take the most energy, most first. */
export function largestConsumers(rows: readonly CostRow[], count: number): readonly Consumer[] {
  const sums = new Map<string, { name: string; energyPj: number }>();
  let total = 0;
  for (const row of rows) {
    const name = consumerName(row);
    const sum = sums.get(name) ?? { name, energyPj: 0 };
    sum.energyPj += row.energyPj;
    total += row.energyPj;
    sums.set(name, sum);
  }
  return [...sums.values()]
    .filter((sum) => sum.energyPj > 0)
    .sort((a, b) => b.energyPj - a.energyPj)
    .slice(0, count)
    .map((sum) => ({ ...sum, share: sum.energyPj / total }));
}

function consumerName(row: CostRow): string {
  const component = safeText(row.component);
  const operand = operandClass(row.operand);
  return operand === 'other' ? component : `${component} for ${operand}`;
}
