import type { Issue } from '../../../shared/issue.ts';
import { nearest } from '../../../shared/nearest.ts';
import { pathText } from '../../../shared/path-text.ts';
import { attempt, fault } from './fault.ts';
import type { Graph } from './graph.ts';
import type { TensorShapeProto_Dimension, ValueInfoProto } from './onnx_pb.ts';
import type { BatchOverride } from './onnx-node.ts';
import type { TensorFacts } from './tensor-facts.ts';

/** Sizes the file leaves open. */
export interface ShapeOptions {
  /** First axis of the inputs; 1 where the file leaves it open. */
  readonly batch?: number | undefined;
  /** Whole shapes by input name. */
  readonly inputShapes?: Readonly<Record<string, readonly number[]>> | undefined;
}

export interface ResolvedInputs {
  /** Undefined for an input that is not a tensor. */
  readonly facts: ReadonlyMap<string, TensorFacts | undefined>;
  readonly batch: BatchOverride;
  /** Shape of a declared tensor, where every size is settled. */
  readonly declared: (value: ValueInfoProto) => TensorFacts | undefined;
}

interface Settled {
  readonly batch: BatchOverride;
  readonly given: ReadonlyMap<string, readonly number[]>;
  readonly symbols: ReadonlyMap<string, number>;
}

/** Gives every graph input its sizes; those whose sizes stay open, or cannot be, are faults and have no facts. */
export function resolveInputs(graph: Graph, options: ShapeOptions, issues: Issue[]): ResolvedInputs {
  const given = new Map(
    Object.entries(options.inputShapes ?? {}).filter(([name, shape]) => {
      return attempt(issues, () => checkShape(graph, name, shape)) ?? false;
    }),
  );
  const asked = attempt(issues, () => checkedBatch(options));
  const batch = readBatch(graph, asked, given);
  const settled: Settled = { batch, given, symbols: readSymbols(graph, given, batch) };
  const facts = new Map<string, TensorFacts | undefined>();
  for (const input of graph.inputs) {
    const used = graph.consumers.has(input.name) || graph.outputs.has(input.name);
    const resolved = attempt(issues, () => inputFacts(input, settled), pathText(['inputShapes', input.name]));
    facts.set(input.name, Array.isArray(resolved) ? undefined : resolved);
    if (used && Array.isArray(resolved)) issues.push(openInput(input, resolved));
  }
  const declared = (value: ValueInfoProto) => {
    const resolved = inputFacts(value, settled);
    return Array.isArray(resolved) ? undefined : resolved;
  };
  return { facts, batch, declared };
}

function checkedBatch({ batch }: ShapeOptions): number | undefined {
  if (batch === undefined || (Number.isSafeInteger(batch) && batch >= 1)) return batch;
  throw fault('onnx-input-shape', 'the batch option is not a positive integer', { path: 'batch', found: `${batch}` });
}

function checkShape(graph: Graph, name: string, sizes: unknown): true {
  const path = pathText(['inputShapes', name]);
  const names = graph.inputs.map((input) => input.name);
  if (!names.includes(name)) {
    const accepted = names.map((each) => `"${each}"`).join(', ');
    const meant = nearest(name, names);
    const hint = meant === undefined ? {} : { hint: `did you mean "${meant}"?` };
    throw fault('onnx-input-shape', `the model has no input "${name}"`, { path, found: name, accepted, ...hint });
  }
  if (Array.isArray(sizes) && sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) return true;
  throw fault('onnx-input-shape', `the shape given for input "${name}" is not a list of positive integers`, { path });
}

function dimensionsOf(value: ValueInfoProto): readonly TensorShapeProto_Dimension[] | undefined {
  return value.type?.value.case === 'tensorType' ? value.type.value.value.shape?.dim : undefined;
}

