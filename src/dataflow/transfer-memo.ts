import type { Nest } from './nest.ts';
import type { Transfer } from './transfer.ts';
import { countTransfers, type DeltaRule } from './transfers.ts';

/** Some thousand bytes each. */
const mostRemembered = 5000;

/** Transfers counted before: in a sweep the same nest comes up again with other prices, capacities and encodings. */
export class TransferMemo {
  readonly #known = new Map<string, readonly Transfer[]>();

  /** As `countTransfers`, which depends on nothing but these two. */
  count(nest: Nest, rule: DeltaRule): readonly Transfer[] {
    const key = rule + JSON.stringify(nest);
    const counted = this.#known.get(key) ?? countTransfers(nest, rule);
    // What was asked for longest ago is forgotten.
    this.#known.delete(key);
    this.#known.set(key, counted);
    if (this.#known.size > mostRemembered) this.#known.delete(this.#known.keys().next().value!);
    return counted;
  }
}
