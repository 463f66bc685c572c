import type { LayerCall, LayerWriter } from './layer-writer.ts';

/** Window and padding of a pooling layer as ONNX has them. */
const pooling =
  (opType: string, axes: number): LayerWriter =>
  ({ graph, settings, inputs, name }) => {
    const kernel_shape = settings.perAxis('pool_size', axes, 2);
    const strides = settings.raw('strides') == null ? kernel_shape : settings.perAxis('strides', axes);
    const same = settings.text('padding', 'valid').toLowerCase() === 'same';
    const window = { kernel_shape, strides, ...(same ? { auto_pad: 'SAME_UPPER' } : {}) };
    const output = graph.node(opType, name, [graph.first(inputs[0]!, settings.isFirst)], window);
    return graph.fromFirst(output, settings.isFirst, axes + 2);
  };

const globalPooling =
  (opType: string, axes: number): LayerWriter =>
  ({ graph, settings, inputs, name }) => {
    const pooled = graph.node(opType, name, [graph.first(inputs[0]!, settings.isFirst)]);
    if (settings.flag('keepdims', false)) return graph.fromFirst(pooled, settings.isFirst, axes + 2);
    return { own: graph.node('Flatten', `${name}/flatten`, [pooled], { axis: 1 }), rank: 2 };
  };

/** `[[top, bottom], [left, right]]`, one number an axis, or one for all. */
function borders({ settings }: LayerCall, key: string, axes: number): readonly (readonly [number, number])[] {
  const value = settings.raw(key) ?? 1;
  const list = Array.isArray(value) ? value : Array.from({ length: axes }, () => value);
  // a sequence has one axis: its two numbers are the two ends
  const perAxis = axes === 1 && list.length === 2 && !Array.isArray(list[0]) ? [list] : list;
  const pairs = perAxis.map((each): readonly unknown[] => (Array.isArray(each) ? each : [each, each]));
  const isWhole = (each: unknown) => Number.isSafeInteger(each) && (each as number) >= 0;
  if (pairs.length === axes && pairs.every((pair) => pair.length === 2 && pair.every(isWhole))) {
    return pairs as unknown as readonly (readonly [number, number])[];
  }
  settings.fault(key, value, `${axes} pairs of whole numbers`);
  return Array.from({ length: axes }, () => [0, 0] as const);
}

const padding =
  (axes: number): LayerWriter =>
  (call) => {
    const { graph, settings, inputs, name } = call;
    const ends = borders(call, 'padding', axes);
    const pads = [0, 0, ...ends.map(([begin]) => begin), 0, 0, ...ends.map(([, end]) => end)];
    const input = graph.first(inputs[0]!, settings.isFirst);
    const output = graph.node('Pad', name, [input, graph.integers(`${name}/pads`, pads)]);
    return graph.fromFirst(output, settings.isFirst, axes + 2);
  };

/** What is cut off at the end is counted from the end. */
const cropping =
  (axes: number): LayerWriter =>
  (call) => {
    const { graph, settings, inputs, name } = call;
    const ends = borders(call, 'cropping', axes);
    const whole = 2 ** 31;
    const range = (part: string, values: readonly number[]) => graph.integers(`${name}/${part}`, values);
    const output = graph.node('Slice', name, [
      graph.first(inputs[0]!, settings.isFirst),
      range(
        'starts',
        ends.map(([begin]) => begin),
      ),
      range(
        'ends',
        ends.map(([, end]) => (end === 0 ? whole : -end)),
      ),
      range(
        'axes',
        ends.map((_, axis) => axis + 2),
      ),
    ]);
    return graph.fromFirst(output, settings.isFirst, axes + 2);
  };

const upsampling =
  (axes: number): LayerWriter =>
  ({ graph, settings, inputs, name }) => {
    const scales = [1, 1, ...settings.perAxis('size', axes, 2)];
    const mode = settings.text('interpolation', 'nearest') === 'nearest' ? 'nearest' : 'linear';
    const input = graph.first(inputs[0]!, settings.isFirst);
    const output = graph.node('Resize', name, [input, '', graph.floats(`${name}/scales`, scales)], { mode });
    return graph.fromFirst(output, settings.isFirst, axes + 2);
  };

/** Layers whose windows hold no weights. */
export const windowWriters: Readonly<Record<string, LayerWriter>> = {
  MaxPooling1D: pooling('MaxPool', 1),
  MaxPooling2D: pooling('MaxPool', 2),
  MaxPooling3D: pooling('MaxPool', 3),
  AveragePooling1D: pooling('AveragePool', 1),
  AveragePooling2D: pooling('AveragePool', 2),
  AveragePooling3D: pooling('AveragePool', 3),
  GlobalMaxPooling1D: globalPooling('GlobalMaxPool', 1),
  GlobalMaxPooling2D: globalPooling('GlobalMaxPool', 2),
  GlobalMaxPooling3D: globalPooling('GlobalMaxPool', 3),
  GlobalAveragePooling1D: globalPooling('GlobalAveragePool', 1),
  GlobalAveragePooling2D: globalPooling('GlobalAveragePool', 2),
  GlobalAveragePooling3D: globalPooling('GlobalAveragePool', 3),
  ZeroPadding1D: padding(1),
  ZeroPadding2D: padding(2),
  ZeroPadding3D: padding(3),
  Cropping1D: cropping(1),
  Cropping2D: cropping(2),
  Cropping3D: cropping(3),
  UpSampling1D: upsampling(1),
  UpSampling2D: upsampling(2),
  UpSampling3D: upsampling(3),
};