/** The fixed size of an axis; undefined when the file leaves it open (a symbol, 0, −1 or nothing). */
function fixedSize(dimension: TensorShapeProto_Dimension | undefined): number | undefined {
  if (dimension?.value.case !== 'dimValue') return undefined;
  const size = Number(dimension.value.value);
  if (size < -1 || !Number.isSafeInteger(size)) {
    throw fault('onnx-invalid', 'a tensor has an impossible size', { found: `${size}` });
  }
  return size > 0 ? size : undefined;
}

/** The first input's first axis is the batch; other inputs follow when they agree with it. */
function readBatch(
  graph: Graph,
  asked: number | undefined,
  given: ReadonlyMap<string, readonly number[]>,
): BatchOverride {
  const first = graph.inputs.find((input) => (dimensionsOf(input)?.length ?? 0) > 1) ?? graph.inputs[0];
  const baked = first === undefined ? 1 : (fixedSize(dimensionsOf(first)?.[0]) ?? 1);
  const stated = first === undefined ? undefined : given.get(first.name)?.[0];
  return { baked, asked: stated ?? asked ?? baked };
}

/** Symbolic sizes that the options settle: by a whole shape, or as the first axis. */
function readSymbols(
  graph: Graph,
  given: ReadonlyMap<string, readonly number[]>,
  batch: BatchOverride,
): ReadonlyMap<string, number> {
  const symbols = new Map<string, number>();
  const learn = (dimension: TensorShapeProto_Dimension | undefined, size: number | undefined) => {
    const { value } = dimension ?? {};
    if (value?.case === 'dimParam' && value.value !== '' && size !== undefined && !symbols.has(value.value)) {
      symbols.set(value.value, size);
    }
  };
  for (const input of graph.inputs) {
    const shape = given.get(input.name);
    if (shape !== undefined) dimensionsOf(input)?.forEach((dimension, axis) => void learn(dimension, shape[axis]));
  }
  for (const input of graph.inputs) learn(dimensionsOf(input)?.[0], batch.asked);
  return symbols;
}

function openInput(input: ValueInfoProto, open: readonly number[]): Issue {
  const what = open.length === 0 ? 'the file gives no shape' : `axis ${open.join(', ')} has no fixed size`;
  return {
    code: 'onnx-input-shape',
    severity: 'error',
    message: `input "${input.name}": ${what}`,
    path: pathText(['inputShapes', input.name]),
    accepted: `option inputShapes with the shape of "${input.name}"`,
    hint: `inputShapes: { "${input.name}": [1, 3, 224, 224] }`,
  };
}

/** Facts of a declared tensor; the axes that stay open; undefined for a value that is no tensor. */
function inputFacts(value: ValueInfoProto, { batch, given, symbols }: Settled): TensorFacts | number[] | undefined {
  const type = value.type?.value;
  if (type === undefined || type.case !== 'tensorType') return value.type === undefined ? [] : undefined;
  const base = { elementType: type.value.elemType, constant: false, literal: false };
  const dimensions = dimensionsOf(value);
  const stated = given.get(value.name);
  if (stated !== undefined) {
    checkRank(value, stated, dimensions?.length);
    return { ...base, shape: stated };
  }
  if (dimensions === undefined) return [];
  const open: number[] = [];
  const shape = dimensions.map((dimension, axis) => {
    const fixed = fixedSize(dimension);
    if (fixed !== undefined) return axis === 0 && dimensions.length > 1 && fixed === batch.baked ? batch.asked : fixed;
    const symbol = dimension.value.case === 'dimParam' ? symbols.get(dimension.value.value) : undefined;
    if (symbol === undefined && axis !== 0) open.push(axis);
    return symbol ?? batch.asked;
  });
  return open.length > 0 ? open : { ...base, shape };
}

function checkRank(value: ValueInfoProto, stated: readonly number[], rank: number | undefined): void {
  if (rank === undefined || rank === stated.length) return;
  throw fault('onnx-input-shape', `the shape given for input "${value.name}" has another rank than the file's`, {
    path: pathText(['inputShapes', value.name]),
    found: `[${stated.join(', ')}]`,
    accepted: `${rank} sizes`,
  });
}
