import type { EntryContext } from './entry-context.ts';

type Pair = readonly [number, number];
type Quad = readonly [number, number, number, number];

/** The window keys of a convolution or pooling entry. */
export interface WindowEntry {
  readonly kernel: number | Pair;
  readonly stride?: number | Pair;
  readonly dilation?: number | Pair;
  readonly pad?: number | Pair | Quad | 'same';
  readonly round?: 'up' | 'down';
  readonly output?: Pair;
}

interface WindowGeometry {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  /** top, left, bottom, right; rounding up adds to bottom and right what the last window overhangs */
  readonly padding: Quad;
  readonly output: Pair;
}

interface Axis {
  readonly input: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly pad: Pair | 'same';
  readonly roundUp: boolean;
}

/** Where the windows of an entry lie over an input of this size, or undefined once a fault is reported. */
export function windowGeometry(
  entry: WindowEntry & { readonly defaultStride: number | Pair },
  input: Pair,
  report: EntryContext['report'],
): WindowGeometry | undefined {
  const kernel = both(entry.kernel);
  const stride = both(entry.stride ?? entry.defaultStride);
  const dilation = both(entry.dilation ?? 1);
  const axis = (index: 0 | 1) =>
    slide({
      input: input[index],
      kernel: kernel[index],
      stride: stride[index],
      dilation: dilation[index],
      pad: padOf(entry.pad ?? 0, index),
      roundUp: entry.round === 'up',
    });
  const [rows, columns] = [axis(0), axis(1)];
  if (rows === undefined || columns === undefined) {
    report(['kernel'], {
      code: 'kernel-exceeds-input',
      message: `the window does not fit: the input is ${input.join(' x ')} before padding, so no output is left`,
      found: `kernel ${kernel.join(' x ')}, dilation ${dilation.join(' x ')}, pad ${JSON.stringify(entry.pad ?? 0)}`,
    });
    return undefined;
  }
  const output: Pair = [rows.output, columns.output];
  if (entry.output !== undefined && (entry.output[0] !== output[0] || entry.output[1] !== output[1])) {
    report(['output'], {
      code: 'size-mismatch',
      message: `the output follows from the input, kernel, stride and padding: ${output.join(' x ')}`,
      found: entry.output.join(' x '),
      accepted: output.join(' x '),
    });
    return undefined;
  }
  return { kernel, stride, dilation, output, padding: [rows.before, columns.before, rows.after, columns.after] };
}

function slide(axis: Axis): { output: number; before: number; after: number } | undefined {
  const extent = axis.dilation * (axis.kernel - 1) + 1;
  if (axis.pad === 'same') {
    const output = Math.ceil(axis.input / axis.stride);
    const total = Math.max(0, (output - 1) * axis.stride + extent - axis.input);
    return { output, before: Math.floor(total / 2), after: Math.ceil(total / 2) };
  }
  const [before, after] = axis.pad;
  const room = axis.input + before + after - extent;
  if (room < 0) return undefined;
  if (!axis.roundUp) return { output: Math.floor(room / axis.stride) + 1, before, after };
  let output = Math.ceil(room / axis.stride) + 1;
  // Caffe and PyTorch: a window that starts beyond the input and its left padding is dropped.
  if ((output - 1) * axis.stride >= axis.input + before) output -= 1;
  return { output, before, after: Math.max(after, (output - 1) * axis.stride + extent - axis.input - before) };
}

function both(value: number | Pair): Pair {
  return typeof value === 'number' ? [value, value] : value;
}

/** Padding before and after one axis. */
function padOf(pad: number | Pair | Quad | 'same', axis: 0 | 1): Pair | 'same' {
  if (pad === 'same') return pad;
  if (typeof pad === 'number') return [pad, pad];
  return pad.length === 2 ? [pad[axis], pad[axis]] : [pad[axis], pad[axis + 2] as number];
}
