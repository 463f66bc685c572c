import { priceHardware } from '../../components/price-hardware.ts';
import type { CompressedTensor, CompressionEngine } from '../../compression/engine.ts';
import { readOptions } from '../../compression/read-options.ts';
import { runEngine } from '../../compression/run-engine.ts';
import { loadArtefact } from '../../files/load-artefact.ts';
import { loadHardware } from '../../files/load-hardware.ts';
import { loadImages } from '../../files/load-images.ts';
import { loadLibrary } from '../../files/load-library.ts';
import { loadNamedWeights } from '../../files/load-named-weights.ts';
import { loadWeights, loadWorkload } from '../../files/load-workload.ts';
import type { Place } from '../../files/place.ts';
import { type CompletedWeights, completeWeights } from '../../functional/random-tensors.ts';
import { type FunctionalInput, type FunctionalRun, planRun, runNetwork } from '../../functional/run-network.ts';
import { styles } from '../../functional/styles/index.ts';
import type { HardwareSpec, MacStyle } from '../../hardware/hardware.ts';
import type { MapperChoice } from '../../mapper/mapper.ts';
import { InputError } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import { batchOf } from '../../workload/batch-of.ts';
import type { Layer, Workload } from '../../workload/workload.ts';
import { AnsweredNo } from '../answered-no.ts';
import { atOption } from '../at-option.ts';
import { engineOf } from '../engine-of.ts';
import { atFlag, type EngineFlags, engineOptions } from '../engine-options.ts';
import { findLayer } from '../find-layer.ts';
import { OptionFaults } from '../option-faults.ts';
import { startProgress } from '../progress.ts';
import { readMapping } from '../read-mapping.ts';
import type { Terminal } from '../terminal.ts';
import { simulateFunctionalText } from './simulate-functional-text.ts';

interface FunctionalOptions extends EngineFlags {
  readonly hardware: string;
  readonly workload: string;
  readonly layer?: string;
  readonly mapping?: string;
  readonly engine?: string;
  readonly artefact?: string;
  readonly weights?: string;
  readonly style?: string;
  readonly seed?: string;
  readonly images?: string;
  readonly batch?: string;
  readonly inputShape: readonly string[];
  readonly force?: boolean;
  readonly json?: boolean;
}

const mostMacs = 2e8;

/** `kjoule simulate-functional`: a network, or one layer, executed on integers. */
export async function simulateFunctional(options: FunctionalOptions, terminal: Terminal): Promise<void> {
  const input = await prepare(options, terminal);
  const progress = await startProgress(terminal);
  let run: FunctionalRun;
  try {
    run = runNetwork({ ...input, onProgress: progress.report });
  } finally {
    progress.stop();
  }
  const text = options.json === true ? `${JSON.stringify(run, null, 2)}\n` : simulateFunctionalText(run, terminal);
  terminal.out(text);
  if (!run.equal) throw new AnsweredNo();
}

/** Everything the command line names, read; all faults at once. */
async function prepare(options: FunctionalOptions, terminal: Terminal): Promise<FunctionalInput> {
  const faults = new OptionFaults();
  const { issues } = faults;
  const place = { cwd: terminal.cwd, folder: terminal.cwd };
  const seed = options.seed === undefined ? 1 : faults.seed('--seed', options.seed);
  const style = options.style === undefined ? undefined : faults.oneOf('--style', options.style, styleNames);
  const engine = await chosenEngine(options, { place, faults });
  const library = await loadLibrary(terminal.cwd);
  const hardware = await attempt(issues, () => loadHardware(options.hardware, place, library), atOption('--hardware'));
  const found = await findNetwork(options, { place, faults });
  const { workload } = found;
  const layer = workload && (await attempt(issues, () => chosenLayer(options, workload)));
  const mapper = await attempt(
    issues,
    () => chosenMapper(options, { layer, hardware, terminal }),
    atOption('--mapping'),
  );
  const images = workload && (await attempt(issues, () => readImages(options, workload, place), atOption('--images')));
  const limits = { mostMacs: options.force === true ? Number.POSITIVE_INFINITY : mostMacs };
  if (workload && hardware) await attempt(issues, () => void planRun({ workload, layer, hardware, limits }));
  if (issues.length > 0 || !workload || !hardware || !mapper) throw new InputError(issues);
  const made = completeWeights(workload, found.weights, seed);
  const compressed = await attempt(
    issues,
    () => compress(options, { engine, workload, made, seed, place }),
    atFlag(options),
  );
  if (issues.length > 0) throw new InputError(issues);
  const prices = priceHardware(hardware, library);
  return { workload, layer, hardware, prices, mapper, style, ...made, compressed, seed, images, limits };
}

