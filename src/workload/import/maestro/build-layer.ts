import { nearest } from '../../../shared/nearest.ts';
import type { TextFaults } from '../../../shared/text-faults.ts';
import { convolutionLayer, matrixMultiplyLayer, windowOutput } from '../../layers.ts';
import type { Layer } from '../../workload.ts';
import type { LayerText } from './parse.ts';

interface BuildContext {
  readonly batch: number | undefined;
  readonly faults: TextFaults;
}

type Build = (sizes: Sizes) => Layer | undefined;

/** Types of layers, each with the dimensions it needs and those it may have; `Y|Y'` is one of two. */
const types: Readonly<
  Record<string, { readonly needs: readonly string[]; readonly may: readonly string[]; build: Build }>
> = {
  CONV: { needs: ['K', 'C', 'R', 'S', "Y|Y'", "X|X'"], may: ['N', 'G'], build: convolution },
  DSCONV: { needs: ['C', 'R', 'S', "Y|Y'", "X|X'"], may: ['N', 'K'], build: depthwise },
  NGCONV: { needs: ['G', 'K', 'C', 'R', 'S', "Y|Y'", "X|X'"], may: ['N'], build: convolution },
  TRCONV: { needs: ['K', 'C', 'R', 'S', "Y|Y'", "X|X'"], may: ['N'], build: convolution },
  GEMM: { needs: ['M', 'N', 'K'], may: [], build: multiply },
  BMM: { needs: ['B', 'M', 'N', 'K'], may: [], build: multiplyBatch },
};

/** The layer a text describes; undefined once a fault is reported. */
export function buildLayer(text: LayerText, { batch, faults }: BuildContext): Layer | undefined {
  const name = text.name.text;
  const type = text.type === undefined ? undefined : types[text.type.text];
  if (text.type === undefined) {
    faults.add(text.name.offset, 'missing-key', {
      message: `"${name}" has no Type`,
      accepted: Object.keys(types).join(', '),
    });
    return undefined;
  }
  if (type === undefined || !Object.hasOwn(types, text.type.text)) {
    const accepted = Object.keys(types).join(', ');
    const message = 'layers of this type are not read';
    faults.add(text.type.offset, 'not-supported', { message, found: text.type.text, accepted });
    return undefined;
  }
  const known = [...type.needs, ...type.may].flatMap((each) => each.split('|'));
  for (const [key, { offset }] of text.dimensions) {
    if (known.includes(key)) continue;
    const meant = nearest(key, known);
    const hint = meant === undefined ? {} : { hint: `did you mean "${meant}"?` };
    const words = {
      message: `a ${text.type.text} layer has no dimension "${key}"`,
      found: key,
      accepted: known.join(', '),
    };
    faults.add(offset, 'unknown-dimension', { ...words, ...hint });
  }
  for (const [key, { offset }] of text.stride) {
    if (key === 'X' || key === 'Y') continue;
    faults.add(offset, 'unknown-dimension', { message: 'strides are those of X and Y', found: key, accepted: 'X, Y' });
  }
  const missing = type.needs.filter((each) => !each.split('|').some((key) => text.dimensions.has(key)));
  for (const each of missing) {
    const accepted = each.replace('|', ' or ');
    faults.add(text.name.offset, 'missing-key', {
      message: `"${name}" has no ${accepted} in its Dimensions`,
      accepted,
    });
  }
  if (missing.length > 0) return undefined;
  return type.build({ name, text, batch, faults });
}

interface Sizes extends BuildContext {
  readonly name: string;
  readonly text: LayerText;
}

const sizeOf = ({ text }: Sizes, key: string): number | undefined => text.dimensions.get(key)?.value;

/** Groups are nested: K and C count the channels of one. */
function convolution(sizes: Sizes): Layer | undefined {
  const groups = sizeOf(sizes, 'G') ?? 1;
  return windowed(sizes, {
    groups,
    inputChannels: sizeOf(sizes, 'C')! * groups,
    outputChannels: sizeOf(sizes, 'K')! * groups,
  });
}

/** K, where given, counts the filters of each channel. */
function depthwise(sizes: Sizes): Layer | undefined {
  const channels = sizeOf(sizes, 'C')!;
  const shape = { groups: channels, inputChannels: channels, outputChannels: channels * (sizeOf(sizes, 'K') ?? 1) };
  return windowed(sizes, { ...shape, kind: 'depthwise' });
}

interface Channels {
  readonly groups: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly kind?: 'depthwise';
}

/** Inputs as they are, padding included; Y' and X' are outputs. */
function windowed(sizes: Sizes, channels: Channels): Layer | undefined {
  const { name, text, batch, faults } = sizes;
  const stride = [text.stride.get('Y')?.value ?? 1, text.stride.get('X')?.value ?? 1] as const;
  const kernel = [sizeOf(sizes, 'R')!, sizeOf(sizes, 'S')!] as const;
  const input = [inputSize(sizes, 'Y', stride[0], kernel[0]), inputSize(sizes, 'X', stride[1], kernel[1])] as const;
  if (kernel[0] > input[0] || kernel[1] > input[1]) {
    faults.add(text.name.offset, 'kernel-exceeds-input', {
      message: `the window of "${name}" is larger than its input`,
      found: `${kernel.join(' x ')} over ${input.join(' x ')}`,
    });
    return undefined;
  }
  return convolutionLayer({
    ...channels,
    name,
    batch: batch ?? sizeOf(sizes, 'N') ?? 1,
    input,
    kernel,
    stride,
    bias: false,
  });
}

/** Of an axis that has both, the output is a check. */
function inputSize({ text, faults }: Sizes, axis: 'Y' | 'X', ...[stride, kernel]: readonly [number, number]): number {
  const output = text.dimensions.get(`${axis}'`);
  const input = text.dimensions.get(axis)?.value ?? (output!.value - 1) * stride + kernel;
  const made = windowOutput(input, kernel, stride, 1, 0);
  if (output !== undefined && output.value !== made && made >= 1)
    faults.add(output.offset, 'size-mismatch', {
      message: `${axis}' follows from ${axis}, stride and filter`,
      found: String(output.value),
      accepted: String(made),
    });
  return input;
}

/** (M × K) · (K × N) = (M × N) */
function multiply(sizes: Sizes): Layer {
  const [rows, columns, inner] = [sizeOf(sizes, 'M')!, sizeOf(sizes, 'N')!, sizeOf(sizes, 'K')!];
  return matrixMultiplyLayer({
    name: sizes.name,
    batch: sizes.batch ?? 1,
    rows,
    inner,
    columns,
    constantWeights: true,
  });
}

/** Both factors differ from product to product: neither is trained. */
function multiplyBatch(sizes: Sizes): Layer {
  const [rows, columns, inner] = [sizeOf(sizes, 'M')!, sizeOf(sizes, 'N')!, sizeOf(sizes, 'K')!];
  return matrixMultiplyLayer({
    name: sizes.name,
    batch: sizeOf(sizes, 'B')! * (sizes.batch ?? 1),
    rows,
    inner,
    columns,
  });
}
