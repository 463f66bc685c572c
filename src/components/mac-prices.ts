import type { MacArray, MacBins, NamedComponent } from '../hardware/hardware.ts';
import { componentArea } from './component-area.ts';
import { componentNeeds } from './component-needs.ts';
import { hasActions } from './has-actions.ts';
import { leakage } from './leakage.ts';
import { memoryPrice } from './memory-price.ts';
import type { ComponentPrice } from './price.ts';
import { priceMac } from './price-mac.ts';
import { type PricingContext, resolveComponent } from './resolve-component.ts';
import { bilinearInBits, linearInBits } from './scale-width.ts';
import { scaledPrice } from './scaled-price.ts';

/** The MAC units, and the adder and bins that stand beside each where the style needs them. */
export function macPrices(context: PricingContext, mac: MacArray, instances: number): (ComponentPrice | undefined)[] {
  return [
    macPrice(context, mac, instances),
    ...(mac.adder === undefined ? [] : [adderPrice(context, mac.adder, { bits: mac.bits.O, instances })]),
    ...(mac.bins === undefined ? [] : [binsPrice(context, mac.bins, instances)]),
  ];
}

function macPrice(context: PricingContext, mac: MacArray, instances: number): ComponentPrice | undefined {
  const path = ['mac', 'component'];
  const { classes, actions } = componentNeeds.mac;
  const component = resolveComponent(context, mac.component, { path, classes });
  if (!component || !hasActions(context, component, { path, actions })) return undefined;
  const ratio = component.kind === 'row' ? bilinearInBits(component.row.operandBits!, mac.bits) : 1;
  return {
    component: mac.name,
    instances,
    actions: priceMac(mac, component),
    ...componentArea(context, { reference: mac.component, component }, { capacityBits: 0, ratio }),
    leakageMw: leakage(mac.component, component),
  };
}

/** One addition at the width of the accumulator; narrower ones cost in proportion. */
function adderPrice(
  context: PricingContext,
  { name, component: reference }: NamedComponent,
  { bits, instances }: { readonly bits: number; readonly instances: number },
): ComponentPrice | undefined {
  const path = ['mac', 'adder', 'component'];
  const { classes, actions } = componentNeeds.adder;
  const component = resolveComponent(context, reference, { path, classes });
  if (!component || !hasActions(context, component, { path, actions })) return undefined;
  const inPlace = component.kind === 'in-place';
  const from = inPlace ? bits : component.row.widthBits;
  const by = linearInBits(from, bits);
  const add = inPlace
    ? { energyPj: component.energyPj.add!, bits, source: component.source }
    : scaledPrice({ energyPj: component.row.points[0]!.energyPj.add!, bits, source: component.row.source }, [
        ...component.technology,
        { by, why: `adder ${from} → ${bits} bit` },
      ]);
  return {
    component: name,
    instances,
    actions: { add },
    ...componentArea(context, { reference, component }, { capacityBits: 0, ratio: by }),
    leakageMw: leakage(reference, component),
  };
}

function binsPrice(context: PricingContext, bins: MacBins, instances: number): ComponentPrice | undefined {
  const { name, entries, wordBits, component } = bins;
  const memory = {
    name,
    roles: ['O' as const],
    capacityBits: entries * wordBits,
    wordBits,
    blockBits: wordBits,
    readBitsPerCycle: wordBits,
    writeBitsPerCycle: wordBits,
    sharedPort: false,
    doubleBuffered: false,
    component,
  };
  return memoryPrice(context, memory, { path: ['mac', 'bins', 'component'], instances });
}