const styleNames = Object.keys(styles) as MacStyle[];

interface Chosen {
  readonly engine: CompressionEngine;
  readonly options: Readonly<Record<string, unknown>>;
}

interface Reading {
  readonly place: Place;
  readonly faults: OptionFaults;
}

/** The engine and its options, as far as they can be judged without weights. */
async function chosenEngine(options: FunctionalOptions, { place, faults }: Reading): Promise<Chosen | undefined> {
  const { engine: reference, artefact } = options;
  const given = engineOptions(options, faults);
  if (reference !== undefined && artefact !== undefined) {
    const message = '--engine and --artefact both say how weights are stored';
    faults.add('--artefact', 'conflicting-keys', { message });
  }
  if (reference === undefined) {
    const idle = Object.keys(given);
    if (idle.length > 0)
      faults.add('--engine', 'missing-option', { message: `options of an engine without one: ${idle.join(', ')}` });
    return undefined;
  }
  const engine = await attempt(faults.issues, () => engineOf(reference, place), atOption('--engine'));
  if (engine !== undefined)
    await attempt(faults.issues, () => void readOptions(engine.options, given), atFlag(options));
  return engine && { engine, options: given };
}

/** The network, and the weights its file or another has. */
async function findNetwork(
  options: FunctionalOptions,
  { place, faults }: Reading,
): Promise<{ workload: Workload | undefined; weights: CompletedWeights['weights'] }> {
  const batch = options.batch === undefined ? undefined : faults.count('--batch', options.batch, 1);
  const inputShapes = faults.shapes('--input-shape', options.inputShape);
  const how = { ...(batch !== undefined && { batch }), ...(inputShapes && { inputShapes }) };
  const { issues } = faults;
  const workload = await attempt(issues, () => loadWorkload(options.workload, place, how), atOption('--workload'));
  const { weights: file } = options;
  const stored =
    workload &&
    (await (file === undefined
      ? attempt(issues, () => loadWeights(options.workload, place, how))
      : attempt(issues, () => loadNamedWeights(file, place, workload), atOption('--weights'))));
  return { workload, weights: stored?.weights ?? new Map() };
}

function chosenLayer({ layer, mapping }: FunctionalOptions, workload: Workload): Layer | undefined {
  if (layer === undefined && mapping === undefined) return undefined;
  return findLayer(workload.layers, layer, workload.name);
}

async function chosenMapper(
  { mapping }: FunctionalOptions,
  known: {
    readonly layer: Layer | undefined;
    readonly hardware: HardwareSpec | undefined;
    readonly terminal: Terminal;
  },
): Promise<MapperChoice> {
  const { layer, hardware, terminal } = known;
  if (mapping === undefined) {
    return { strategy: 'templates', dataflow: hardware?.dataflow ?? 'best', objective: 'energy-delay' };
  }
  const { text } = await readMapping(mapping, terminal);
  return { strategy: 'fixed', mappings: new Map(layer === undefined ? [] : [[layer.name, text]]) };
}

async function readImages(
  { images }: FunctionalOptions,
  workload: Workload,
  place: Place,
): Promise<Float32Array | undefined> {
  return images === undefined ? undefined : loadImages(images, place, batchOf(workload));
}

async function compress(
  { artefact }: FunctionalOptions,
  given: {
    readonly engine: Chosen | undefined;
    readonly workload: Workload;
    readonly made: CompletedWeights;
    readonly seed: number;
    readonly place: Place;
  },
): Promise<ReadonlyMap<string, CompressedTensor> | undefined> {
  const { engine, workload, made, seed, place } = given;
  if (engine === undefined && artefact === undefined) return undefined;
  const { layers } =
    artefact === undefined
      ? await runEngine(engine!.engine, { workload, weights: made.weights, seed }, engine!.options)
      : await loadArtefact(artefact, place);
  return new Map(layers.map((layer) => [layer.layer, layer]));
}
