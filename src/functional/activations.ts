import type { HardwareSpec } from '../hardware/hardware.ts';
import { InputError } from '../shared/issue.ts';
import type { Random } from '../shared/random.ts';
import { operandElements } from '../workload/problem.ts';
import type { Layer } from '../workload/workload.ts';
import { quantise, shiftIntoRange } from './fixed-point.ts';
import { inputLength } from './layer-geometry.ts';
import type { PlannedLayer } from './plan-network.ts';
import { pool } from './pooling.ts';
import { randomActivations } from './random-tensors.ts';

/** Whole numbers, images × channels × rows × columns; value = number · 2^−fractionBits. */
export interface Activations {
  readonly values: ArrayLike<number>;
  readonly fractionBits: number;
}

/** What the first layer reads: the images as integers, or random ones. */
export function firstActivations(
  { layer, geometry }: PlannedLayer,
  given: { readonly images?: Float32Array | undefined; readonly hardware: HardwareSpec; readonly signed: boolean },
  random: Random,
): Activations {
  const { images, hardware, signed } = given;
  const bits = layer.bits?.I ?? hardware.mac.bits.I;
  const operand = layer.problem.operands.find(({ role }) => role === 'I')!;
  const count = geometry === undefined ? operandElements(layer.problem, operand) : inputLength(geometry);
  if (images === undefined)
    return { values: randomActivations(count, { bits, signed }, random), fractionBits: bits - 1 };
  if (images.length === count) {
    const { integers, fractionBits } = quantise(images, bits);
    return { values: integers, fractionBits };
  }
  const message = `the images have another size than ${layer.name} reads`;
  const words = { found: `${images.length} pixels`, accepted: `${count} pixels` };
  throw new InputError([{ code: 'wrong-images', severity: 'error', message, path: '--images', ...words }]);
}

/** Shifted right as far as the width demands. */
export function intoRange({ values, fractionBits }: Activations, bits: number): Activations {
  const { integers, shift } = shiftIntoRange(values, bits);
  return { values: integers, fractionBits: fractionBits - shift };
}

/** Sums of a layer with their biases, requantised: shifted right until all fit the width of an input. */
export function afterLayer(
  sums: Activations,
  layer: { readonly bias: Float32Array | undefined; readonly batch: number; readonly bits: number },
): Activations {
  const { bias, batch, bits } = layer;
  if (bias === undefined) return intoRange(sums, bits);
  const perChannel = sums.values.length / batch / bias.length;
  const scale = 2 ** sums.fractionBits;
  const values = Float64Array.from(sums.values, (sum, at) => {
    const channel = Math.floor(at / perChannel) % bias.length;
    return sum + Math.round(bias[channel]! * scale);
  });
  return intoRange({ values, fractionBits: sums.fractionBits }, bits);
}

/** Pooling and ReLU, which the vector unit does. */
export function between(layer: Layer, { values, fractionBits }: Activations, bits: number): Activations {
  const pooled = pool(layer, values);
  if (pooled !== undefined) return intoRange({ values: pooled, fractionBits }, bits);
  return { values: Int32Array.from(values, (value) => Math.max(0, value)), fractionBits };
}
