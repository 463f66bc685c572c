import type { CompressedTensor } from '../compression/engine.ts';
import { storedSymbols } from '../compression/stored-bits.ts';
import { decoderActions } from '../dataflow/decoder.ts';
import { type ElementBits, elementBits } from '../dataflow/element-bits.ts';
import { type ChosenStyle, styleOf } from '../dataflow/mac-style.ts';
import { buildNest, type Nest } from '../dataflow/nest.ts';
import { countTransfers } from '../dataflow/transfers.ts';
import type { HardwareSpec, MacStyle } from '../hardware/hardware.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { printMapping } from '../mapping/print.ts';
import type { Layer } from '../workload/workload.ts';
import { compareOutputs, compareTransfers } from './compare.ts';
import { directConvolution } from './direct-convolution.ts';
import { type Execution, execute } from './execute.ts';
import type { DecoderComparison, FunctionalLayer } from './functional-result.ts';
import type { LayerGeometry } from './layer-geometry.ts';
import { type MachineInput, styleObstacle } from './machine.ts';
import { paddedInputs } from './padded-inputs.ts';
import type { IntegerWeights } from './stored-weights.ts';

/** A layer, where and how it runs, and what it computes with. */
export interface LayerRun {
  readonly layer: Layer;
  readonly geometry: LayerGeometry;
  readonly hardware: HardwareSpec;
  /** Sound and fitting. */
  readonly mapping: Mapping;
  readonly mapper: string;
  /** Absent: the one of the spec, where the layer can use it. */
  readonly style: MacStyle | undefined;
  readonly compressed?: CompressedTensor | undefined;
  readonly weights: IntegerWeights;
  readonly source: 'file' | 'random';
  /** Images × channels × rows × columns, without padding. */
  readonly inputs: ArrayLike<number>;
}

export interface LayerOutcome {
  readonly result: FunctionalLayer;
  /** Images × output channels × rows × columns. */
  readonly outputs: Float64Array;
}

/** Executes one layer, and holds its outputs against a direct computation and its counts against the analytic ones. */
export function runLayer(run: LayerRun): LayerOutcome {
  const { layer, geometry, hardware, mapping, weights, inputs } = run;
  const nest = buildNest(layer.problem, hardware, mapping);
  const bits = elementBits(layer, hardware, run.compressed);
  const machine = { nest, weights, decoderLevel: bits.stored?.level, accumulatorBits: bits.partial };
  // Asked for, or that of the spec with what its registers and decoder allow.
  const chosen: ChosenStyle = run.style === undefined ? styleOf(layer, hardware, run.compressed) : { style: run.style };
  const obstacle = styleObstacle({ ...machine, style: chosen.style });
  const style = obstacle === undefined ? chosen.style : 'mac';
  const fallback = obstacle ?? chosen.fallback;
  const execution = execute({ ...machine, style, inputs: paddedInputs(geometry, inputs) } satisfies MachineInput);
  const exact = directConvolution(geometry, inputs, weights.words);
  const accumulator = { bits: bits.partial, overflows: execution.overflows };
  const outputs = compareOutputs(execution.outputs, exact, accumulator);
  const analytic = countTransfers(nest);
  const transfers = compareTransfers(execution.transfers, analytic, hardware);
  const decoder = compareDecoder(run, { nest, bits, execution });
  const { macs, visits, arithmetic } = execution;
  const result: FunctionalLayer = {
    ...{ layer: layer.name, kind: layer.kind, mapping: printMapping(mapping), mapper: run.mapper, style },
    ...(fallback !== undefined && { fallback }),
    weights: weightFacts(run, bits),
    bits: { I: bits.I, O: bits.partial },
    outputs,
    transfers,
    decoder,
    arithmetic: { macs, visits, ...arithmetic },
    equal: outputs.mismatches === 0 && transfers.every(({ equal }) => equal) && (decoder?.equal ?? true),
  };
  return { result, outputs: execution.outputs };
}

function weightFacts({ hardware, weights, source }: LayerRun, bits: ElementBits): FunctionalLayer['weights'] {
  return {
    source,
    stored: weights.table === undefined ? 'words' : 'indices',
    bits: weights.bits,
    fractionBits: weights.fractionBits,
    tableWords: weights.table?.length ?? 0,
    decodedBelow: bits.stored === undefined ? null : hardware.levels[bits.stored.level]!.name,
    scalesLeftOut: weights.scalesLeftOut,
  };
}

function compareDecoder(
  { hardware, compressed, weights }: LayerRun,
  { nest, bits, execution }: { readonly nest: Nest; readonly bits: ElementBits; readonly execution: Execution },
): DecoderComparison | null {
  if (execution.decoder === null || hardware.decoder === undefined || compressed === undefined) return null;
  const transfers = countTransfers(nest);
  const actions = decoderActions({ nest, hardware, bits, transfers, compressed, lookups: 1 });
  const isTable = compressed.encoding.kind === 'codebook';
  const counted = actions.find(({ action }) => action === (isTable ? 'lookup' : 'unpack'))?.count ?? 0;
  const lookups = execution.decoder.words / weights.vectorLength;
  const { name, coding, runBits } = hardware.decoder;
  // Runs of zeros carry nothing for most of what is zero; here every vector is looked up.
  const share =
    coding !== 'runs' ? 1 : isTable ? 1 - compressed.zeroShare : storedSymbols(compressed.zeroShare, runBits);
  const analyticLookups = share === 0 ? lookups : counted / share;
  const equal = Math.abs(lookups - analyticLookups) <= rounding * lookups;
  return { name, lookups, analyticLookups, entriesRead: execution.decoder.entriesRead, equal };
}

/** Of the division by the share above: counts are whole numbers, and differ by more or not at all. */
const rounding = 1e-12;
