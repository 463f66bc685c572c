import { poolingLayer } from '../../../layers.ts';
import type { Layer } from '../../../workload.ts';
import { fault } from '../fault.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { OnnxOperator } from '../onnx-operator.ts';
import { printShape, type Shape } from '../shapes.ts';
import { mostSpatialAxes, volumetricLayer } from './volumetric.ts';
import { perAxis, planarWindow, type SlidingWindow, slidingWindow } from './window.ts';

interface PoolingForm {
  readonly operation: 'max' | 'add';
  readonly operationsPerPoint: number;
  readonly global: boolean;
}

interface PooledInput {
  readonly batch: number;
  readonly channels: number;
  readonly spatial: Shape;
  readonly window: SlidingWindow;
  /** Channels come last: some quantised operators allow it. */
  readonly channelsLast: boolean;
}

function pooledInput(node: OnnxNode, form: PoolingForm): PooledInput {
  const shape = node.shape(0);
  if (shape.length < 3 || shape.length > 2 + mostSpatialAxes) {
    throw fault('onnx-shape-mismatch', `${node.origin} needs spatial axes`, { found: printShape(shape) });
  }
  const channelsLast = node.int('channels_last', 0) === 1;
  const spatial = channelsLast ? shape.slice(1, -1) : shape.slice(2);
  const channels = channelsLast ? shape.at(-1)! : shape[1]!;
  if (!form.global && !node.hasAttribute('kernel_shape')) {
    throw fault('onnx-invalid', `${node.origin} has no kernel_shape`);
  }
  const window = form.global
    ? wholeWindow(spatial)
    : slidingWindow(node, spatial, perAxis(node, 'kernel_shape', spatial.length, 1));
  return { batch: shape[0]!, channels, spatial, window, channelsLast };
}

function wholeWindow(spatial: Shape): SlidingWindow {
  const ones = spatial.map(() => 1);
  const zeros = spatial.map(() => 0);
  return { kernel: spatial, stride: ones, dilation: ones, padBegin: zeros, padEnd: zeros, output: ones };
}

function pooled(node: OnnxNode, form: PoolingForm): Layer {
  const { batch, channels, spatial, window } = pooledInput(node, form);
  const layer =
    spatial.length > 2
      ? volumetricLayer(node, window, { batch, groups: 1, inputs: channels })
      : poolingLayer({
          name: node.name,
          batch,
          channels,
          ...planarWindow(spatial, window),
          operation: form.operation,
          origin: node.origin,
        });
  return { ...layer, operation: form.operation, operationsPerPoint: form.operationsPerPoint };
}

function pooling(name: string, form: PoolingForm, note: string): OnnxOperator {
  return {
    name,
    treatment: 'costed',
    note,
    infer: (node) => {
      const { batch, channels, window, channelsLast } = pooledInput(node, form);
      const shape = channelsLast ? [batch, ...window.output, channels] : [batch, channels, ...window.output];
      return Array.from({ length: node.outputCount }, (_, index) =>
        index === 0 ? { shape } : { shape, elementType: 7 },
      );
    },
    layer: (node) => ({ layer: pooled(node, form) }),
  };
}

const max: PoolingForm = { operation: 'max', operationsPerPoint: 1, global: false };
const average: PoolingForm = { operation: 'add', operationsPerPoint: 1, global: false };
const powers: PoolingForm = { operation: 'add', operationsPerPoint: 2, global: false };
const perWindowElement = 'per window element';

/** Pooling windows, sliding and global. */
export const poolingOperators: readonly OnnxOperator[] = [
  pooling('MaxPool', max, `pool, one comparison ${perWindowElement}`),
  pooling('AveragePool', average, `pool, one addition ${perWindowElement}`),
  pooling('LpPool', powers, `pool, a power and an addition ${perWindowElement}`),
  pooling('GlobalMaxPool', { ...max, global: true }, 'pool over all rows and columns'),
  pooling('GlobalAveragePool', { ...average, global: true }, 'pool over all rows and columns'),
  pooling('GlobalLpPool', { ...powers, global: true }, 'pool over all rows and columns'),
  pooling('com.microsoft.QLinearAveragePool', average, 'as AveragePool; bits from the element types'),
  pooling(
    'com.microsoft.QLinearGlobalAveragePool',
    { ...average, global: true },
    'as GlobalAveragePool; bits from the element types',
  ),
];
