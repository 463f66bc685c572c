import type { MacArray } from '../hardware/hardware.ts';
import type { ActionPrice } from './price.ts';
import type { ResolvedComponent } from './resolve-component.ts';
import { bilinearInBits, linearInBits } from './scale-width.ts';
import { scaledPrice } from './scaled-price.ts';

/** Energy of one multiply-accumulate at the array's operand widths, with what moves it to narrower operands. */
export function priceMac(mac: MacArray, component: ResolvedComponent): Record<string, ActionPrice> {
  const bits = mac.bits.W;
  const whole = { otherBits: mac.bits.I, adderPj: 0 };
  if (component.kind === 'in-place') {
    return { mac: { energyPj: component.energyPj.mac!, bits, multiplier: whole, source: component.source } };
  }
  const { row, technology } = component;
  const from = row.operandBits!;
  const { mac: macPj, multiply = 0, add = 0 } = row.points[0]!.energyPj;
  const product = {
    by: bilinearInBits(from, mac.bits),
    why: `multiplier ${from.W} × ${from.I} → ${mac.bits.W} × ${mac.bits.I} bit`,
  };
  const base = (energyPj: number, source: string): ActionPrice => ({ energyPj, bits, source });
  if (macPj !== undefined) {
    return { mac: { ...scaledPrice(base(macPj, row.source), [product, ...technology]), multiplier: whole } };
  }
  const sum = { by: linearInBits(from.O, mac.bits.O), why: `adder ${from.O} → ${mac.bits.O} bit` };
  const multiplier = scaledPrice(base(multiply, `multiply ${multiply} pJ`), [product]);
  const adder = scaledPrice(base(add, `add ${add} pJ`), [sum]);
  const source = `${row.source}; ${multiplier.source} + ${adder.source}`;
  const both = scaledPrice(base(multiplier.energyPj + adder.energyPj, source), technology);
  const adderPj = scaledPrice(adder, technology).energyPj;
  return { mac: { ...both, multiplier: { otherBits: mac.bits.I, adderPj } } };
}
