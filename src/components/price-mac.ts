import type { MacArray } from '../hardware/hardware.ts';
import type { ActionPrice } from './price.ts';
import type { ResolvedComponent } from './resolve-component.ts';
import { bilinearInBits, linearInBits } from './scale-width.ts';
import { scaledPrice } from './scaled-price.ts';

/** Energy of one multiply-accumulate at the array's operand widths. */
export function priceMac(mac: MacArray, component: ResolvedComponent): Record<string, ActionPrice> {
  const bits = mac.bits.W;
  if (component.kind === 'in-place') {
    return { mac: { energyPj: component.energyPj.mac!, bits, source: component.source } };
  }
  const { row, technology } = component;
  const from = row.operandBits!;
  const { mac: whole, multiply = 0, add = 0 } = row.points[0]!.energyPj;
  const product = {
    by: bilinearInBits(from, mac.bits),
    why: `multiplier ${from.W} × ${from.I} → ${mac.bits.W} × ${mac.bits.I} bit`,
  };
  const base = (energyPj: number, source: string): ActionPrice => ({ energyPj, bits, source });
  if (whole !== undefined) return { mac: scaledPrice(base(whole, row.source), [product, ...technology]) };
  const sum = { by: linearInBits(from.O, mac.bits.O), why: `adder ${from.O} → ${mac.bits.O} bit` };
  const multiplier = scaledPrice(base(multiply, `multiply ${multiply} pJ`), [product]);
  const adder = scaledPrice(base(add, `add ${add} pJ`), [sum]);
  const source = `${row.source}; ${multiplier.source} + ${adder.source}`;
  return { mac: scaledPrice(base(multiplier.energyPj + adder.energyPj, source), technology) };
}
