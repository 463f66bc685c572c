import { layerMacs } from '../workload/layers.ts';
import { iterationCount, type OperandRole, operandElements } from '../workload/problem.ts';
import type { ConvolutionFacts, Layer, LayerZeros, UncostedOperator, Workload } from '../workload/workload.ts';

/** A network in figures, before any hardware is chosen. */
export interface WorkloadDescription {
  readonly name: string;
  readonly source: string;
  readonly batch: number;
  readonly totals: {
    readonly layers: number;
    readonly macs: number;
    readonly operations: number;
    readonly parameters: number;
  };
  readonly layers: readonly LayerDescription[];
  readonly uncosted: readonly UncostedOperator[];
}

export interface LayerDescription {
  readonly name: string;
  readonly kind: string;
  readonly operation: string;
  readonly dimensions: Readonly<Record<string, number>>;
  readonly operands: readonly {
    readonly name: string;
    readonly role: OperandRole;
    readonly elements: number;
    /** Per element; null where the model leaves it to the hardware. */
    readonly bits: number | null;
  }[];
  readonly macs: number;
  readonly operations: number;
  readonly parameters: number;
  /** Per weight, input and output; null where the model leaves it to the hardware. */
  readonly bits: Readonly<Record<OperandRole, number | null>>;
  readonly repeat: number;
  readonly convolution?: ConvolutionFacts;
  /** Where its file says so. */
  readonly zeros?: LayerZeros;
  readonly origin?: string;
}

/** Layers with dimensions, MACs, parameters and bits, and their sums. Repeats are counted. */
export function describeWorkload(workload: Workload, batch: number): WorkloadDescription {
  const layers = workload.layers.map(describeLayer);
  const sum = (value: (layer: LayerDescription) => number) => layers.reduce((total, layer) => total + value(layer), 0);
  return {
    name: workload.name,
    source: workload.source,
    batch,
    totals: {
      layers: layers.length,
      macs: sum(({ macs }) => macs),
      operations: sum(({ operations }) => operations),
      parameters: sum(({ parameters }) => parameters),
    },
    layers,
    uncosted: workload.uncosted,
  };
}

function describeLayer(layer: Layer): LayerDescription {
  const bitsOf = (role: OperandRole): number | null => layer.bits?.[role] ?? null;
  return {
    name: layer.name,
    kind: layer.kind,
    operation: layer.operation,
    dimensions: Object.fromEntries(layer.problem.dimensions.map(({ name, size }) => [name, size])),
    operands: layer.problem.operands.map((operand) => ({
      name: operand.name,
      role: operand.role,
      elements: operandElements(layer.problem, operand),
      bits: bitsOf(operand.role),
    })),
    macs: layerMacs(layer),
    operations: iterationCount(layer.problem) * layer.operationsPerPoint * layer.repeat,
    parameters: layer.parameters * layer.repeat,
    bits: { W: bitsOf('W'), I: bitsOf('I'), O: bitsOf('O') },
    repeat: layer.repeat,
    ...(layer.convolution && { convolution: layer.convolution }),
    ...(layer.zeros && { zeros: layer.zeros }),
    ...(layer.origin !== undefined && { origin: layer.origin }),
  };
}
