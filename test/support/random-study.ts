import fc from 'fast-check';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import type { LevelMapping, Loop, Mapping } from '../../src/mapping/mapping.ts';
import type { Layer } from '../../src/workload/workload.ts';
import { convolution } from './convolution.ts';
import { sketchHardware } from './hardware.ts';

/** A small layer, an accelerator of two to four levels and a sound mapping. */
export interface Study {
  readonly layer: Layer;
  readonly hardware: HardwareSpec;
  readonly mapping: Mapping;
}

const bounds = fc.record({
  N: fc.integer({ min: 1, max: 2 }),
  G: fc.integer({ min: 1, max: 2 }),
  M: fc.integer({ min: 1, max: 6 }),
  C: fc.integer({ min: 1, max: 6 }),
  P: fc.integer({ min: 1, max: 6 }),
  Q: fc.integer({ min: 1, max: 3 }),
  R: fc.integer({ min: 1, max: 3 }),
  S: fc.integer({ min: 1, max: 2 }),
  stride: fc.integer({ min: 1, max: 3 }),
  dilation: fc.integer({ min: 1, max: 2 }),
});

/** Per dimension, up to two inner factors: where they stand, and what is asked of them. */
const cuts = fc.array(fc.record({ slot: fc.nat(), factor: fc.integer({ min: 1, max: 4 }), order: fc.nat(1000) }), {
  minLength: 24,
  maxLength: 24,
});

/**
 * @param imperfect whether the outermost factor of a dimension may run past its end
 */
export function randomStudy(imperfect: boolean): fc.Arbitrary<Study> {
  return fc
    .record({
      bounds,
      cuts,
      levels: fc.integer({ min: 2, max: 4 }),
      keeps: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
      merges: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
    })
    .map((draw) => {
      const layer = convolution(draw.bounds);
      const hardware = sketchHardware(
        Array.from({ length: draw.levels }, (_, index) => ({
          name: `L${index}`,
          x: 999,
          y: 999,
          multicast: draw.merges[index]!,
          reduction: draw.merges[index + 4]!,
          energyPj: { read: 200 / (index + 1), write: 150 / (index + 1), update: 170 / (index + 1) },
        })),
      );
      const slots = placeFactors(layer, draw.levels * 3, draw.cuts, imperfect);
      const levels = hardware.levels.map(
        ({ name }, index): LevelMapping => ({
          level: name,
          keep: ['W', 'I', 'O'].filter((_, operand) => index === 0 || draw.keeps[index * 3 + operand - 3]),
          temporal: slots[index * 3]!,
          x: slots[index * 3 + 1]!,
          y: slots[index * 3 + 2]!,
        }),
      );
      return { layer, hardware, mapping: { levels } };
    });
}

type Cut = { readonly slot: number; readonly factor: number; readonly order: number };

/** Loops per slot, `level·3 + (0 time, 1 x, 2 y)`; what inner factors leave of a dimension stands outermost. */
function placeFactors(layer: Layer, slotCount: number, cuts: readonly Cut[], imperfect: boolean): Loop[][] {
  const slots = Array.from({ length: slotCount }, (): { loop: Loop; order: number }[] => []);
  layer.problem.dimensions.forEach(({ name, size }, dimension) => {
    const own = cuts.slice(dimension * 3, dimension * 3 + 3);
    const places = [...new Set(own.map((cut) => cut.slot % slotCount))].sort((a, b) => b - a);
    let left = size;
    places.forEach((place, index) => {
      const { factor: wanted, order } = own[index]!;
      const divides = imperfect || left % wanted === 0;
      const factor = index === places.length - 1 ? left : divides ? Math.min(wanted, left) : 1;
      left = Math.ceil(left / factor);
      slots[place]!.push({ loop: { dimension: name, factor }, order });
    });
  });
  return slots.map((loops) => loops.sort((a, b) => a.order - b.order).map(({ loop }) => loop));
}
