import type { ActionPrice } from './price.ts';
import type { ResolvedComponent } from './resolve-component.ts';
import { bilinearInBits, linearInBits } from './scale-width.ts';
import { scaledPrice } from './scaled-price.ts';

const operations = ['max', 'add', 'multiply', 'activation', 'copy'];

/** Energy of one operation of one lane on operands of `bits`. */
export function priceVector(bits: number, component: ResolvedComponent): Record<string, ActionPrice> {
  return Object.fromEntries(operations.map((operation) => [operation, price(operation, bits, component)]));
}

function price(operation: string, bits: number, component: ResolvedComponent): ActionPrice {
  if (component.kind === 'in-place')
    return { energyPj: component.energyPj[operation]!, bits, source: component.source };
  const { row, technology } = component;
  const from = row.widthBits;
  const by = operation === 'multiply' ? bilinearInBits(square(from), square(bits)) : linearInBits(from, bits);
  const base = { energyPj: row.points[0]!.energyPj[operation]!, bits, source: row.source };
  return scaledPrice(base, [...technology, { by, why: `${operation} ${from} → ${bits} bit` }]);
}

function square(bits: number) {
  return { W: bits, I: bits, O: bits };
}
