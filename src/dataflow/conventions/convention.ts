import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { ActionCount } from '../action-count.ts';
import type { ElementBits } from '../element-bits.ts';
import type { Nest } from '../nest.ts';
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
