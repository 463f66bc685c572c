import { InputError } from '../shared/issue.ts';
import { plainValue } from '../shared/located.ts';
import { type ParsedYaml, parseYaml } from '../shared/parse-yaml.ts';
import { readScenario, type ScenarioOverrides } from './read-scenario.ts';
import type { Compression, CompressionKey, Scenario, ScenarioSources } from './scenario.ts';
import { type ExpandedSweep, expandSweep, type SweepAxis } from './sweep/expand-sweep.ts';
import type { LocatedMap } from './sweep/located-tree.ts';
import { refuse, type SweepValue } from './sweep/read-axis.ts';

export interface StudyCase {
  readonly values: Readonly<Record<string, SweepValue>>;
  /** Cases of the same text differ in compression only. */
  readonly group: string;
  readonly scenario: Scenario;
}

/** A scenario file whose cases are read when they are asked for; what several cases name is read once. */
export interface OpenStudy {
  /** Empty without a sweep. */
  readonly axes: readonly SweepAxis[];
  readonly count: number;
  /** The case the others are held against. */
  readonly baseline: number;
  valuesOf(index: number): StudyCase['values'];
  /** With everything it names; its weights compressed. Rejects with `InputError`. */
  read(index: number): Promise<StudyCase>;
  /** As `read`, but nothing is compressed, and files with weights are read once. Rejects with `InputError`. */
  check(index: number): Promise<Omit<Scenario, 'compression'>>;
  /** Cases of the same text differ in compression only. */
  groupOf(index: number): string;
  /** What decides how the weights of a case are stored; undefined without compression. */
  compressionOf(index: number): CompressionKey | undefined;
}

/** Cases whose mappings are searched one by one and held against each other. */
const mostSearched = 1000;

/** What decides how weights are stored. */
const compressionKeys = ['workload', 'batch', 'inputShapes', 'layers', 'engines', 'compression'];

export async function openStudy(
  { file, text }: { readonly file: string; readonly text: string },
  sources: ScenarioSources,
  overrides: ScenarioOverrides = {},
): Promise<OpenStudy> {
  const sweep = await expandSweep(parseYaml(file, text));
  const keep = remembered(sources.compression);
  const once = { ...rememberSources(sources), compression: keep };
  const read = new Set<string>();
  const { axes, count, baseline, valuesOf, caseAt } = sweep;
  return {
    axes,
    count,
    baseline,
    valuesOf,
    read: async (index) => {
      const { values, parsed } = caseAt(index);
      const compression: ScenarioSources['compression'] = (make) => keep(make, keyOf(parsed, overrides));
      return {
        values,
        group: groupOf(parsed),
        scenario: await readScenario(parsed, { ...once, compression }, overrides),
      };
    },
    check: async (index) => {
      const { parsed } = caseAt(index);
      const { text } = keyOf(parsed, overrides);
      const compression: ScenarioSources['compression'] = async (make) => {
        if (read.has(text)) return undefined;
        read.add(text);
        return make('read');
      };
      // What an artefact holds is not part of the case yet.
      const { compression: _, ...scenario } = await readScenario(parsed, { ...once, compression }, overrides);
      refuseTooMany(sweep, scenario);
      return scenario;
    },
    groupOf: (index) => groupOf(caseAt(index).parsed),
    compressionOf: (index) => {
      const { parsed } = caseAt(index);
      return isCompressed(parsed) ? keyOf(parsed, overrides) : undefined;
    },
  };
}

function refuseTooMany({ entry, count }: ExpandedSweep, { mapper }: Pick<Scenario, 'mapper'>): void {
  if (count <= mostSearched || entry === undefined) return;
  if (mapper.strategy !== 'templates' || mapper.searches === 'per-accelerator') return;
  const message = `mappings are searched for each of the ${count} cases and held against those of the others`;
  const accepted = `at most ${mostSearched} cases`;
  const hint =
    'mapper: { strategy: templates, searches: per-accelerator } searches once for cases that differ in compression';
  throw new InputError([refuse(entry, { code: 'too-many-cases', message, path: 'sweep', accepted, hint })]);
}

function groupOf(parsed: ParsedYaml): string {
  return textOf(parsed, (key) => key !== 'compression' && key !== 'title');
}

function keyOf(parsed: ParsedYaml, { batch }: ScenarioOverrides): CompressionKey {
  const { workload, engines, compression } = plainMap(parsed);
  const { weights, importance, artefact } = plainObject(compression);
  const named = { workload, weights, importance, artefact };
  const kinds = ['workload', 'weights', 'importance', 'artefact'] as const;
  const files = kinds.flatMap((kind) => {
    const reference = named[kind];
    return typeof reference === 'string' ? [{ kind, reference }] : [];
  });
  const text = `${batch ?? ''} ${textOf(parsed, (key) => compressionKeys.includes(key))}`;
  return { text, files, ownEngines: engines !== undefined };
}

function plainMap({ root }: ParsedYaml): Readonly<Record<string, unknown>> {
  return root === undefined ? {} : plainObject(plainValue(root));
}

function plainObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isCompressed({ root }: ParsedYaml): boolean {
  return root?.content instanceof Map && root.content.has('compression');
}

/** Some keys of a scenario as text. */
function textOf({ root }: ParsedYaml, wanted: (key: string) => boolean): string {
  if (!(root?.content instanceof Map)) return '';
  const entries = [...(root.content as LocatedMap)].filter(([key]) => wanted(key));
  return JSON.stringify(entries.map(([key, { value }]) => [key, plainValue(value)]).sort());
}

/** More would grow with the cases of a sweep. */
const mostRemembered = 256;

/** Compressed weights by what decides them; those of a case with faults are made again, to tell of them. */
function remembered(
  fetch: NonNullable<ScenarioSources['compression']> = (make) => make(),
): NonNullable<ScenarioSources['compression']> {
  const known = new Map<string, Compression>();
  return async (make, key) => {
    const text = key?.text ?? '';
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = await fetch(make, key);
    if (made === undefined) return undefined;
    known.set(text, made);
    if (known.size > mostRemembered) known.delete(known.keys().next().value!);
    return made;
  };
}

function rememberSources(sources: ScenarioSources): ScenarioSources {
  return {
    workload: remember(sources.workload),
    weights: remember(sources.weights),
    namedWeights: sources.namedWeights,
    engine: remember(sources.engine),
    artefact: remember(sources.artefact),
    activity: remember(sources.activity),
    hardware: remember(sources.hardware, ([name, changes]) => [name, changes && plainValue(changes)]),
    mapping: remember(sources.mapping),
  };
}

/** A failure is remembered as well; what was asked for longest ago is forgotten. */
function remember<Arguments extends unknown[], Result>(
  fetch: (...given: Arguments) => Promise<Result>,
  keyOf: (given: Arguments) => unknown = (given) => given,
): (...given: Arguments) => Promise<Result> {
  const known = new Map<string, Promise<Result>>();
  return (...given) => {
    const key = JSON.stringify(keyOf(given));
    const result = known.get(key) ?? fetch(...given);
    known.delete(key);
    known.set(key, result);
    if (known.size > mostRemembered) known.delete(known.keys().next().value!);
    return result;
  };
}
