import { describe, expect, it } from 'vitest';
import { indexSpace } from '../../../src/mapper/optimal/index-space.ts';
import { mapspaceSize } from '../../../src/mapper/optimal/mapspace-size.ts';
import { OrderClasses } from '../../../src/mapper/optimal/order-classes.ts';
import { allMappings } from './all-mappings.ts';
import { energyOf, type RandomCase, randomCase } from './random-case.ts';

/** Cases small enough to visit all mappings of. */
function smallCases(count: number): RandomCase[] {
  const found: RandomCase[] = [];
  for (let seed = 5000; found.length < count; seed += 1) {
    const each = randomCase(seed);
    if (each.dimensions > 1 && each.dimensions <= 4 && each.points <= 48) found.push(each);
  }
  return found;
}

const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.abs(b);

describe('rules that leave mappings out', () => {
  it('loop orders: some order of a class costs what any order costs, for the same tiles', () => {
    let compared = 0;
    for (const each of smallCases(40)) {
      const { estimate, plan } = each;
      const { dimensions, levels } = estimate;
      const all = [...plan.nest.sizes.keys()];
      const classes = new OrderClasses(indexSpace(plan).operands, dimensions);
      const any = 2 ** dimensions - 1;
      let tiles = '';
      let costs: number[] = [];
      const inClasses = (factors: Int32Array, order: Int32Array, level: number): number[] => {
        if (level === levels) return [energyOf(each, factors, order) ?? Number.NaN];
        const walked = all.reduce((bits, d) => bits | (factors[level * 3 * dimensions + d]! > 1 ? 1 << d : 0), 0);
        const orders = level === levels - 1 ? classes.of(walked, any).slice(0, 1) : classes.of(walked, any);
        return orders.flatMap((inner) => {
          order.set(inner, level * dimensions);
          return inClasses(factors, order, level + 1);
        });
      };
      allMappings(estimate, each.hardware, (factors, order) => {
        const cost = energyOf(each, factors, order);
        if (cost === null) return;
        if (tiles !== factors.join()) {
          tiles = factors.join();
          costs = inClasses(factors, order.slice(), 0);
        }
        compared += 1;
        expect(costs.some((known) => close(known, cost))).toBe(true);
      });
    }
    expect(compared).toBeGreaterThan(10_000);
  });

  it('axes: how factors are split over columns and rows changes nothing', () => {
    let compared = 0;
    for (const each of smallCases(40)) {
      const known = new Map<string, number>();
      const { dimensions, levels } = each.estimate;
      allMappings(each.estimate, each.hardware, (factors, order) => {
        const cost = energyOf(each, factors, order);
        if (cost === null) return;
        const slots = Array.from({ length: levels * dimensions }, (_, at) => {
          const [level, d] = [Math.floor(at / dimensions), at % dimensions];
          const slot = (axis: number): number => factors[(level * 3 + axis) * dimensions + d]!;
          return [slot(0), slot(1) * slot(2)];
        });
        const key = `${slots.join()} ${order.join()}`;
        const before = known.get(key) ?? cost;
        if (known.has(key)) compared += 1;
        known.set(key, before);
        expect(close(cost, before)).toBe(true);
      });
    }
    expect(compared).toBeGreaterThan(1000);
  });

  it('bounds: no mapping costs less than the bound of its layer', () => {
    for (const each of smallCases(40)) {
      const { leastPj } = each.search();
      allMappings(each.estimate, each.hardware, (factors, order) => {
        expect(energyOf(each, factors, order) ?? leastPj).toBeGreaterThanOrEqual(leastPj - 1e-12 * Math.abs(leastPj));
      });
    }
  });

  it('what the certificate counts is what there is: all splits, and those that fit', () => {
    for (const each of smallCases(40)) {
      const { tables } = each.search();
      const { splits, allowed, fitting } = mapspaceSize(tables.space, tables.levels, tables.fitting);
      const found = new Set<string>();
      allMappings(each.estimate, each.hardware, (factors, order) => {
        if (each.estimate.evaluate(factors, order)) found.add(factors.join());
      });
      expect(fitting).toBe(found.size);
      expect(allowed).toBeGreaterThanOrEqual(fitting);
      expect(splits).toBeGreaterThanOrEqual(allowed);
    }
  });
});
