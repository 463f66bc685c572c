import { resolve } from 'node:path';
import { writeArtefact } from '../../compression/artefact/write-artefact.ts';
import type { CompressedWorkload, CompressionEngine, CompressionInput } from '../../compression/engine.ts';
import { readOptions } from '../../compression/read-options.ts';
import { runEngine } from '../../compression/run-engine.ts';
import { weightedLayers } from '../../compression/weighted-layers.ts';
import { importanceOf, withImportance } from '../../compression/with-importance.ts';
import { checkNewFile, createFile, type NewFile } from '../../files/create-file.ts';
import { loadNamedWeights } from '../../files/load-named-weights.ts';
import { loadWeights, loadWorkload } from '../../files/load-workload.ts';
import { type Place, shownPath } from '../../files/place.ts';
import { InputError, type Issue } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import { describeCompression } from '../../study/describe-compression.ts';
import type { WorkloadOptions } from '../../study/scenario.ts';
import type { Workload } from '../../workload/workload.ts';
import { atInputShape, atOption } from '../at-option.ts';
import { engineOf } from '../engine-of.ts';
import { atFlag, type EngineFlags, engineOptions } from '../engine-options.ts';
import { OptionFaults } from '../option-faults.ts';
import { startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { withoutInterruption } from '../without-interruption.ts';
import { compressText } from './compress-text.ts';

export interface CompressOptions extends EngineFlags {
  readonly engine: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly weights?: string;
  readonly importance?: string;
  readonly seed?: string;
  readonly inputShape: readonly string[];
  readonly json?: boolean;
}

/** `kjoule compress`: a network's weights through an engine, as a table and, with `--out`, as an artefact. */
export async function compress(model: string, options: CompressOptions, terminal: Terminal): Promise<void> {
  const prepared = await prepare(model, options, terminal);
  const { engine, input, warnings, target } = prepared;
  const progress = await startProgress(terminal);
  const issues: Issue[] = [];
  const compressed = await attempt(
    issues,
    () => runEngine(engine, { ...input, onProgress: progress.report }, prepared.options).finally(progress.stop),
    atFlag(options),
  );
  if (compressed === undefined) throw new InputError(issues);
  const file = target === undefined ? null : await save(compressed, target);
  const described = { ...describeCompression(input.workload.name, compressed), warnings, file };
  terminal.out(options.json === true ? `${JSON.stringify(described, null, 2)}\n` : compressText(described, terminal));
}

interface Prepared {
  readonly engine: CompressionEngine;
  readonly options: Readonly<Record<string, unknown>>;
  readonly input: CompressionInput;
  readonly warnings: readonly string[];
  /** Where the artefact goes. */
  readonly target: NewFile | undefined;
}

/** Everything the command line names, read; all faults at once. */
async function prepare(model: string, options: CompressOptions, { cwd }: Terminal): Promise<Prepared> {
  const faults = new OptionFaults();
  const issues: Issue[] = faults.issues;
  const place = { cwd, folder: cwd };
  const seed = options.seed === undefined ? 1 : faults.seed('--seed', options.seed);
  const inputShapes = faults.shapes('--input-shape', options.inputShape);
  const unread = issues.length;
  const given = engineOptions(options, faults);
  const isRead = issues.length === unread;
  const engine = await attempt(issues, () => engineOf(options.engine, place), atOption('--engine'));
  const checked = engine && isRead ? await checkOptions(engine, given, { options, issues }) : given;
  const how = inputShapes ? { inputShapes } : {};
  const workload = await attempt(issues, async () => withWeights(await loadWorkload(model, place, how)), atInputShape);
  const found = workload && (await findWeights(model, workload, { options, place, how, issues }));
  const target = options.out === undefined ? undefined : newFile(options.out, { options, place });
  if (target !== undefined) await attempt(issues, () => checkNewFile(target), atOption('--out'));
  if (issues.length > 0 || !engine || !workload || !found || !checked) throw new InputError(issues);
  const { warnings, ...weights } = found;
  return { engine, options: checked, input: { workload, seed, ...weights }, warnings, target };
}

function newFile(out: string, { options, place }: Pick<WeightContext, 'options' | 'place'>): NewFile {
  const path = resolve(place.cwd, out);
  return { path, shown: shownPath(path, place.cwd), overwrite: options.force === true };
}

async function checkOptions(
  engine: CompressionEngine,
  given: Readonly<Record<string, unknown>>,
  { options, issues }: { readonly options: CompressOptions; readonly issues: Issue[] },
) {
  return attempt(
    issues,
    () => {
      readOptions(engine.options, given);
      return options.importance === undefined ? given : withImportance(engine, given);
    },
    atFlag(options),
  );
}

function withWeights(workload: Workload): Workload {
  if (weightedLayers(workload).length > 0) return workload;
  const message = `"${workload.name}" has no layer with trained weights`;
  throw new InputError([{ code: 'weights-absent', severity: 'error', message }]);
}

interface WeightContext {
  readonly options: CompressOptions;
  readonly place: Place;
  readonly how: WorkloadOptions;
  readonly issues: Issue[];
}

async function findWeights(model: string, workload: Workload, { options, place, how, issues }: WeightContext) {
  const named = (flag: string, reference: string) =>
    attempt(issues, () => loadNamedWeights(reference, place, workload), atOption(flag));
  const importance = options.importance === undefined ? undefined : await named('--importance', options.importance);
  const all = importance && { importance: importanceOf(importance.weights) };
  if (options.weights === undefined) {
    const stored = await attempt(issues, () => loadWeights(model, place, how));
    return stored && { ...stored, ...all, warnings: [] };
  }
  const given = await named('--weights', options.weights);
  return given && { weights: given.weights, ...all, warnings: unusedWarning(options.weights, given.unused) };
}

function unusedWarning(file: string, unused: readonly string[]): string[] {
  if (unused.length === 0) return [];
  const names = unused.slice(0, 8).join(', ') + (unused.length > 8 ? `, … (${unused.length} in all)` : '');
  return [`${file}: tensors that belong to no layer with weights are left aside: ${names}`];
}

async function save(compressed: CompressedWorkload, target: NewFile) {
  const { path, shown } = target;
  const bytes = writeArtefact(compressed);
  const header = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  await withoutInterruption(() => createFile(target, bytes));
  return { file: shown, path, bytes: bytes.length, headerBytes: header, dataBytes: bytes.length - header };
}
