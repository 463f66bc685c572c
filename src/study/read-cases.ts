import type { CompressionEngine } from '../compression/engine.ts';
import { engines } from '../compression/engines/index.ts';
import { fitsGlob } from '../compression/glob.ts';
import { readOptions } from '../compression/read-options.ts';
import { weightedLayers } from '../compression/weighted-layers.ts';
import type { InputDocument } from '../shared/document.ts';
import { InputError, type Issue } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import { type Path, parsePath } from '../shared/path-text.ts';
import type { SharingCase, Variant } from '../training/retraining/retraining-task.ts';
import { conflictFree } from '../training/share/check-sharing.ts';
import type { Workload } from '../workload/workload.ts';
import type { RetrainingFile } from './retraining-schema.ts';
import { withoutRepeats } from './without-repeats.ts';

type Document = InputDocument<RetrainingFile>;
type WrittenCase = RetrainingFile['share']['cases'][number];

/** The cases a re-training scenario asks for, lists spelt out; every fault in one `InputError`. */
export function readCases(document: Document, workload: Workload): SharingCase[] {
  const names = weightedLayers(workload).map(({ layer }) => layer.name);
  const { share, layers } = document.value;
  const left = names.filter((name) => layers !== undefined && !layers.some((pattern) => fitsGlob(name, pattern)));
  const issues = share.cases.flatMap((each, at) => layerFaults(document, each, { at, names, workload }));
  const cases = share.cases.flatMap((each, at) => {
    const engine = engines.find(({ name }) => name === (each.engine ?? share.engine)) as CompressionEngine;
    const spelt = spelledOut(each, names, left).map((one) => ({ ...one, ...methodOf(document, each, engine) }));
    issues.push(...spelt.flatMap((one, index) => optionFaults(document, one, { at, index })));
    return spelt;
  });
  issues.push(...namedTwice(document, cases));
  if (issues.length > 0) throw new InputError(withoutRepeats(issues));
  return cases;
}

/** The variants a scenario writes, λ filled in. */
export function variantsOf(written: RetrainingFile['regularisers']): Variant[] {
  const given = written ?? [{ form: 'hard-indicator' as const }];
  return given.map(({ form, lambda = 1e-4 }) => ({ regulariser: form, lambda: form === 'none' ? 0 : lambda }));
}

function methodOf({ value }: Document, each: WrittenCase, engine: CompressionEngine) {
  return { engine, method: each.method ?? engine.name, variants: variantsOf(each.regularisers ?? value.regularisers) };
}

/** `left`: layers that are not in question. */
function spelledOut(each: WrittenCase, names: readonly string[], left: readonly string[]) {
  const { options = {} } = each;
  const written = Array.isArray(options.exclude) ? (options.exclude as readonly string[]) : [];
  const without = (others: readonly string[]) => {
    const exclude = [...new Set([...written, ...others])];
    return exclude.length === 0 ? {} : { exclude };
  };
  if ('layer' in each) {
    const { layer, k } = each;
    const others = without(names.filter((name) => name !== layer));
    return [k].flat().map((entries) => ({
      name: `${layer}, K ${entries}`,
      layer,
      k: entries,
      options: { ...options, ...others, k: entries },
    }));
  }
  const k = (value: unknown) => (typeof value === 'number' ? { k: value } : {});
  if ('name' in each) return [{ name: each.name, ...k(options.k), options: { ...options, ...without(left) } }];
  return Object.entries(each.sweep).flatMap(([option, values]) =>
    values.map((value) => ({
      name: `${option === 'k' ? 'K' : option} ${value}`,
      ...k(option === 'k' ? value : options.k),
      options: { ...options, ...without(left), [option]: value },
    })),
  );
}

interface Where {
  readonly at: number;
  readonly names: readonly string[];
  readonly workload: Workload;
}

function layerFaults(document: Document, each: WrittenCase, { at, names, workload }: Where): Issue[] {
  if (!('layer' in each) || names.includes(each.layer)) return [];
  return [noSuchLayer(document, ['share', 'cases', at, 'layer'], { found: each.layer, names, network: workload.name })];
}

/** A name, or a pattern, that fits no layer with weights. */
export function noSuchLayer(
  document: Document,
  path: Path,
  { found, names, network }: { readonly found: string; readonly names: readonly string[]; readonly network: string },
): Issue {
  const meant = nearest(found, names);
  const hint = meant === undefined ? {} : { hint: `did you mean "${meant}"?` };
  const message = `"${network}" has no layer "${found}" with weights`;
  return document.issue(path, { code: 'no-such-layer', message, found, accepted: names.join(', '), ...hint });
}

/** Options the engine does not take, or under which re-training would pull wrongly. */
function optionFaults(
  document: Document,
  each: SharingCase,
  { at, index }: { readonly at: number; readonly index: number },
): Issue[] {
  const pathOf = (option: Path): Path => {
    const written = document.value.share.cases[at]!;
    const swept = 'sweep' in written && String(option[0]) in written.sweep;
    return ['share', 'cases', at, ...(swept ? ['sweep', option[0]!, index] : ['options', ...option])];
  };
  const faults = each.variants.length === 0 ? [] : conflictFree(each.options);
  const conflicts = faults.map((fault) => document.issue(pathOf([fault.found ?? '']), fault));
  try {
    readOptions(each.engine.options, each.options);
    return conflicts;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [
      ...conflicts,
      ...error.issues.map(({ path = '', ...words }) => document.issue(pathOf(parsePath(path)), words)),
    ];
  }
}

/** Results are drawn together by the names of methods and cases. */
function namedTwice(document: Document, cases: readonly SharingCase[]): Issue[] {
  const names = cases.map(({ method, name }) => JSON.stringify([method, name]));
  const twice = cases.filter((_, at) => names.indexOf(names[at]!) < at);
  return twice.map(({ method, name }) => {
    const message = `two cases of ${method} are called "${name}"`;
    const hint = 'give one of them another method: or name:';
    return document.issue(['share', 'cases'], { code: 'duplicate-name', message, found: name, hint });
  });
}
