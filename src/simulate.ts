import type { ComponentLibrary } from './components/library.ts';
import type { PriceTable } from './components/price.ts';
import { priceHardware } from './components/price-hardware.ts';
import type { CompressedLayer } from './compression/compressed-layer.ts';
import { layerRows, staticRows } from './cost/cost-rows.ts';
import { estimateLayer, type LayerEstimate } from './cost/estimate.ts';
import { estimateFused } from './cost/fused.ts';
import { isFused, layerHardware } from './cost/layer-hardware.ts';
import { summariseLevels } from './cost/level-summary.ts';
import { layerActivity } from './cost/map-traffic.ts';
import type { CostRow, LayerResult, RunResult } from './cost/result.ts';
import { runResult } from './cost/run-result.ts';
import type { Convention } from './dataflow/conventions/convention.ts';
import { conventions } from './dataflow/conventions/index.ts';
import { styleNotUsed } from './dataflow/mac-style.ts';
import type { TransferMemo } from './dataflow/transfer-memo.ts';
import type { HardwareSpec } from './hardware/hardware.ts';
import { type LayerMapper, layerMapper } from './mapper/layer-mapper.ts';
import type { MapperChoice } from './mapper/mapper.ts';
import type { MappingCache } from './mapper/mapping-cache.ts';
import type { SearchWatch } from './mapper/search-watch.ts';
import { printMapping } from './mapping/print.ts';
import { InputError, type Issue, NoAnswerError } from './shared/issue.ts';
import { nearest } from './shared/nearest.ts';
import { iterationCount } from './workload/problem.ts';
import type { Layer, UncostedOperator, Workload } from './workload/workload.ts';

export interface SimulationInput {
  readonly title: string;
  /** The command that makes the result again; stands in reports. */
  readonly command: string;
  readonly workload: Workload;
  readonly batch: number;
  readonly hardware: HardwareSpec;
  readonly library: ComponentLibrary;
  /** `port`, `timeloop` or `eyeriss`. */
  readonly convention: string;
  readonly mapper: MapperChoice;
  /** How each layer's weights are stored, by layer name; layers not named, or none: as the array multiplies them. */
  readonly compression?: {
    readonly engine: string;
    readonly seed?: number;
    readonly layers: ReadonlyMap<string, CompressedLayer>;
  };
  /** Searches done before, and to be remembered. */
  readonly cache?: MappingCache | undefined;
  /** Transfers counted before: cases of a sweep share them. */
  readonly transfers?: TransferMemo | undefined;
  readonly onProgress?: (done: number, total: number, layer: string) => void;
  /** Of searches that prove something: how far each is, and when to end it. */
  readonly watch?: SearchWatch;
}

/**
 * Costs a workload on an accelerator: each layer is mapped, its transfers counted, priced and timed; rows add up to the
 * result. Throws InputError (bad input) or NoAnswerError (a layer that fits nowhere).
 */
export async function simulate(input: SimulationInput): Promise<RunResult> {
  const convention = findConvention(input.convention);
  const prices = priceHardware(input.hardware, input.library);
  const mapLayer = layerMapper({ ...input, prices, convention });
  const known = new Map<string, EstimatedLayer>();
  const layers: LayerResult[] = [];
  const rows: CostRow[] = [];
  const uncosted: UncostedOperator[] = [...input.workload.uncosted];
  const warnings: Issue[] = compressionWarnings(input);
  const misfits: Issue[] = [];
  const pause = pauseNowAndThen();
  for (const [index, layer] of input.workload.layers.entries()) {
    input.onProgress?.(index, input.workload.layers.length, layer.name);
    const costed = answerOrMisfit(() => costLayer({ input, layer, convention, prices, mapLayer, known }), misfits);
    if (costed === undefined) continue;
    if (costed === null) {
      const reason = `${input.hardware.name} has no vector unit for ${layer.operation}`;
      uncosted.push({ operator: layer.kind, node: layer.name, reason });
      continue;
    }
    layers.push(costed.result);
    rows.push(...costed.rows);
    warnings.push(...costed.warnings);
    await pause();
  }
  if (misfits.length > 0) throw new NoAnswerError(misfits);
  input.onProgress?.(input.workload.layers.length, input.workload.layers.length, '');
  return runResult({ input, convention, prices, layers, rows, uncosted, warnings });
}

/** Lets a progress bar or a page draw between layers, at most some thirty times a second: a pause takes longer than a small layer. */
function pauseNowAndThen(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 30) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}

/** What fits nowhere is gathered over all layers, and told once. */
function answerOrMisfit<T>(answer: () => T, misfits: Issue[]): T | undefined {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    misfits.push(...error.issues);
    return undefined;
  }
}

interface LayerContext {
  readonly input: SimulationInput;
  readonly layer: Layer;
  readonly convention: Convention;
  readonly prices: PriceTable;
  readonly mapLayer: LayerMapper;
  /** Layers that differ in name alone are estimated once. */
  readonly known: Map<string, EstimatedLayer>;
}

interface EstimatedLayer {
  readonly estimate: LayerEstimate;
  readonly levels: LayerResult['levels'];
}

