import type { QuickEstimate } from '../../../src/cost/quick-estimate.ts';
import type { HardwareSpec } from '../../../src/hardware/hardware.ts';

/** Every way to write `value` as an ordered product of so many factors. */
function products(value: number, count: number): number[][] {
  if (count === 1) return [[value]];
  const found: number[][] = [];
  for (let first = 1; first <= value; first += 1) {
    if (value % first === 0) for (const rest of products(value / first, count - 1)) found.push([first, ...rest]);
  }
  return found;
}

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) => permutations(items.filter((each) => each !== item)).map((rest) => [item, ...rest]));
}

/**
 * Calls `visit` with every mapping with dividing factors: every factor in every place the accelerator has, every order of the
 * loops of every level. Written to be plainly complete, not fast.
 */
export function allMappings(
  { levels, dimensions, plan }: QuickEstimate,
  hardware: HardwareSpec,
  visit: (factors: Int32Array, order: Int32Array) => void,
): void {
  const { sizes, dimensionNames } = plan.nest;
  const slots = sizes.map((_, d) =>
    hardware.levels.flatMap(({ name, fanout }, level) => {
      const allowed = hardware.constraints.spatial.find((each) => each.level === name);
      const may = (axis: 'x' | 'y') => fanout[axis] > 1 && (allowed?.[axis]?.includes(dimensionNames[d]!) ?? true);
      return [level * 3, ...(may('x') ? [level * 3 + 1] : []), ...(may('y') ? [level * 3 + 2] : [])];
    }),
  );
  const factors = new Int32Array(levels * 3 * dimensions).fill(1);
  const order = Int32Array.from({ length: levels * dimensions }, (_, at) => at % dimensions);
  const orders = (level: number): void => {
    if (level === levels) {
      visit(factors, order);
      return;
    }
    const walked = [...sizes.keys()].filter((d) => factors[level * 3 * dimensions + d]! > 1);
    const rest = [...sizes.keys()].filter((d) => !walked.includes(d));
    for (const permuted of permutations(walked)) {
      order.set([...rest, ...permuted], level * dimensions);
      orders(level + 1);
    }
  };
  const place = (d: number): void => {
    if (d === sizes.length) {
      if (roomy(factors, hardware, dimensions)) orders(0);
      return;
    }
    for (const split of products(sizes[d]!, slots[d]!.length)) {
      slots[d]!.forEach((slot, i) => {
        factors[slot * dimensions + d] = split[i]!;
      });
      place(d + 1);
    }
  };
  place(0);
}

function roomy(factors: Int32Array, hardware: HardwareSpec, dimensions: number): boolean {
  return hardware.levels.every(({ fanout }, level) =>
    [fanout.x, fanout.y].every((room, axis) => {
      const at = (level * 3 + 1 + axis) * dimensions;
      return factors.subarray(at, at + dimensions).reduce((product, factor) => product * factor, 1) <= room;
    }),
  );
}
