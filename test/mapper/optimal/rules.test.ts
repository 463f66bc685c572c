import { describe, expect, it } from 'vitest';
import { objectiveValue } from '../../../src/mapper/objective.ts';
import { BoundTables } from '../../../src/mapper/optimal/bound-tables.ts';
import { Descent, type LevelPlace } from '../../../src/mapper/optimal/descent.ts';
import { Front } from '../../../src/mapper/optimal/front.ts';
import { cappedGoal, productGoal } from '../../../src/mapper/optimal/goal.ts';
import { indexSpace } from '../../../src/mapper/optimal/index-space.ts';
import { levelCharges } from '../../../src/mapper/optimal/level-charges.ts';
import { mapspaceSize } from '../../../src/mapper/optimal/mapspace-size.ts';
import { OrderClasses } from '../../../src/mapper/optimal/order-classes.ts';
import { ownWorkshop } from '../../../src/mapper/optimal/team.ts';
import { Random } from '../../../src/shared/random.ts';
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

/** Both energy and cycles stand in it. */
function costOf(each: RandomCase, factors: Int32Array, order: Int32Array): number | null {
  const energyPj = energyOf(each, factors, order);
  return energyPj === null ? null : energyPj + 17 * each.estimate.cycles;
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
        if (level === levels) return [costOf(each, factors, order) ?? Number.NaN];
        const walked = all.reduce((bits, d) => bits | (factors[level * 3 * dimensions + d]! > 1 ? 1 << d : 0), 0);
        const orders = level === levels - 1 ? classes.of(walked, any).slice(0, 1) : classes.of(walked, any);
        return orders.flatMap((inner) => {
          order.set(inner, level * dimensions);
          return inClasses(factors, order, level + 1);
        });
      };
      allMappings(estimate, each.hardware, (factors, order) => {
        const cost = costOf(each, factors, order);
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
        const cost = costOf(each, factors, order);
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

  it('bounds: no mapping costs less than the bound of its layer, whatever resource the cycles are those of', () => {
    const random = new Random(3);
    for (const each of smallCases(40)) {
      const { plan, estimate } = each;
      // Any split of the cycles over the arithmetic and the ports bounds the cycles of the slowest.
      const shares = [random.next(), ...plan.ports.map(() => random.next() ** 4)];
      const sum = shares.reduce((all, share) => all + share, 0);
      const energy = random.below(4) === 0 ? 0 : 1;
      const pj = random.next() * 100;
      const [arithmeticPj = 0, ...portPj] = shares.map((share) => (share / sum) * pj);
      const rates = { energy, arithmeticPj, portPj, exposedPj: pj, mostCycles: Number.POSITIVE_INFINITY };
      const { leastPj } = new BoundTables(each.space(), levelCharges(plan, each.space(), rates));
      allMappings(estimate, each.hardware, (factors, order) => {
        if (!estimate.evaluate(factors, order)) return;
        const cost = energy * estimate.energyPj + pj * estimate.cycles;
        expect(cost).toBeGreaterThanOrEqual(leastPj - 1e-12 * Math.abs(leastPj));
      });
    }
  });

  it('ramp and drain: bounds charge what mappings take but for rounding up, or less where levels are passed that lay tiles out', () => {
    let exact = 0;
    let compared = 0;
    for (const each of smallCases(40)) {
      const { estimate, plan, hardware } = each;
      const { levels, dimensions } = estimate;
      const { lattice, exposed } = each.space();
      const spreads = hardware.levels.map(({ fanout }) => fanout.x * fanout.y > 1);
      const isPassed = plan.exposed!.some(({ parent, child }) => spreads.slice(parent, child - 1).includes(true));
      const fills = new Set(plan.exposed!.map(({ isDrain }) => isDrain)).size;
      allMappings(estimate, hardware, (factors, order) => {
        if (!estimate.evaluate(factors, order)) return;
        let cycles = 0;
        for (let level = 0; level < levels; level += 1) {
          const laidOut = plan.nest.sizes.map((_, d) => {
            const inside = [...factors].filter((_factor, at) => {
              const slot = Math.floor(at / dimensions);
              return at % dimensions === d && (slot >= 3 * (level + 1) || (slot > 3 * level && slot < 3 * level + 3));
            });
            return inside.reduce((product, factor) => product * factor, 1);
          });
          cycles += exposed[level]?.[lattice.nodeOf(laidOut)] ?? 0;
        }
        compared += 1;
        expect(cycles).toBeLessThanOrEqual(estimate.exposedCycles + 1e-9);
        if (isPassed) return;
        exact += 1;
        expect(cycles).toBeGreaterThan(estimate.exposedCycles - fills - 1e-9);
      });
    }
    expect(exact).toBeGreaterThan(0.3 * compared);
    expect(exact).toBeLessThan(compared);
  });

  it('a walk that gives up and goes on finds what one without a break finds, and leaves out as much', () => {
    const random = new Random(6);
    let breaks = 0;
    let choices = 0;
    for (const each of smallCases(25)) {
      const space = each.space();
      const energy = { energy: 1, arithmeticPj: 0, portPj: each.plan.ports.map(() => 0), exposedPj: 0 };
      const charges = levelCharges(each.plan, space, { ...energy, mostCycles: Number.POSITIVE_INFINITY });
      const tables = new BoundTables(space, charges);
      const { leastPj } = tables;
      if (leastPj === Number.POSITIVE_INFINITY) continue;
      const limitPj = leastPj + 0.3 * random.next() * Math.abs(leastPj);
      const walk = (most: number): { found: Set<string>; leftOutPj: number } => {
        const found = new Set<string>();
        const leaf = (places: readonly LevelPlace[]): number => {
          found.add(JSON.stringify(places));
          return 0;
        };
        const descent = new Descent(tables);
        for (let run = 1; !descent.run({ limitPj, most: run * most, isStopped: () => false, leaf }); run += 1)
          breaks += 1;
        return { found, leftOutPj: descent.leftOutPj };
      };
      const whole = walk(Number.POSITIVE_INFINITY);
      choices += whole.found.size;
      expect(walk(10 + random.below(90))).toEqual(whole);
      expect(whole.leftOutPj).toBeGreaterThanOrEqual(limitPj);
    }
    expect(breaks).toBeGreaterThan(100);
    expect(choices).toBeGreaterThan(500);
  });

  it('known to be worse: tables that leave out what comes to a limit hold every mapping below it', () => {
    const random = new Random(4);
    let found = 0;
    for (const each of smallCases(60)) {
      const { estimate, plan } = each;
      const { dimensions } = estimate;
      const space = each.space();
      const { values } = space.lattice;
      const [arithmeticPj, exposedPj] = [20 * random.next(), 100 * random.next()];
      const portPj = plan.ports.map(() => random.below(2) * 100 * random.next());
      const charges = levelCharges(plan, space, {
        energy: 1,
        arithmeticPj,
        portPj,
        exposedPj,
        mostCycles: Number.POSITIVE_INFINITY,
      });
      const { leastPj } = new BoundTables(space, charges);
      if (leastPj === Number.POSITIVE_INFINITY) continue;
      const limitPj = leastPj + random.next() * Math.abs(leastPj);
      const tiles = new Set<string>();
      const tables = new BoundTables(space, charges, { ...ownWorkshop(), mostPj: limitPj });
      const leaf = (places: readonly LevelPlace[]): number => {
        const factors = places.map(({ laidOut, done, spread }, level) => [
          values.map((sizes) => sizes[done]! / sizes[laidOut]!),
          space.levels[level]!.spreads[spread]!.both,
        ]);
        tiles.add(factors.join());
        return 0;
      };
      new Descent(tables).run({ limitPj, most: Number.POSITIVE_INFINITY, isStopped: () => false, leaf });
      allMappings(estimate, each.hardware, (factors, order) => {
        if (!estimate.evaluate(factors, order)) return;
        const { energyPj, arithmeticCycles, exposedCycles } = estimate;
        const ports = portPj.reduce((sum, pj, port) => sum + pj * estimate.busyCycles(port), 0);
        const pj = energyPj + arithmeticPj * arithmeticCycles + exposedPj * exposedCycles + ports;
        if (pj >= limitPj * (1 - 1e-9)) return;
        found += 1;
        const slot = (level: number, place: number): number[] => {
          const at = (level * 3 + place) * dimensions;
          return [...factors.subarray(at, at + dimensions)];
        };
        const own = each.hardware.levels.map((_, level) => {
          const [x, y] = [slot(level, 1), slot(level, 2)];
          return [slot(level, 0), x.map((factor, d) => factor * y[d]!)];
        });
        expect(tiles.has(own.join())).toBe(true);
      });
    }
    expect(found).toBeGreaterThan(3000);
  });

  it('slow layouts: no mapping that is fast enough lays tiles out in a way that is left out', () => {
    let left = 0;
    for (const each of smallCases(40)) {
      const { plan, estimate } = each;
      const { levels, dimensions } = estimate;
      const cycles: number[] = [];
      allMappings(estimate, each.hardware, (factors, order) => {
        if (estimate.evaluate(factors, order)) cycles.push(estimate.cycles);
      });
      if (cycles.length === 0) continue;
      const mostCycles = Math.min(...cycles);
      const rates = { energy: 1, arithmeticPj: 0, portPj: plan.ports.map(() => 0), exposedPj: 0, mostCycles };
      const charges = levelCharges(plan, each.space(), rates);
      left += charges.flatMap(({ fixedPj }) => [...fixedPj]).filter((pj) => pj === Number.POSITIVE_INFINITY).length;
      allMappings(estimate, each.hardware, (factors, order) => {
        if (!estimate.evaluate(factors, order) || estimate.cycles > mostCycles) return;
        for (let level = 0; level < levels; level += 1) {
          const at = (level * 3 + 1) * dimensions;
          const { spreads, fixedPj } = charges[level]!;
          const s = spreads.findIndex(({ both }) => {
            return both.every((factor, d) => factor === factors[at + d]! * factors[at + dimensions + d]!);
          });
          expect(fixedPj[s]).toBeLessThan(Number.POSITIVE_INFINITY);
        }
      });
    }
    expect(left).toBeGreaterThan(20);
  });

  it('products: what has a smaller product than the best found lies below the line through the ends of its range', () => {
    const random = new Random(5);
    const rates = { energy: 1, arithmeticPj: 0, portPj: [], exposedPj: 0, mostCycles: Number.POSITIVE_INFINITY };
    for (let i = 0; i < 2000; i += 1) {
      const from = 1 + random.next() * 100;
      const to = from * (1 + random.next() * 3);
      const leastPj = 1 + random.next() * 10;
      const pjPerCycle = random.next();
      const goal = productGoal(rates, { from, to, pjPerCycle, leastPj });
      const cycles = from + random.next() * (to - from);
      const energyPj = leastPj * (1 + random.next());
      const larger = energyPj * cycles * (1 + random.next());
      expect(energyPj + pjPerCycle * cycles).toBeLessThan(goal.limitOf(larger) * (1 + 1e-12));
      const limit = goal.limitOf(energyPj * to);
      expect(goal.valueOf(limit)).toBeLessThanOrEqual(Math.max(from * leastPj, energyPj * to) * (1 + 1e-12));
    }
  });

  it('caps: what is within the cap and costs less than the best found lies below the limit, whatever the price of a cycle', () => {
    const random = new Random(6);
    const rates = { energy: 1, arithmeticPj: 0, portPj: [], exposedPj: 0, mostCycles: Number.POSITIVE_INFINITY };
    for (let i = 0; i < 2000; i += 1) {
      const [most, pjPerCycle] = [1 + random.next() * 100, random.next() * 10];
      const goal = cappedGoal(rates, { most, pjPerCycle });
      const [energyPj, cycles] = [random.next() * 100, most * random.next()];
      const best = energyPj * (1 + random.next());
      expect(goal.value(energyPj, cycles)).toBe(energyPj);
      expect(goal.value(energyPj, most * 1.001)).toBe(Number.POSITIVE_INFINITY);
      expect(energyPj + pjPerCycle * cycles).toBeLessThan(goal.limitOf(best) + 1e-9);
      expect(goal.valueOf(goal.limitOf(best))).toBeCloseTo(best, 9);
    }
  });

  it('beaten mappings: by any objective the best of all that were evaluated is among those that are kept', () => {
    const random = new Random(8);
    const objectives = [
      'energy',
      'latency',
      'energy-delay',
      { kind: 'sum', pj: 3, ns: 7 },
      { kind: 'within', ns: 40 },
    ] as const;
    for (let i = 0; i < 200; i += 1) {
      const front = new Front();
      const ends = Array.from({ length: 30 }, () => [1 + random.below(20), 1 + random.below(60)] as const);
      const none = { factors: new Int32Array(0), order: new Int32Array(0) };
      for (const [energyPj, cycles] of ends) {
        if (front.admits(energyPj, cycles)) front.add({ ...none, energyPj, cycles });
      }
      for (const objective of objectives) {
        const value = objectiveValue(objective, 1000);
        const best = front.best(value);
        const least = Math.min(...ends.map(([energyPj, cycles]) => value(energyPj, cycles)));
        expect(best === null ? Number.POSITIVE_INFINITY : value(best.energyPj, best.cycles)).toBe(least);
      }
    }
  });

  it('what the certificate counts is what there is: all splits, and those that fit', () => {
    for (const each of smallCases(40)) {
      const { splits, allowed, fitting } = mapspaceSize(each.space());
      const [all, found] = [new Set<string>(), new Set<string>()];
      allMappings(each.estimate, each.hardware, (factors, order) => {
        all.add(factors.join());
        if (each.estimate.evaluate(factors, order)) found.add(factors.join());
      });
      expect(fitting).toBe(found.size);
      expect(allowed).toBe(all.size);
      expect(splits).toBeGreaterThanOrEqual(allowed);
    }
  });
});
