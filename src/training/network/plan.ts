import { InputError, type Issue } from '../../shared/issue.ts';
import type { Dimension } from '../../workload/problem.ts';
import type { ConvolutionFacts, Layer, Workload } from '../../workload/workload.ts';

/** A network as a list of steps that can be run and trained; every step reads steps before it, or `input`. */
export interface NetworkPlan {
  readonly name: string;
  readonly input: Shape;
  readonly classes: number;
  readonly steps: readonly Step[];
  /** The step whose result is turned into probabilities; a softmax after it is part of the loss. */
  readonly logits: string;
}

/** Rows, columns and channels of a map. */
export interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

interface StepBase {
  readonly name: string;
  readonly reads: readonly string[];
}

interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  /** top, left, bottom, right */
  readonly padding: readonly [number, number, number, number];
}

export type Step =
  | (StepBase &
      Window & { readonly kind: 'conv'; readonly inputs: number; readonly outputs: number; readonly bias: boolean })
  | (StepBase & Window & { readonly kind: 'depthwise'; readonly channels: number; readonly bias: boolean })
  /** `map` is the shape that is flattened, channels outermost. */
  | (StepBase & { readonly kind: 'fc'; readonly map: Shape; readonly outputs: number; readonly bias: boolean })
  | (StepBase & Window & { readonly kind: 'max-pool' | 'average-pool' })
  | (StepBase & { readonly kind: 'normalisation'; readonly channels: number })
  | (StepBase & { readonly kind: 'relu' | 'add' });

/** What can be trained of a workload: throws one `InputError` that names every layer that cannot. */
export function planNetwork(workload: Workload): NetworkPlan {
  const issues: Issue[] = [];
  const shapes = new Map<string, Shape>();
  const steps: Step[] = [];
  const last = workload.layers.at(-1);
  const layers = last?.function === 'softmax' ? workload.layers.slice(0, -1) : workload.layers;
  let input: Shape | undefined;
  for (const layer of layers) {
    input ??= inputOf(layer);
    if (input !== undefined) shapes.set('input', input);
    const step = stepOf(layer, shapes);
    if (typeof step === 'string') issues.push(notTrainable(layer, step));
    else steps.push(step);
    const reads = layer.reads?.[0];
    shapes.set(layer.name, outputOf(layer) ?? (reads === undefined ? undefined : shapes.get(reads)) ?? unknown);
  }
  const output = steps.at(-1);
  if (issues.length > 0) throw new InputError(issues);
  if (output === undefined || input === undefined) throw new InputError([empty(workload)]);
  const { channels: classes } = shapes.get(output.name)!;
  return { name: workload.name, input, classes, steps, logits: output.name };
}

const unknown: Shape = { rows: 1, columns: 1, channels: 1 };

function stepOf(layer: Layer, shapes: ReadonlyMap<string, Shape>): Step | string {
  const { name, reads } = layer;
  if (reads === undefined) return 'nothing says which layers it reads (layer lists do, ONNX files do not yet)';
  if (layer.repeat !== 1) return 'it stands for several layers (repeat)';
  const base = { name, reads };
  switch (layer.kind) {
    case 'conv':
    case 'depthwise':
      return convolutionStep(layer, base);
    case 'fc': {
      const bias = layer.parameters > sizeOf(layer, 'M') * sizeOf(layer, 'C');
      return { ...base, kind: 'fc', map: shapes.get(reads[0]!)!, outputs: sizeOf(layer, 'M'), bias };
    }
    case 'pool':
      return { ...base, ...windowOf(layer), kind: layer.operation === 'max' ? 'max-pool' : 'average-pool' };
    case 'add': {
      const oneShape = layer.problem.operands.every(({ ranks }) => ranks.length === 1);
      return oneShape ? { ...base, kind: 'add' } : 'one value per channel is not added in training';
    }
    case 'activation':
      return layer.function === 'relu' ? { ...base, kind: 'relu' } : 'only ReLU is known as an activation';
    case 'normalisation': {
      if (layer.function !== 'batch-normalisation') return 'only batch normalisation is known';
      return { ...base, kind: 'normalisation', channels: layer.parameters / 2 };
    }
    default:
      return `layers of kind ${layer.kind} are not known`;
  }
}

function convolutionStep(layer: Layer, base: StepBase): Step | string {
  const { dilation } = layer.convolution!;
  const [groups, inputs, outputs] = [sizeOf(layer, 'G'), sizeOf(layer, 'C'), sizeOf(layer, 'M')];
  if (dilation[0] !== 1 || dilation[1] !== 1) return 'dilated convolutions have no gradient here';
  const window = windowOf(layer);
  const weights = groups * inputs * outputs * window.kernel[0] * window.kernel[1];
  const bias = layer.parameters > weights;
  if (groups === 1) return { ...base, ...window, kind: 'conv', inputs, outputs, bias };
  if (inputs !== 1 || outputs !== 1) return 'of grouped convolutions only depthwise ones are known';
  return { ...base, ...window, kind: 'depthwise', channels: groups, bias };
}

function windowOf(layer: Layer): Window {
  const { stride, padding } = layer.convolution as ConvolutionFacts;
  return { kernel: [sizeOf(layer, 'R'), sizeOf(layer, 'S')], stride, padding };
}

function inputOf(layer: Layer): Shape | undefined {
  if (layer.reads?.[0] !== 'input') return undefined;
  const size = layer.convolution?.inputSize;
  const channels = sizeOf(layer, 'C') * (layer.kind === 'pool' ? 1 : sizeOf(layer, 'G'));
  return size === undefined ? { ...unknown, channels } : { rows: size[0], columns: size[1], channels };
}

/** Undefined for layers that keep the shape of what they read. */
function outputOf(layer: Layer): Shape | undefined {
  const [rows, columns] = [sizeOf(layer, 'P'), sizeOf(layer, 'Q')];
  if (layer.kind === 'pool') return { rows, columns, channels: sizeOf(layer, 'C') };
  if (!['conv', 'depthwise', 'fc'].includes(layer.kind)) return undefined;
  return { rows, columns, channels: sizeOf(layer, 'M') * sizeOf(layer, 'G') };
}

function sizeOf(layer: Layer, dimension: string): number {
  const found: Dimension | undefined = layer.problem.dimensions.find(({ name }) => name === dimension);
  return found?.size ?? 1;
}

function notTrainable(layer: Layer, message: string): Issue {
  const words = { code: 'layer-not-trainable', severity: 'error' as const, path: layer.name };
  const accepted = 'conv, depthwise, fc, max-pool, average-pool, add, ReLU, batch normalisation; a softmax at the end';
  return { ...words, message: `"${layer.name}" cannot be trained: ${message}`, found: layer.kind, accepted };
}

function empty(workload: Workload): Issue {
  const message = `"${workload.name}" has no layer that reads the network's input`;
  return { code: 'layer-not-trainable', severity: 'error', message, accepted: 'a network with `input`' };
}
