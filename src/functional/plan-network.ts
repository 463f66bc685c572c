import type { HardwareSpec } from '../hardware/hardware.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { iterationCount, operandElements, outputOperand } from '../workload/problem.ts';
import type { Layer, Workload } from '../workload/workload.ts';
import { inputLength, type LayerGeometry, layerGeometry } from './layer-geometry.ts';

/** A layer that is executed, or computed between two that are. */
export interface PlannedLayer {
  readonly layer: Layer;
  /** Present for layers on the MAC array. */
  readonly geometry?: LayerGeometry | undefined;
  /** The layer it reads, or `input`. */
  readonly from: string;
}

export interface NetworkPlan {
  readonly steps: readonly PlannedLayer[];
  /** Layers nothing that is executed needs. */
  readonly notExecuted: readonly string[];
}

/** Limits of a run. */
export interface RunLimits {
  /** Multiply-accumulates of one layer beyond which it is refused. */
  readonly mostMacs: number;
}

/**
 * What a run does layer by layer: convolutions and fully connected layers are executed, pooling and ReLU computed between.
 * Throws an InputError with everything that cannot be.
 */
export function planNetwork({ layers }: Workload, hardware: HardwareSpec, limits: RunLimits): NetworkPlan {
  const last = layers.findLastIndex(({ operation }) => operation === 'mac');
  const lengths = new Map<string, number>();
  const issues: Issue[] = [];
  const steps: PlannedLayer[] = [];
  for (const [index, layer] of layers.slice(0, last + 1).entries()) {
    const from = layer.reads?.[0] ?? layers[index - 1]?.name ?? 'input';
    const geometry = layerGeometry(layer);
    if (geometry === undefined && !isComputed(layer)) {
      issues.push(notExecutable(layer.name, `no functional model of ${layer.function ?? layer.kind} layers`));
    }
    if (geometry !== undefined) issues.push(...layerIssues(layer, hardware, limits));
    const [wanted, given] = [geometry && inputLength(geometry), lengths.get(from)];
    if (wanted !== undefined && given !== undefined && wanted !== given) {
      issues.push(notExecutable(layer.name, `it reads ${wanted} activations, ${from} gives ${given}`));
    }
    lengths.set(layer.name, operandElements(layer.problem, outputOperand(layer.problem)));
    steps.push({ layer, geometry, from });
  }
  if (steps.length === 0) issues.push(notExecutable('layers', 'nothing in the network runs on the MAC array'));
  if (issues.length > 0) throw new InputError(issues);
  return { steps, notExecuted: layers.slice(last + 1).map(({ name }) => name) };
}

/** The one layer of a run on random activations; throws an InputError when it cannot be executed. */
export function planLayer(layer: Layer, hardware: HardwareSpec, limits: RunLimits): Required<PlannedLayer> {
  const geometry = layerGeometry(layer);
  const issues = layerIssues(layer, hardware, limits);
  if (geometry === undefined) issues.push(notExecutable(layer.name, `no functional model of such a layer`));
  if (issues.length > 0) throw new InputError(issues);
  return { layer, geometry, from: 'input' };
}

function isComputed({ kind, function: computes, operation }: Layer): boolean {
  if (kind === 'pool') return operation === 'max' || operation === 'add';
  return kind === 'activation' && (computes ?? 'relu') === 'relu';
}

/** Sums of doubles are exact to 2^53: a product, and a bin as wide as the accumulator times a weight, must stay below. */
const exactBits = 53;

function layerIssues(layer: Layer, hardware: HardwareSpec, { mostMacs }: RunLimits): Issue[] {
  const issues: Issue[] = [];
  const macs = iterationCount(layer.problem);
  if (macs > mostMacs) {
    issues.push({
      ...notExecutable(layer.name, `${macs} multiply-accumulates take long to execute one by one`),
      accepted: `at most ${mostMacs}, or --force`,
    });
  }
  const { W, I, O } = hardware.mac.bits;
  if (W + Math.max(I, O) > exactBits) {
    const message = `${W}-bit weights with ${I}-bit inputs and ${O}-bit sums are beyond exact arithmetic`;
    issues.push({ ...notExecutable(layer.name, message), accepted: `${exactBits} bit for a product` });
  }
  return issues;
}

function notExecutable(path: string, message: string): Issue {
  return { code: 'not-executable', severity: 'error', message, path };
}
