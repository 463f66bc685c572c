import type { ActionPrice } from './price.ts';

/** One step of a scaling: the factor, and its reason in words. */
export interface Scaling {
  readonly by: number;
  readonly why: string;
}

/** A price after a chain of scalings: the factors are multiplied, the source names each that changes something. */
export function scaledPrice(base: ActionPrice, scalings: readonly Scaling[]): ActionPrice {
  const energyPj = scalings.reduce((energy, { by }) => energy * by, base.energyPj);
  const steps = scalings.filter(({ by }) => by !== 1).map(({ by, why }) => `× ${Number(by.toPrecision(3))} ${why}`);
  return { energyPj, bits: base.bits, source: [base.source, ...steps].join('; ') };
}
