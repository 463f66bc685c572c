import type { Study, StudyCase } from './read-study.ts';
import type { SweepAxis } from './sweep/expand-sweep.ts';
import type { SweepValue } from './sweep/read-axis.ts';

/** What a scenario would do, before anything is costed. */
export interface Plan {
  readonly title: string;
  readonly axes: readonly SweepAxis[];
  readonly cases: readonly PlannedCase[];
  /** The case the others are held against, by its place. */
  readonly baseline: number;
  /** Mappings that are searched, the same shape on the same accelerator once per case. */
  readonly searches: number;
}

export interface PlannedCase {
  readonly values: Readonly<Record<string, SweepValue>>;
  readonly workload: string;
  readonly hardware: string;
  readonly batch: number;
  readonly layers: number;
  readonly searches: number;
}

/** The cases of a study; everything it names has been read, so what is planned can be run. */
export function planOf({ axes, cases, baseline }: Study): Plan {
  const planned = cases.map(plannedCase);
  const searches = planned.reduce((sum, each) => sum + each.searches, 0);
  return { title: cases[0]!.scenario.title, axes, cases: planned, baseline, searches };
}

function plannedCase({ values, scenario }: StudyCase): PlannedCase {
  const { workload, hardware, batch, mapper, compression } = scenario;
  const shapes = workload.layers
    .filter(({ name }) => mapper.strategy !== 'fixed' || !mapper.mappings.has(name))
    .map(({ name, problem, operation }) =>
      JSON.stringify([problem, operation, compression?.layers.get(name)?.encoding]),
    );
  return {
    values,
    workload: workload.name,
    hardware: hardware.name,
    batch,
    layers: workload.layers.length,
    searches: new Set(shapes).size,
  };
}
