import type { HardwareSpec } from '../../hardware/hardware.ts';
import { primeFactors } from '../../shared/factors.ts';
import { productOf } from './index-space.ts';

/** A layer may be cut as if it had this much more work at most. */
const mostWork = 1.25;

/** One dimension alone, where it could be cut well as it is. */
const mostAlone = 1.0625;

/** Sizes a layer may be cut by, all dimensions together, where none is needed. */
const mostSizes = 32;

/** Sizes whose prime factors are all this or less can be cut well enough. */
const largePrime = 11;

/**
 * The sizes a layer's dimensions may be cut by if factors need not divide: each its own, or rounded up to whole rows or columns
 * of a fan-out; where a large prime stands in it, to the next size without one; or, a little, to what fills a row or column beside
 * another dimension, or can be cut in more ways; all together at most a quarter more work, and of the last two kinds the ones of least work,
 * up to so many in all. The layer's own sizes come first, then those of least work.
 */
export function roundedSizes(sizes: readonly number[], { levels }: HardwareSpec): number[][] {
  const sides = new Set(levels.flatMap(({ fanout: { x, y } }) => [x, y]));
  const needed = sizes.map((size) => {
    const whole = [...sides].filter((side) => side > 1 && side < size).map((side) => Math.ceil(size / side) * side);
    return [...new Set([size, ...whole, withoutLargePrime(size)])];
  });
  const all = needed.map((own, d) => [...new Set([...own, ...beside(d, sizes, sides), ...richer(sizes[d]!)])]);
  const work = (each: readonly number[]): number => productOf(each, [...each.keys()]);
  const most = work(sizes) * mostWork;
  const within = (choices: readonly (readonly number[])[]): number[][] =>
    together(choices)
      .filter((each) => work(each) <= most)
      .sort((a, b) => work(a) - work(b));
  const first = within(needed);
  const known = new Set(first.map(String));
  const others = within(all).filter((each) => !known.has(String(each)));
  return [...first, ...others.slice(0, Math.max(0, mostSizes - first.length))].sort((a, b) => work(a) - work(b));
}

function together(choices: readonly (readonly number[])[]): number[][] {
  return choices.reduce<number[][]>(
    (found, own) => found.flatMap((outer) => own.map((size) => [...outer, size])),
    [[]],
  );
}

/** Sizes that fill what is left of a row or column beside another dimension, held whole: of 16, three times 5. */
function beside(dimension: number, sizes: readonly number[], sides: ReadonlySet<number>): number[] {
  const size = sizes[dimension]!;
  const others = sizes.filter((other, d) => d !== dimension && other > 2);
  return [...sides].flatMap((side) =>
    others.flatMap((other) => {
      const factor = Math.floor(side / other);
      const next = Math.ceil(size / factor) * factor;
      return factor > 1 && side % other !== 0 && next > size && next <= size * mostAlone ? [next] : [];
    }),
  );
}

/** Sizes with more divisors than any from the given one on, a sixteenth larger at most. */
function richer(size: number): number[] {
  const found: number[] = [];
  let most = divisorsOf(size);
  for (let next = size + 1; next <= size * mostAlone; next += 1) {
    const count = divisorsOf(next);
    if (count <= most) continue;
    most = count;
    found.push(next);
  }
  return found;
}

function divisorsOf(size: number): number {
  const primes = primeFactors(size);
  return [...new Set(primes)].reduce((count, prime) => count * (1 + primes.filter((each) => each === prime).length), 1);
}

function withoutLargePrime(size: number): number {
  let next = size;
  while (primeFactors(next).some((prime) => prime > largePrime)) next += 1;
  return next;
}

/** True when no factor is larger than its dimension needs: so many tiles, the last of them perhaps smaller. `sizes`: the layer's own. */
export function isNeeded(factors: Int32Array, sizes: readonly number[]): boolean {
  const dimensions = sizes.length;
  for (let d = 0; d < dimensions; d += 1) {
    let inner = 1;
    for (let at = factors.length - dimensions + d; at >= 0; at -= dimensions) {
      if (factors[at]! > Math.ceil(sizes[d]! / inner)) return false;
      inner *= factors[at]!;
    }
  }
  return true;
}
