import { availableParallelism } from 'node:os';
import type { ComponentLibrary } from '../../components/library.ts';
import { priceHardware } from '../../components/price-hardware.ts';
import { isFused, layerHardware } from '../../cost/layer-hardware.ts';
import { conventions } from '../../dataflow/conventions/index.ts';
import { loadHardware } from '../../files/load-hardware.ts';
import { loadLibrary } from '../../files/load-library.ts';
import { loadWorkload } from '../../files/load-workload.ts';
import { mappingFolder } from '../../files/mapping-folder.ts';
import type { MapperChoice, MappingProblem } from '../../mapper/mapper.ts';
import { objectiveText } from '../../mapper/objective.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import { printMapping } from '../../mapping/print.ts';
import { InputError, NoAnswerError } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import {
  doubledMemory,
  explainMapping,
  type MappingExplanation,
  wholeCost,
  withDoubledMemories,
} from '../../study/explain-mapping.ts';
import { isFault, readObjective } from '../../study/read-objective.ts';
import { readTimeLimit } from '../../study/read-time-limit.ts';
import { unknownInSpec } from '../../study/with-limits.ts';
import { findLayer } from '../find-layer.ts';
import { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';
import { type Interruptible, untilInterrupted } from '../until-interrupted.ts';
import { type MappedLayer, mapText } from './map-text.ts';
import { type SearchMeans, searchAside, searchLayer } from './search-layer.ts';

interface MapOptions {
  readonly layer?: string;
  readonly batch?: string;
  readonly convention: string;
  readonly strategy: string;
  readonly objective: string;
  readonly bypass?: boolean;
  readonly factors?: string;
  readonly timeLimit?: string;
  readonly workers?: string;
  readonly cache: boolean;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** `kjoule map`: the best mapping of one layer, and why no other is better. */
export async function map(
  network: string,
  accelerator: string,
  options: MapOptions,
  terminal: Terminal,
): Promise<void> {
  const faults = new OptionFaults();
  const { issues } = faults;
  const place = { cwd: terminal.cwd, folder: terminal.cwd };
  const batch = options.batch === undefined ? 1 : faults.count('--batch', options.batch, 1);
  const name = faults.oneOf(
    '--convention',
    options.convention,
    conventions.map((each) => each.name),
  );
  const strategy = faults.oneOf('--strategy', options.strategy, ['optimal', 'templates'] as const);
  const factors = faults.oneOf('--factors', options.factors ?? 'perfect', ['perfect', 'imperfect'] as const);
  if (strategy === 'templates') refuseOfProofs(options, faults);
  const objective = await readObjective(options.objective);
  if (isFault(objective)) faults.add('--objective', objective.code, objective);
  const workers = faults.count('--workers', options.workers, availableParallelism());
  const timeLimit = await timeLimitOf(options.timeLimit, faults);
  const library = await loadLibrary(terminal.cwd);
  const hardware = await attempt(issues, () => loadHardware(accelerator, place, library));
  const workload = await attempt(issues, () => loadWorkload(network, place, { batch }));
  const layer = workload && (await attempt(issues, () => findLayer(workload.layers, options.layer, workload.name)));
  if (hardware && workload) issues.push(...unknownInSpec(hardware, workload));
  if (issues.length > 0 || !hardware || !workload || !layer || isFault(objective)) throw new InputError(issues);
  const running = layerHardware(layer, hardware);
  if (running === null) {
    const message = `${hardware.name} has no vector unit, so nothing in it runs ${layer.name} (${layer.operation})`;
    throw new NoAnswerError([{ code: 'no-vector-unit', severity: 'error', message, path: layer.name }]);
  }
  const convention = conventions.find((each) => each.name === name)!;
  const prices = priceHardware(hardware, library);
  const problem: MappingProblem = { layer, hardware: running, prices, convention, objective };
  const choice: MapperChoice =
    strategy === 'optimal'
      ? {
          strategy: 'optimal',
          objective,
          bypass: options.bypass === true,
          imperfect: factors === 'imperfect',
          ...timeLimit,
        }
      : { strategy: 'templates', dataflow: 'best', objective };
  const cacheFolder = options.cache ? terminal.cacheFolder : undefined;
  const cache = cacheFolder === undefined ? undefined : mappingFolder(cacheFolder);
  let stop = (): void => {};
  const onStop = (to: () => void): void => {
    stop = to;
  };
  const means = { cache, workers, terminal, onStop };
  const task = async ({ isStopped }: Interruptible): Promise<void> => {
    const outcome = await searchLayer(problem, choice, means);
    if (!outcome.found) throw new NoAnswerError(outcome.issues);
    const { mapping, mapper, evaluated, proof } = outcome;
    const cost = wholeCost(problem, mapping);
    const explains = options.explain === true && !isStopped();
    const mapped: MappedLayer = {
      network: workload.name,
      layer: layer.name,
      hardware: hardware.name,
      convention: convention.name,
      mapping: printMapping(mapping),
      mapper,
      evaluated,
      objective: objectiveText(objective),
      repeat: layer.repeat,
      fused: isFused(layer, hardware),
      ...cost,
      latencyMs: cost.cycles / (hardware.clockMhz * 1000),
      proof: proof ?? null,
      explanation: explains ? await explanationOf({ problem, mapping }, choice, { library, means }) : null,
    };
    terminal.out(options.json === true ? `${JSON.stringify(mapped, null, 2)}\n` : mapText(mapped, terminal));
  };
  await untilInterrupted(task, () => stop());
}

async function explanationOf(
  own: { readonly problem: MappingProblem; readonly mapping: Mapping },
  choice: MapperChoice,
  { library, means }: { readonly library: ComponentLibrary; readonly means: SearchMeans },
): Promise<MappingExplanation> {
  const { problem, mapping } = own;
  const asked = withDoubledMemories(problem, library);
  const larger = asked.map((each) => each.problem);
  const outcomes = await searchAside(larger, choice, means);
  const doubled = outcomes.flatMap((outcome, at) => {
    return outcome?.found === true ? [doubledMemory(asked[at]!.memory, larger[at]!, outcome, own)] : [];
  });
  return { ...explainMapping(problem, mapping), doubled };
}

/** A scenario has no such keys beside `templates`. */
function refuseOfProofs({ bypass, factors, timeLimit }: MapOptions, faults: OptionFaults): void {
  const given = { '--bypass': bypass, '--factors': factors, '--time-limit': timeLimit };
  for (const [flag, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const message = 'strategy templates has no such choice';
    faults.add(flag, 'key-without-effect', { message, accepted: `${flag} with --strategy optimal` });
  }
}

async function timeLimitOf(text: string | undefined, faults: OptionFaults): Promise<{ readonly timeLimitMs?: number }> {
  if (text === undefined) return {};
  const limit = await readTimeLimit(text);
  if (typeof limit === 'number') return { timeLimitMs: limit };
  faults.add('--time-limit', limit.code, limit);
  return {};
}
