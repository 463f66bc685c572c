import type { PriceTable } from '../components/price.ts';
import type { CompressedLayer } from '../compression/compressed-layer.ts';
import { isFused, layerHardware } from '../cost/layer-hardware.ts';
import type { MappingProof } from '../cost/result.ts';
import type { Convention } from '../dataflow/conventions/convention.ts';
import { decoderFaults } from '../dataflow/decoder.ts';
import type { TransferMemo } from '../dataflow/transfer-memo.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { NoAnswerError } from '../shared/issue.ts';
import type { Layer, Workload } from '../workload/workload.ts';
import type { MapperChoice, MappingProblem } from './mapper.ts';
import { type MappingCache, mapRemembered } from './mapping-cache.ts';
import type { SearchWatch } from './search-watch.ts';

/** What the layers of a network are mapped on, and how. */
export interface MappingContext {
  readonly hardware: HardwareSpec;
  readonly prices: PriceTable;
  readonly convention: Convention;
  readonly mapper: MapperChoice;
  readonly compression?: { readonly layers: ReadonlyMap<string, CompressedLayer> };
  /** Searches done before, and to be remembered. */
  readonly cache?: MappingCache | undefined;
  /** Transfers counted before. */
  readonly transfers?: TransferMemo | undefined;
  readonly watch?: SearchWatch | undefined;
}

export interface LayerMapping {
  readonly mapping: Mapping;
  readonly mapper: string;
  readonly proof?: MappingProof;
}

/** Maps layers one by one, those of the same shape once. Throws NoAnswerError for one that fits nowhere. */
export type LayerMapper = (layer: Layer, running: HardwareSpec) => LayerMapping;

export function layerMapper(context: MappingContext): LayerMapper {
  const known = new Map<string, LayerMapping>();
  return (layer, running) => {
    const key = sameMapping(context, layer);
    const before = known.get(key);
    if (before !== undefined) return before;
    refuseUndecodable(layer, running, context.compression?.layers.get(layer.name));
    const outcome = mapRemembered(problemOf(context, layer, running), context.mapper, context);
    if (!outcome.found) throw new NoAnswerError(outcome.issues);
    known.set(key, outcome);
    return outcome;
  };
}

/** What `layerMapper` is asked of a network: layers that run on their own. */
export function mappingProblems(context: MappingContext, { layers }: Workload): MappingProblem[] {
  return layers.flatMap((layer) => {
    const running = layerHardware(layer, context.hardware);
    return running === null || isFused(layer, context.hardware) ? [] : [problemOf(context, layer, running)];
  });
}

/** Those of them that `layerMapper` hands to a mapper: the first of each shape. */
export function distinctProblems(context: MappingContext, workload: Workload): MappingProblem[] {
  const first = new Map<string, MappingProblem>();
  for (const problem of mappingProblems(context, workload)) {
    const key = sameMapping(context, problem.layer);
    if (!first.has(key)) first.set(key, problem);
  }
  return [...first.values()];
}

/** Layers of the same text get the same mapping. */
export function sameMapping({ mapper, compression }: MappingContext, layer: Layer): string {
  const given = mapper.strategy === 'fixed' && mapper.mappings.has(layer.name) ? layer.name : '';
  const { problem, operation, operationsPerPoint, bits, zeros } = layer;
  const encoding = compression?.layers.get(layer.name)?.encoding;
  return JSON.stringify([problem, operation, operationsPerPoint, bits, zeros, given, encoding]);
}

/** One layer of them, on the hardware that runs it. */
export function problemOf(
  { mapper, ...context }: MappingContext,
  layer: Layer,
  hardware: HardwareSpec,
): MappingProblem {
  const { prices, convention, compression, transfers } = context;
  const objective = mapper.strategy === 'fixed' ? 'energy' : mapper.objective;
  const compressed = compression?.layers.get(layer.name);
  return { layer, hardware, prices, convention, objective, compressed, transfers };
}

/** Throws NoAnswerError. */
export function refuseUndecodable(layer: Layer, hardware: HardwareSpec, compressed: CompressedLayer | undefined): void {
  const faults = compressed === undefined ? [] : decoderFaults(hardware, compressed);
  if (faults.length === 0) return;
  const message = `the weights of ${layer.name} do not fit the decoder of ${hardware.name}: ${faults.join('; ')}`;
  throw new NoAnswerError([{ code: 'decoder-too-small', severity: 'error', message, path: layer.name }]);
}
