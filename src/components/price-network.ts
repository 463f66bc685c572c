import type { ActionPrice } from './price.ts';
import type { ResolvedComponent } from './resolve-component.ts';
import { linearInBits } from './scale-width.ts';
import { scaledPrice } from './scaled-price.ts';

/** Energy of moving one word to or from a child, and of bringing one partial sum to another. */
export function priceNetwork(wordBits: number, component: ResolvedComponent | undefined): Record<string, ActionPrice> {
  if (component === undefined) {
    const free: ActionPrice = { energyPj: 0, bits: wordBits, source: 'not priced in the spec' };
    return { deliver: free, reduce: free };
  }
  if (component.kind === 'in-place') {
    const { deliver = 0, reduce = deliver } = component.energyPj;
    const price = (energyPj: number) => ({ energyPj, bits: wordBits, source: component.source });
    return { deliver: price(deliver), reduce: price(reduce) };
  }
  const { row, technology } = component;
  const width = { by: linearInBits(row.widthBits, wordBits), why: `width ${row.widthBits} → ${wordBits} bit` };
  const price = (action: string) => {
    const energyPj = row.points[0]!.energyPj[action]!;
    return scaledPrice({ energyPj, bits: wordBits, source: row.source }, [...technology, width]);
  };
  return { deliver: price('deliver'), reduce: price('reduce') };
}
