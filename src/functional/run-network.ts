import type { PriceTable } from '../components/price.ts';
import type { CompressedTensor, WeightTensor } from '../compression/engine.ts';
import { conventions } from '../dataflow/conventions/index.ts';
import { decoderFaults } from '../dataflow/decoder.ts';
import { elementBits } from '../dataflow/element-bits.ts';
import type { HardwareSpec, MacStyle } from '../hardware/hardware.ts';
import { mapLayer } from '../mapper/map-layer.ts';
import type { MapperChoice } from '../mapper/mapper.ts';
import { InputError, type Issue, NoAnswerError } from '../shared/issue.ts';
import { Random } from '../shared/random.ts';
import type { Layer, Workload } from '../workload/workload.ts';
import { type Activations, afterLayer, between, firstActivations, intoRange } from './activations.ts';
import type { FunctionalLayer } from './functional-result.ts';
import { type NetworkPlan, type PlannedLayer, planLayer, planNetwork, type RunLimits } from './plan-network.ts';
import { type LayerOutcome, runLayer } from './run-layer.ts';
import { type IntegerWeights, isShared, tableWeights, wordWeights } from './stored-weights.ts';

export interface FunctionalInput {
  readonly workload: Workload;
  /** One layer, on random activations; absent: the whole network, layer after layer. */
  readonly layer?: Layer | undefined;
  readonly hardware: HardwareSpec;
  readonly prices: PriceTable;
  readonly mapper: MapperChoice;
  /** Absent: the one of the spec. */
  readonly style?: MacStyle | undefined;
  /** By layer name, for every layer on the MAC array. */
  readonly weights: ReadonlyMap<string, WeightTensor>;
  /** Layers whose weights were made up, which results mark. */
  readonly random: ReadonlySet<string>;
  readonly compressed?: ReadonlyMap<string, CompressedTensor> | undefined;
  /** Of activations. */
  readonly seed: number;
  /** Input of the network, images × channels × rows × columns, 0…1; absent: random. */
  readonly images?: Float32Array | undefined;
  readonly limits: RunLimits;
  readonly onProgress?: ((done: number, total: number, layer: string) => void) | undefined;
}

export interface FunctionalRun {
  readonly workload: string;
  readonly hardware: string;
  readonly seed: number;
  readonly input: 'images' | 'random';
  readonly layers: readonly FunctionalLayer[];
  /** Layers after the last on the MAC array. */
  readonly notExecuted: readonly string[];
  /** All layers equal. */
  readonly equal: boolean;
}

/**
 * Executes a network, or one layer of it, on integers: convolutions and fully connected layers on the accelerator as they are
 * mapped, pooling and ReLU between. Throws InputError for what cannot be executed, NoAnswerError for what fits nowhere.
 */
export function runNetwork(input: FunctionalInput): FunctionalRun {
  const { workload, hardware, layer, seed } = input;
  const plan = planRun(input);
  const unusable = plan.steps.flatMap((step) => compressionIssues(step, input.compressed?.get(step.layer.name)));
  if (unusable.length > 0) throw new InputError(unusable);
  const first = firstActivations(plan.steps[0]!, { ...input, signed: layer !== undefined }, new Random(seed));
  const known = new Map<string, Activations>([['input', first]]);
  const layers: FunctionalLayer[] = [];
  for (const [index, step] of plan.steps.entries()) {
    input.onProgress?.(index, plan.steps.length, step.layer.name);
    const activations = known.get(step.from)!;
    if (step.geometry === undefined) known.set(step.layer.name, between(step.layer, activations, hardware.mac.bits.I));
    else {
      const { outcome, next } = executeStep(input, step, activations);
      layers.push(outcome.result);
      known.set(step.layer.name, next);
    }
  }
  input.onProgress?.(plan.steps.length, plan.steps.length, '');
  return {
    workload: workload.name,
    hardware: hardware.name,
    seed,
    input: input.images === undefined ? 'random' : 'images',
    layers,
    notExecuted: plan.notExecuted,
    equal: layers.every(({ equal }) => equal),
  };
}

