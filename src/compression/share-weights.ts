import { InputError } from '../shared/issue.ts';
import type { CodebookOptions } from './codebook-options.ts';
import { codebookTensor } from './codebook-tensor.ts';
import type { ReadyLayer } from './compress-layers.ts';
import type { CodebookEncoding } from './compressed-layer.ts';
import type { CompressedTensor } from './engine.ts';
import { entriesOf } from './entries-of.ts';
import { keepingZeros } from './keeping-zeros.ts';
import { makeTable, type Table } from './make-table.ts';
import type { PinRule } from './pin.ts';
import { roundCodebook } from './round-codebook.ts';

/** How one layer's weights are cut into vectors and shared. */
export interface SharingPlan {
  readonly vectorLength: number;
  readonly vectorAxis: CodebookEncoding['vectorAxis'];
  readonly options: CodebookOptions;
  readonly pin?: PinRule | undefined;
  /** Whether the pinned entry comes on top of the K that are asked for. */
  readonly pinIsExtra?: boolean;
}

/** Clusters the vectors of a layer: all together, or those of each group of outputs on their own. */
export function shareWeights(layer: ReadyLayer, plan: SharingPlan): CompressedTensor {
  const { options, vectorLength } = plan;
  const { shape } = layer.tensor;
  const tables = tableCount(layer, options);
  const scales = options.scale === 'per-channel' ? largestPerOutput(layer.tensor.data, shape[0]) : undefined;
  const data = scales === undefined ? layer.tensor.data : scaled(layer.tensor.data, scales);
  const importance = vectorImportance(layer, options.importance ?? 'none', vectorLength);
  const vectors = data.length / vectorLength / tables;
  const k = entriesOf(options, vectors) + (plan.pinIsExtra ? 1 : 0);
  const pin = options.keepZeros ? keepingZeros(plan.pin) : plan.pin;
  const made = Array.from({ length: tables }, (_, table) =>
    makeTable({
      vectors: data.subarray(table * vectors * vectorLength, (table + 1) * vectors * vectorLength),
      length: vectorLength,
      k,
      pin,
      importance: importance?.subarray(table * vectors, (table + 1) * vectors),
      init: options.init ?? 'k-means++',
      iterations: options.iterations ?? 100,
      tolerance: options.tolerance ?? 1e-4,
      seed: (layer.seed + table) >>> 0,
    }),
  );
  const { codebook, entries } = joinTables(made, vectorLength);
  const entryBits = options.codebookBits ?? 32;
  const rounded = roundCodebook(codebook, entryBits, tables);
  return codebookTensor(layer, {
    ...rounded,
    indices: joinIndices(made),
    entries,
    tables,
    vectorLength,
    vectorAxis: plan.vectorAxis,
    entryBits,
    coding: options.coding ?? 'huffman',
    scales,
    warnings: [...new Set([...made.flatMap(({ warning }) => warning ?? []), ...rounded.warnings])],
  });
}

function tableCount({ layer, groups, tensor }: ReadyLayer, { tables, groupSize }: CodebookOptions): number {
  if (tables !== 'per-group') return 1;
  const [outputs] = tensor.shape;
  const size = groupSize ?? outputs / groups;
  if (outputs % size === 0) return outputs / size;
  throw new InputError([
    {
      code: 'group-size',
      severity: 'error',
      message: `groups of ${size} do not divide the ${outputs} output channels of "${layer.name}"`,
      path: 'groupSize',
      found: String(size),
      accepted: `a divisor of ${outputs}`,
    },
  ]);
}

/** Largest magnitude of each output channel; 1 where all its weights are zero. */
function largestPerOutput(data: Float32Array, outputs: number): Float32Array {
  const perOutput = data.length / outputs;
  return Float32Array.from({ length: outputs }, (_, output) => {
    const part = data.subarray(output * perOutput, (output + 1) * perOutput);
    return part.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  });
}

function scaled(data: Float32Array, scales: Float32Array): Float32Array {
  const perOutput = data.length / scales.length;
  return data.map((value, at) => value / scales[Math.floor(at / perOutput)]!);
}

/** One weight per vector: the mean over its elements. All zero counts as no preference. */
function vectorImportance(layer: ReadyLayer, source: 'none' | 'given' | 'magnitude', length: number) {
  const { data } = layer.tensor;
  const each = source === 'magnitude' ? data.map((value) => value * value) : layer.importance;
  if (source === 'none') return undefined;
  if (each === undefined) throw importanceAbsent(layer);
  const importance = new Float32Array(data.length / length);
  for (let at = 0; at < data.length; at += 1) importance[Math.floor(at / length)]! += each[at]! / length;
  return importance.some((value) => value > 0) ? importance : undefined;
}

function importanceAbsent({ layer }: ReadyLayer): InputError {
  const message = `no importance was given for the weights of "${layer.name}"`;
  return new InputError([{ code: 'importance-absent', severity: 'error', message, path: layer.name }]);
}

/** Tables of one size: shorter ones are filled with zeros, which no index names. */
function joinTables(tables: readonly Table[], length: number) {
  const size = Math.max(...tables.map((table) => table.entries.length));
  const codebook = new Float32Array(size * tables.length);
  tables.forEach((table, at) => {
    codebook.set(table.entries, at * size);
  });
  return { codebook, entries: size / length };
}

function joinIndices(tables: readonly Table[]): Uint32Array {
  if (tables.length === 1) return tables[0]!.indices;
  const size = tables[0]!.indices.length;
  const joined = new Uint32Array(size * tables.length);
  tables.forEach(({ indices }, at) => {
    joined.set(indices, at * size);
  });
  return joined;
}
