import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { ActionCount } from '../action-count.ts';
import { type ElementBits, networkBits } from '../element-bits.ts';
import type { Nest, NestOperand } from '../nest.ts';
import type { Transfer } from '../transfer.ts';
import type { DeltaRule } from '../transfers.ts';

/** How transfers become priced actions. Results of different conventions are not comparable (docs/decisions/0001). */
export interface Convention {
  readonly name: string;
  readonly description: string;
  readonly rule: DeltaRule;
  /** Cycles of compute: `visited` steps only, or every step of the full loop bounds. */
  readonly cycles: 'visited' | 'bounds';
  readonly count: (input: ConventionInput) => ActionCount[];
}

export interface ConventionInput {
  readonly nest: Nest;
  readonly hardware: HardwareSpec;
  readonly bits: ElementBits;
  readonly transfers: readonly Transfer[];
}

/** Collects words per component, action and operand. */
export class ActionTally {
  readonly #counts = new Map<string, ActionCount>();

  add(component: string, action: string, operand: string, count: number, bitsPerAction: number): void {
    if (count === 0) return;
    const key = [component, action, operand, bitsPerAction].join('\u0000');
    const known = this.#counts.get(key);
    this.#counts.set(key, { component, action, operand, count: (known?.count ?? 0) + count, bitsPerAction });
  }

  actions(): ActionCount[] {
    return [...this.#counts.values()];
  }
}

/** The operand a transfer moves. */
export function operandOf(input: ConventionInput, transfer: Transfer): NestOperand {
  return input.nest.operands.find((each) => each.operand.name === transfer.operand) as NestOperand;
}

/** Words over networks, and sums added there; `delivers` false: what a network hands over is charged elsewhere. */
export function countCrossings(
  tally: ActionTally,
  input: ConventionInput,
  transfer: Transfer,
  operand: NestOperand,
  delivers: boolean,
): void {
  for (const { level, delivered, reduced } of transfer.crossings) {
    const bits = networkBits(input.bits, operand.operand.role, level);
    const network = `${input.hardware.levels[level]?.name} network`;
    if (delivers) tally.add(network, 'deliver', transfer.operand, delivered, bits);
    tally.add(network, 'reduce', transfer.operand, reduced, bits);
  }
}
