import type { IndexedProducts, Product } from './indexed-products.ts';
import type { QuickCounts } from './quick-counts.ts';
import type { QuickPlan } from './quick-plan.ts';
import type { QuickTerm } from './quick-terms.ts';
import { type StyleShares, shareIndex } from './style-shares.ts';

/** What counted words cost: energy, and cycles of the memory ports. */
export class QuickBill {
  readonly #counts: Float64Array;
  readonly #products: Float64Array;
  /** Words of each term: which count times which product; and the energy of one. */
  readonly #words: Float64Array;
  readonly #count: Int32Array;
  readonly #product: Int32Array;
  readonly #energyPj: Float64Array;
  /** The first of the terms of which a share moves; which share. */
  readonly #varying: number;
  readonly #share: Int32Array;
  readonly #shares: StyleShares | null;
  /** Ports: bits per cycle, the product that is their instances, and the end of each one's terms in what follows. */
  readonly #portRate: Float64Array;
  readonly #portProduct: Int32Array;
  readonly #portEnd: Int32Array;
  readonly #portTerm: Int32Array;
  readonly #portBits: Float64Array;
  /** Cycles each port was busy at the last `cycles`, as bits and bits per cycle. */
  readonly #movedBits: Float64Array;
  readonly #perCycle: Float64Array;

  /** `instances`: per port, factors whose product is its instances. */
  constructor(
    plan: QuickPlan,
    terms: readonly QuickTerm[],
    parts: {
      counts: QuickCounts;
      products: IndexedProducts;
      instances: readonly Product[];
      shares: StyleShares | null;
    },
  ) {
    const { counts, products, instances, shares } = parts;
    const varying = terms.filter(({ by }) => by !== undefined);
    this.#varying = terms.length - varying.length;
    this.#share = Int32Array.from(varying, ({ by }) => shareIndex[by!]);
    this.#shares = shares;
    const through = plan.ports.map((_, port) =>
      terms.flatMap((term, index) =>
        term.ports.filter((each) => each.port === port).map(({ bits }) => ({ index, bits })),
      ),
    );
    this.#counts = counts.values;
    this.#products = products.values;
    this.#words = new Float64Array(terms.length);
    this.#count = Int32Array.from(terms, (term) => counts.indexOf(term.count));
    this.#product = Int32Array.from(terms, (term) => products.indexOf({ of: term.times, sharedBy: term.sharedBy }));
    this.#energyPj = Float64Array.from(terms, (term) => term.energyPj);
    this.#portRate = Float64Array.from(plan.ports, (port) => port.rate);
    this.#portProduct = Int32Array.from(instances, (each) => products.indexOf(each));
    this.#portEnd = Int32Array.from(through, (_, port) => through.slice(0, port + 1).flat().length);
    this.#portTerm = Int32Array.from(through.flat(), (each) => each.index);
    this.#portBits = Float64Array.from(through.flat(), (each) => each.bits);
    this.#movedBits = new Float64Array(plan.ports.length);
    this.#perCycle = new Float64Array(plan.ports.length);
  }

  /** Energy of all words. */
  energyPj(): number {
    const words = this.#words;
    const count = this.#count;
    const product = this.#product;
    const energyPj = this.#energyPj;
    const counts = this.#counts;
    const products = this.#products;
    const varying = this.#varying;
    let sum = 0;
    for (let term = 0; term < varying; term += 1) {
      const moved = counts[count[term]!]! * products[product[term]!]!;
      words[term] = moved;
      sum += moved * energyPj[term]!;
    }
    return this.#shares === null ? sum : sum + this.#varyingPj(this.#shares);
  }

  #varyingPj(shares: StyleShares): number {
    const words = this.#words;
    const products = this.#products;
    let sum = 0;
    for (let i = 0; i < this.#share.length; i += 1) {
      const term = this.#varying + i;
      const all = this.#counts[this.#count[term]!]! * products[this.#product[term]!]!;
      const moved = shares.moved(this.#share[i]!, all);
      words[term] = moved;
      sum += moved * this.#energyPj[term]!;
    }
    return sum;
  }

  /** Cycles of the busiest port, or of the arithmetic; after `energyPj`. */
  cycles(arithmetic: number): number {
    const words = this.#words;
    const products = this.#products;
    const portRate = this.#portRate;
    const portProduct = this.#portProduct;
    const portEnd = this.#portEnd;
    const portTerm = this.#portTerm;
    const portBits = this.#portBits;
    const movedBits = this.#movedBits;
    const perCycles = this.#perCycle;
    let cycles = arithmetic;
    let i = 0;
    for (let port = 0; port < portEnd.length; port += 1) {
      const end = portEnd[port]!;
      let bits = 0;
      for (; i < end; i += 1) bits += words[portTerm[i]!]! * portBits[i]!;
      const perCycle = products[portProduct[port]!]! * portRate[port]!;
      movedBits[port] = bits;
      perCycles[port] = perCycle;
      if (bits > cycles * perCycle) cycles = bits / perCycle;
    }
    return cycles;
  }

  busyCycles(port: number): number {
    return this.#movedBits[port]! / this.#perCycle[port]!;
  }
}
