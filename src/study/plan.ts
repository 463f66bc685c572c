import type { ComponentLibrary } from '../components/library.ts';
import { priceHardware } from '../components/price-hardware.ts';
import { isFused, layerHardware } from '../cost/layer-hardware.ts';
import { conventions } from '../dataflow/conventions/index.ts';
import { type MappingCache, mappingQuestion } from '../mapper/mapping-cache.ts';
import type { Study, StudyCase } from './read-study.ts';
import type { Scenario } from './scenario.ts';
import type { SweepAxis } from './sweep/expand-sweep.ts';
import type { SweepValue } from './sweep/read-axis.ts';

/** What a scenario would do, before anything is costed. */
export interface Plan {
  readonly title: string;
  readonly axes: readonly SweepAxis[];
  readonly cases: readonly PlannedCase[];
  /** The case the others are held against, by its place. */
  readonly baseline: number;
  /** Mappings to be found, the same shape on the same accelerator once per case. */
  readonly searches: number;
  /** Of these, found before. */
  readonly remembered: number;
}

export interface PlannedCase {
  readonly values: Readonly<Record<string, SweepValue>>;
  readonly workload: string;
  readonly hardware: string;
  readonly batch: number;
  readonly layers: number;
  readonly searches: number;
  readonly remembered: number;
}

export interface PlanInput {
  readonly study: Study;
  readonly library: ComponentLibrary;
  readonly cache?: MappingCache | undefined;
}

/** The cases of a study; everything it names has been read, so what is planned can be run. */
export function planOf({ study: { axes, cases, baseline }, library, cache }: PlanInput): Plan {
  const planned = cases.map((each) => plannedCase(each, library, cache));
  const sum = (pick: (each: PlannedCase) => number) => planned.reduce((total, each) => total + pick(each), 0);
  const { title } = cases[0]!.scenario;
  return {
    title,
    axes,
    cases: planned,
    baseline,
    searches: sum((each) => each.searches),
    remembered: sum((each) => each.remembered),
  };
}

function plannedCase({ values, scenario }: StudyCase, library: ComponentLibrary, cache?: MappingCache): PlannedCase {
  const { workload, hardware, batch } = scenario;
  const questions = new Set(questionsOf(scenario, library));
  return {
    values,
    workload: workload.name,
    hardware: hardware.name,
    batch,
    layers: workload.layers.length,
    searches: questions.size,
    remembered: [...questions].filter((question) => cache?.find(question) !== undefined).length,
  };
}

/** What would be searched; layers that nothing runs, and those fused into others, ask nothing. */
function questionsOf(
  { workload, hardware, convention: name, mapper, compression }: Scenario,
  library: ComponentLibrary,
): string[] {
  const prices = priceHardware(hardware, library);
  const convention = conventions.find((each) => each.name === name)!;
  const objective = mapper.strategy === 'fixed' ? 'energy' : mapper.objective;
  return workload.layers.flatMap((layer) => {
    const running = layerHardware(layer, hardware);
    if (running === null || isFused(layer, hardware)) return [];
    const compressed = compression?.layers.get(layer.name);
    return mappingQuestion({ layer, hardware: running, prices, convention, objective, compressed }, mapper) ?? [];
  });
}