interface CostedLayer {
  readonly result: LayerResult;
  readonly rows: readonly CostRow[];
  readonly warnings: readonly Issue[];
}

function costLayer(context: LayerContext): CostedLayer | null {
  const { input, layer, convention, prices, mapLayer, known } = context;
  const hardware = layerHardware(layer, input.hardware);
  if (hardware === null) return null;
  if (isFused(layer, input.hardware)) {
    const fused = estimateFused(layer, input.hardware, prices);
    return finish(context, fused, { mapping: '', mapper: 'fused into the layer before', levels: [] });
  }
  const compressed = input.compression?.layers.get(layer.name);
  const { mapping, mapper, proof } = mapLayer(layer, hardware);
  const text = printMapping(mapping);
  const key = sameEstimate(layer, text, compressed);
  const before = known.get(key);
  const { transfers } = input;
  const estimate =
    before?.estimate ?? estimateLayer({ layer, hardware, prices, convention, mapping, compressed, transfers });
  const levels = before?.levels ?? summariseLevels(layer, hardware, mapping, estimate, compressed);
  known.set(key, { estimate, levels });
  return finish(context, estimate, { mapping: text, mapper, ...(proof && { proof }), levels });
}

/** Layers of the same text cost the same. */
function sameEstimate(layer: Layer, mapping: string, compressed: CompressedLayer | undefined): string {
  const { problem, operation, operationsPerPoint, bits, zeros, repeat } = layer;
  const { encoding, zeroShare, indices } = compressed ?? {};
  return JSON.stringify([
    mapping,
    problem,
    operation,
    operationsPerPoint,
    bits,
    zeros,
    repeat,
    encoding,
    zeroShare,
    indices,
  ]);
}

function finish(
  { input, layer, prices }: LayerContext,
  estimate: Omit<LayerEstimate, 'nest' | 'transfers' | 'energyPj'>,
  mapped: Pick<LayerResult, 'mapping' | 'mapper' | 'proof' | 'levels'>,
): CostedLayer {
  const rows = [
    ...layerRows(layer, input.hardware, estimate.actions),
    ...staticRows(layer, input.hardware, prices, estimate.cycles),
  ];
  const operations = iterationCount(layer.problem) * layer.operationsPerPoint * layer.repeat;
  const isMac = layer.operation === 'mac';
  const result: LayerResult = {
    name: layer.name,
    kind: layer.kind,
    macs: isMac ? operations : 0,
    operations,
    parameters: layer.parameters * layer.repeat,
    energyPj: rows.reduce((sum, row) => sum + row.energyPj, 0),
    cycles: estimate.cycles,
    latencyMs: estimate.cycles / input.hardware.clockMhz / 1000,
    utilisation: isMac ? estimate.utilisation : null,
    stalls: estimate.stalls,
    style: isMac ? estimate.arithmetic.style : null,
    compression: compressionOf(input.compression?.layers.get(layer.name)),
    activity: layerActivity(layer, estimate.traffic),
    ...mapped,
  };
  return { result, rows, warnings: styleWarnings(input, layer, estimate) };
}

/** Where the array could not multiply as it was built to. */
function styleWarnings(
  { hardware }: SimulationInput,
  layer: Layer,
  { arithmetic }: Pick<LayerEstimate, 'arithmetic'>,
): Issue[] {
  const why = styleNotUsed(hardware, arithmetic);
  return why === null ? [] : [{ code: 'style-not-used', severity: 'warning', message: `${layer.name}: ${why}` }];
}

/** What a reader must know of the compression before trusting the figures. */
function compressionWarnings({ compression, hardware }: SimulationInput): Issue[] {
  if (compression === undefined) return [];
  const layers = [...compression.layers.values()];
  const warning = (code: string, message: string): Issue => ({ code, severity: 'warning', message });
  const coded = layers.some((layer) => layer.encoding.kind !== 'dense');
  return [
    ...(coded && hardware.decoder === undefined && hardware.mac.style !== 'factorised'
      ? [warning('no-decoder', `${hardware.name} has no decoder: weights are stored decoded, and nothing is saved`)]
      : []),
    ...layers.flatMap((layer) => layer.warnings.map((text) => warning('compression', `${layer.layer}: ${text}`))),
  ];
}

function compressionOf(compressed: CompressedLayer | undefined): LayerResult['compression'] {
  if (compressed === undefined) return null;
  const { encoding, assumed, bitsBefore, bitsAfter, warnings } = compressed;
  return { encoding, assumed, bitsBefore, bitsAfter, warnings };
}

function findConvention(name: string): Convention {
  const convention = conventions.find((each) => each.name === name);
  if (convention !== undefined) return convention;
  const names = conventions.map((each) => each.name);
  const hint = nearest(name, names);
  throw new InputError([
    {
      code: 'unknown-convention',
      severity: 'error',
      message: `no accounting convention is called "${name}"`,
      found: name,
      accepted: names.join(', '),
      ...(hint === undefined ? {} : { hint: `did you mean "${hint}"?` }),
    },
  ]);
}
