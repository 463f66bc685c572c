import type { ToolLayer } from '../../cross-check/tool-layer.ts';
import { toolLayers } from '../../cross-check/tool-layers.ts';
import { withActivity } from '../../cross-check/with-activity.ts';
import { withBatch } from '../../cross-check/with-batch.ts';
import { type InputDocument, openDocument } from '../../shared/document.ts';
import { InputError, type Issue } from '../../shared/issue.ts';
import { nearest } from '../../shared/nearest.ts';
import type { ParsedYaml } from '../../shared/parse-yaml.ts';
import type { Path } from '../../shared/path-text.ts';
import type { Activity } from '../../workload/import/activity/read-activity.ts';
import type { Workload } from '../../workload/workload.ts';
import { attempt } from '../attempt.ts';
import type { Study } from '../read-study.ts';
import { listed } from '../select-layers.ts';
import type { Reduction } from './agreement-result.ts';
import { type AgreementFile, agreementSchema } from './agreement-schema.ts';
import { reductionOf } from './reduction.ts';

/** Finds what such a scenario names; each rejects with InputError. */
export interface AgreementSources {
  study(reference: string): Promise<Study>;
  workload(reference: string): Promise<Workload>;
  activity(reference: string): Promise<Activity>;
}

/** A scenario that holds energies told in several ways beside each other, with everything it names. */
export interface AgreementStudy {
  readonly title: string;
  readonly comparisons: readonly ComparisonStudy[];
  readonly reduction: Reduction | null;
}

export interface ComparisonStudy {
  readonly given: AgreementFile['agreement'][number];
  /** One axis of numbers, and the case without compression. */
  readonly sweep: Study;
  /** The layers of the sweep, as the tool takes them. */
  readonly toolLayers: readonly ToolLayer[];
}

/** True for a scenario of this kind, whatever is wrong with it. */
export function isAgreement({ root }: ParsedYaml): boolean {
  return root?.content instanceof Map && root.content.has('agreement');
}

/** Reads such a scenario and all it names; every fault in one `InputError`. */
export async function readAgreement(parsed: ParsedYaml, sources: AgreementSources): Promise<AgreementStudy> {
  const document = openDocument(parsed, agreementSchema);
  const { title = 'Metric, tool and simulator', agreement, reduction } = document.value;
  const context = { document, sources, issues: [] as Issue[] };
  const comparisons: ComparisonStudy[] = [];
  for (const [index, given] of agreement.entries()) {
    const read = await readComparison(context, index, given);
    if (read !== undefined) comparisons.push(read);
  }
  const points = reduction && (await attempt(context.issues, () => readReduction(context, reduction)));
  if (context.issues.length > 0) throw new InputError(context.issues);
  return { title, comparisons, reduction: points ?? null };
}

interface Context {
  readonly document: InputDocument<AgreementFile>;
  readonly sources: AgreementSources;
  readonly issues: Issue[];
}

async function readComparison(
  { document, sources, issues }: Context,
  index: number,
  given: AgreementFile['agreement'][number],
): Promise<ComparisonStudy | undefined> {
  const at = (...path: Path) => placed(document, ['agreement', index, ...path]);
  const { activity: zeros, network, batch } = given.tool;
  const sweep = await attempt(issues, () => sources.study(given.sweep), at('sweep'));
  const workload = await attempt(issues, () => sources.workload(network), at('tool', 'network'));
  const activity =
    zeros === undefined ? undefined : await attempt(issues, () => sources.activity(zeros), at('tool', 'activity'));
  if (sweep !== undefined && !isUsable(sweep)) {
    const message = 'the sweep needs one axis of numbers that changes the compression, and at least two of them';
    issues.push(document.issue(['agreement', index, 'sweep'], { code: 'not-comparable', message, found: given.sweep }));
    return undefined;
  }
  if (sweep === undefined || workload === undefined || (zeros !== undefined && activity === undefined))
    return undefined;
  const told = toolLayers(workload).layers.map((layer) => withBatch(layer, batch));
  const active = await attempt(issues, () => (activity === undefined ? told : withActivity(told, activity)));
  if (active === undefined) return undefined;
  const wanted = layersOf(sweep);
  const strangers = wanted.filter((name) => !active.some((layer) => layer.name === name));
  issues.push(
    ...strangers.map((found) => stranger(document, { index, found, network, names: active.map(({ name }) => name) })),
  );
  return { given, sweep, toolLayers: active.filter(({ name }) => wanted.includes(name)) };
}

/** The case without compression, and two with it or more, told by one number each. */
function isUsable({ axes, cases }: Study): boolean {
  const [axis, ...others] = axes;
  const isPlain = cases[0]?.scenario.compression === undefined;
  return (
    axis !== undefined &&
    others.length === 0 &&
    isPlain &&
    axis.values.length > 1 &&
    axis.values.every((each) => typeof each === 'number')
  );
}

/** Layers that multiply. */
export function layersOf({ cases }: Study): string[] {
  return cases[0]!.scenario.workload.layers.filter(({ operation }) => operation === 'mac').map(({ name }) => name);
}

interface Stranger {
  readonly index: number;
  readonly found: string;
  readonly network: string;
  readonly names: readonly string[];
}

function stranger(document: Context['document'], { index, found, network, names }: Stranger): Issue {
  const meant = nearest(found, names);
  return document.issue(['agreement', index, 'tool', 'network'], {
    code: 'no-such-layer',
    message: `"${network}" has no layer "${found}" that the tool could take`,
    found,
    accepted: listed(names),
    ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
  });
}

async function readReduction(
  { document, sources, issues }: Context,
  given: NonNullable<AgreementFile['reduction']>,
): Promise<Reduction | undefined> {
  const workload = await attempt(
    issues,
    () => sources.workload(given.network),
    placed(document, ['reduction', 'network']),
  );
  return workload === undefined ? undefined : reductionOf(document, given, workload);
}

/** A fault without a file is about the name that stands at this path. */
function placed(document: Context['document'], path: Path): (issue: Issue) => Issue {
  return (issue) => (issue.file === undefined ? document.issue(path, issue) : issue);
}