/** What a run executes. Throws an InputError for what cannot be executed. */
export function planRun({
  workload,
  layer,
  hardware,
  limits,
}: Pick<FunctionalInput, 'workload' | 'layer' | 'hardware' | 'limits'>): NetworkPlan {
  if (layer === undefined) return planNetwork(workload, hardware, limits);
  return { steps: [planLayer(layer, hardware, limits)], notExecuted: [] };
}

/** Why a layer cannot be executed with its compressed weights; empty when it can. */
function compressionIssues({ layer, geometry }: PlannedLayer, compressed: CompressedTensor | undefined): Issue[] {
  if (geometry === undefined || compressed === undefined) return [];
  const issue = { severity: 'error', path: layer.name } as const;
  if (compressed.assumed) {
    const message = 'its compression is assumed: there are no indices to execute';
    return [{ ...issue, code: 'not-executable', message, hint: 'use an engine that computes them' }];
  }
  const { groups, inputChannels, outputChannels, kernel } = geometry;
  const weights = groups * outputChannels * inputChannels * kernel[0] * kernel[1];
  if (compressed.decoded?.length === weights) return [];
  const message = 'the compressed weights do not fit the layer';
  return [
    {
      ...{ ...issue, code: 'weights-shape', message },
      ...{ found: `${compressed.decoded?.length ?? 0} weights`, accepted: `${weights} weights` },
    },
  ];
}

function executeStep(
  input: FunctionalInput,
  { layer, geometry }: PlannedLayer,
  activations: Activations,
): { outcome: LayerOutcome; next: Activations } {
  const { hardware } = input;
  const compressed = input.compressed?.get(layer.name);
  const tensor = input.weights.get(layer.name)!;
  const bits = elementBits(layer, hardware, compressed);
  const weights = integerWeights(hardware, { tensor, compressed, bits: bits.W });
  const inputs = intoRange(activations, bits.I);
  const outcome = runLayer({
    ...{ layer, geometry: geometry!, hardware, compressed, weights, inputs: inputs.values },
    ...mapOnto(input, layer, compressed),
    style: input.style,
    source: input.random.has(layer.name) ? 'random' : 'file',
  });
  const fractionBits = inputs.fractionBits + weights.fractionBits;
  const sums = { values: outcome.outputs, fractionBits };
  return { outcome, next: afterLayer(sums, { bias: tensor.bias, batch: geometry!.batch, bits: hardware.mac.bits.I }) };
}

/** What stands in the outermost memory, and what it means. */
function integerWeights(
  { decoder }: HardwareSpec,
  weights: { readonly tensor: WeightTensor; readonly compressed: CompressedTensor | undefined; readonly bits: number },
): IntegerWeights {
  const { tensor, compressed, bits } = weights;
  if (decoder !== undefined && isShared(compressed)) return tableWeights(compressed, Math.min(bits, decoder.entryBits));
  return wordWeights(compressed?.decoded ?? tensor.data, bits);
}

function mapOnto(input: FunctionalInput, layer: Layer, compressed: CompressedTensor | undefined) {
  const { hardware, prices, mapper } = input;
  const faults = compressed === undefined ? [] : decoderFaults(hardware, compressed);
  if (faults.length > 0) {
    const message = `the weights of ${layer.name} do not fit the decoder of ${hardware.name}: ${faults.join('; ')}`;
    throw new NoAnswerError([{ code: 'decoder-too-small', severity: 'error', message, path: layer.name }]);
  }
  const objective = mapper.strategy === 'fixed' ? 'energy' : mapper.objective;
  const convention = conventions[0]!;
  const outcome = mapLayer({ layer, hardware, prices, convention, objective, compressed }, mapper);
  if (!outcome.found) throw new NoAnswerError(outcome.issues);
  return outcome;
}
