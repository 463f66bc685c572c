import type { RunResult } from '../../cost/result.ts';
import type { ReferenceData } from '../../cross-check/reference-data.ts';
import { NoAnswerError } from '../../shared/issue.ts';
import { version } from '../../shared/version.ts';
import type { SimulationInput } from '../../simulate.ts';
import { runSweep, sweepSteps } from '../run-sweep.ts';
import type { AgreementResult, Comparison, Series, SeriesFit } from './agreement-result.ts';
import { metricInput } from './cases.ts';
import { fitSeries } from './fit.ts';
import { type AgreementStudy, type ComparisonStudy, layersOf } from './read-agreement.ts';
import { metricSeries, simulatorSeries, toolSeries } from './series.ts';

export interface AgreementRun {
  readonly study: AgreementStudy;
  readonly library: SimulationInput['library'];
  readonly data: ReferenceData;
  readonly command: string;
  readonly cache?: SimulationInput['cache'];
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/**
 * The energy of every case by the paper's metric, by the reference tool's method and by the simulator, on the same compressed
 * layers; and how each follows the others. Throws NoAnswerError when a case fits nowhere.
 */
export async function agree(run: AgreementRun): Promise<AgreementResult> {
  const { study, command } = run;
  const comparisons: Comparison[] = [];
  const totals = study.comparisons.map(({ sweep }) => sweepSteps(sweep));
  const total = totals.reduce((sum, each) => sum + each, 0);
  for (const [index, each] of study.comparisons.entries()) {
    const before = totals.slice(0, index).reduce((sum, steps) => sum + steps, 0);
    const progress = (done: number, _: number, what: string) =>
      run.onProgress?.(before + done, total, `${each.given.name} ${what}`);
    comparisons.push(await compare(run, each, progress));
  }
  const { title, reduction } = study;
  return { schema: 'kjoule-agreement/1', kjouleVersion: version, title, command, comparisons, reduction };
}

async function compare(
  { library, data, command, cache }: AgreementRun,
  comparison: ComparisonStudy,
  onProgress: (done: number, total: number, what: string) => void,
): Promise<Comparison> {
  const { given, sweep, toolLayers } = comparison;
  const swept = await runSweep({ study: sweep, library, command, cache, onProgress });
  const unanswered = swept.cases.filter(({ result }) => result === null);
  if (unanswered.length > 0) throw new NoAnswerError(unanswered.flatMap(({ reasons }) => reasons));
  const [dense, ...results] = swept.cases.map(({ result }) => result as RunResult);
  const { scenario } = sweep.cases[0]!;
  const { path, values } = sweep.axes[0]!;
  const axis = path.split('.').at(-1)!;
  const told = metricInput(comparison);
  const own: Series = { kind: 'axis', name: axis, uncompressed: null, values: values as readonly number[] };
  const metrics = metricSeries(told);
  const tool = toolSeries({ layers: toolLayers, data, cases: told.cases });
  const simulator = simulatorSeries(dense!, results);
  return {
    name: given.name,
    sweep: given.sweep,
    network: scenario.workload.name,
    layers: layersOf(sweep),
    macs: dense!.totals.macs / scenario.batch,
    accelerator: scenario.hardware.name,
    batch: { tool: given.tool.batch, simulator: scenario.batch },
    activity: given.tool.activity ?? null,
    metric: told.metric,
    axis,
    values: own.values,
    series: [own, ...metrics, ...tool, simulator],
    fits: await fitsOf([own, ...metrics], tool, simulator),
    published: given.published ?? null,
    assumed: results.some(({ compression }) => compression?.assumed === true),
  };
}

/** Metrics and the axis against everything else; the tool against the simulator. */
async function fitsOf(metrics: readonly Series[], tool: readonly Series[], simulator: Series): Promise<SeriesFit[]> {
  const pairs = [
    ...metrics.flatMap((first) => [...tool, simulator].map((second) => [first, second] as const)),
    ...tool.map((first) => [first, simulator] as const),
  ];
  return Promise.all(
    pairs.map(async ([first, second]) => ({
      first: first.name,
      second: second.name,
      fit: await fitSeries(first.values, second.values),
    })),
  );
}
