import type { ComponentLibrary } from '../components/library.ts';
import { weightedLayers } from '../compression/weighted-layers.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { objectiveText } from '../mapper/objective.ts';
import { type Issue, NoAnswerError } from '../shared/issue.ts';
import type { FinishedPoint } from '../training/retraining/points.ts';
import type { Workload } from '../workload/workload.ts';
import type { StudyCase } from './open-study.ts';
import type { RetrainingFile } from './retraining-schema.ts';
import { runSweep, type SweptCase } from './run-sweep.ts';
import type { Scenario } from './scenario.ts';
import { templatesChoice } from './templates-choice.ts';

/** What points of a re-training are to be costed on. */
export interface CostTask {
  /** Only the layers in question. */
  readonly workload: Workload;
  readonly accelerators: readonly HardwareSpec[];
  readonly library: ComponentLibrary;
  readonly settings: NonNullable<RetrainingFile['costs']>;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** Of all images of a batch; null: no answer, and `notes` say why. */
export interface PointCost {
  readonly energyPj: number | null;
  readonly latencyMs: number | null;
}

/** Cost on one accelerator, of every point and without compression. */
export interface AcceleratorCosts {
  readonly accelerator: string;
  readonly description: string;
  readonly uncompressed: PointCost;
  /** One per point, in their order. */
  readonly points: readonly PointCost[];
  /** Warnings and reasons, each once, with the number of cases it is about. */
  readonly notes: readonly { readonly message: string; readonly cases: number }[];
}

export interface RetrainingCosts {
  readonly layers: readonly string[];
  readonly batch: number;
  readonly convention: string;
  readonly objective: string;
  readonly accelerators: readonly AcceleratorCosts[];
}

/**
 * Costs every point from its own compressed weights, all with one search: mappings are sought for each way the weights are stored, then each
 * takes the best of all (`runSweep`).
 */
export async function costRetraining(task: CostTask, finished: readonly FinishedPoint[]): Promise<RetrainingCosts> {
  const { workload, accelerators, settings, onProgress } = task;
  const { batch = 1, convention = 'port' } = settings;
  const distinct = distinctCases(finished, workload);
  const costed: AcceleratorCosts[] = [];
  for (const [index, hardware] of accelerators.entries()) {
    const progress: CostTask['onProgress'] = (done, total, what) =>
      onProgress?.(index * total + done, accelerators.length * total, `${hardware.name}, ${what}`);
    const mapper = templatesChoice(settings.mapper, hardware);
    const scenario = { title: hardware.name, workload, batch, hardware, convention, mapper };
    const swept = await costOn(scenario, distinct, { library: task.library, onProgress: progress });
    costed.push(costsOf(hardware, distinct, swept));
  }
  const { objective } = templatesChoice(settings.mapper, undefined);
  const layers = weightedLayers(workload).map(({ layer }) => layer.name);
  return { layers, batch, convention, objective: objectiveText(objective), accelerators: costed };
}

interface DistinctCases {
  /** The first: without compression. */
  readonly compressions: readonly Scenario['compression'][];
  /** By point, which of them it is. */
  readonly ofPoints: readonly number[];
}

/** Points whose weights are stored in the same way cost the same: uniform numbers do not differ by seed. */
function distinctCases(finished: readonly FinishedPoint[], { layers: wanted }: Workload): DistinctCases {
  const names = wanted.map(({ name }) => name);
  const compressions: Scenario['compression'][] = [undefined];
  const known = new Map<string, number>();
  const ofPoints = finished.map(({ row, layers: all }) => {
    const layers = all.filter(({ layer }) => names.includes(layer));
    const key = JSON.stringify(layers);
    const at = known.get(key) ?? compressions.push({ engine: row.method, layers: byName(layers) }) - 1;
    known.set(key, at);
    return at;
  });
  return { compressions, ofPoints };
}

function byName(layers: FinishedPoint['layers']): NonNullable<Scenario['compression']>['layers'] {
  return new Map(layers.map((layer) => [layer.layer, layer]));
}

async function costOn(
  scenario: Scenario,
  { compressions }: DistinctCases,
  run: Pick<CostTask, 'library' | 'onProgress'>,
): Promise<readonly Pick<SweptCase, 'result' | 'reasons'>[]> {
  const cases = compressions.map((compression, at): StudyCase => {
    const values = { case: compression === undefined ? null : `${compression.engine} ${at}` };
    return { values, group: '', scenario: { ...scenario, ...(compression && { compression }) } };
  });
  try {
    return (await runSweep({ study: { axes: [], baseline: 0, cases }, command: '', ...run })).cases;
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    return cases.map(() => ({ result: null, reasons: error.issues.slice(0, 1) }));
  }
}

function costsOf(
  { name, description = '' }: HardwareSpec,
  { ofPoints }: DistinctCases,
  swept: readonly Pick<SweptCase, 'result' | 'reasons'>[],
): AcceleratorCosts {
  const costs = swept.map(({ result }): PointCost => {
    return { energyPj: result?.totals.energyPj ?? null, latencyMs: result?.totals.latencyMs ?? null };
  });
  const issues = swept.flatMap(({ result, reasons }): readonly Issue[] => result?.warnings ?? reasons);
  const cases = new Map<string, number>();
  for (const { message } of issues) cases.set(message, (cases.get(message) ?? 0) + 1);
  return {
    accelerator: name,
    description,
    uncompressed: costs[0]!,
    points: ofPoints.map((at) => costs[at]!),
    notes: [...cases].map(([message, count]) => ({ message, cases: count })),
  };
}
