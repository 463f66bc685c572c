import { availableParallelism } from 'node:os';
import { isFused } from '../../cost/layer-hardware.ts';
import { styleNotUsed, styleOf } from '../../dataflow/mac-style.ts';
import { mappingFolder } from '../../files/mapping-folder.ts';
import type { MappingProblem } from '../../mapper/mapper.ts';
import { objectiveText } from '../../mapper/objective.ts';
import type { Mapping } from '../../mapping/mapping.ts';
import { printMapping } from '../../mapping/print.ts';
import { safeText } from '../../report/safe-text.ts';
import { NoAnswerError } from '../../shared/issue.ts';
import {
  doubledMemory,
  explainMapping,
  type MappingExplanation,
  wholeCost,
  withDoubledMemories,
} from '../../study/explain-mapping.ts';
import { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';
import { type Interruptible, untilInterrupted } from '../until-interrupted.ts';
import { Threads } from '../workers/threads.ts';
import { type MapOptions, type MapQuestion, questionOf, questionOfScenario } from './map-question.ts';
import { type MappedLayer, mapText } from './map-text.ts';
import { type SearchMeans, searchAside, searchLayer } from './search-layer.ts';

/** `kjoule map`: the best mapping of one layer, and why no other is better. Without an accelerator the network is a scenario. */
export async function map(
  network: string,
  accelerator: string | undefined,
  options: MapOptions,
  terminal: Terminal,
): Promise<void> {
  const faults = new OptionFaults();
  const threads = new Threads(faults.count('--workers', options.workers, availableParallelism()), { tasks: 'map' });
  try {
    const asking = { faults, terminal };
    const question = await (accelerator === undefined
      ? questionOfScenario(network, options, asking)
      : questionOf({ network, accelerator }, options, asking));
    await answer(question, options, { threads, terminal });
  } finally {
    await threads.close();
  }
}

async function answer(
  question: MapQuestion,
  options: MapOptions,
  { threads, terminal }: Pick<SearchMeans, 'threads' | 'terminal'>,
): Promise<void> {
  const { problem, choice } = question;
  const { layer, objective } = problem;
  const cacheFolder = options.cache ? terminal.cacheFolder : undefined;
  const cache = cacheFolder === undefined ? undefined : mappingFolder(cacheFolder);
  let isAsked = false;
  let stop = (): void => {};
  const onStop = (to: () => void): void => {
    stop = to;
    if (isAsked) to();
  };
  const means = { cache, threads, terminal, onStop };
  const task = async ({ isStopped }: Interruptible): Promise<void> => {
    const outcome = await searchLayer(problem, choice, means);
    if (!outcome.found) {
      // The command ends as interrupted, before a report would be printed.
      if (isStopped()) for (const { message } of outcome.issues) terminal.err(`${safeText(message)}\n`);
      throw new NoAnswerError(outcome.issues);
    }
    const { mapping, mapper, evaluated, proof } = outcome;
    const cost = wholeCost(problem, mapping);
    const explains = options.explain === true && !isStopped();
    const mapped: MappedLayer = {
      network: question.network,
      layer: layer.name,
      hardware: question.hardware.name,
      convention: problem.convention.name,
      mapping: printMapping(mapping),
      mapper,
      evaluated,
      objective: objectiveText(objective),
      repeat: layer.repeat,
      fused: isFused(layer, question.hardware),
      styleNotUsed: styleNotUsed(problem.hardware, styleOf(layer, problem.hardware, problem.compressed)),
      ...cost,
      latencyMs: cost.cycles / (problem.hardware.clockMhz * 1000),
      proof: proof ?? null,
      explanation: explains ? await explanationOf({ problem, mapping }, question, means) : null,
    };
    terminal.out(options.json === true ? `${JSON.stringify(mapped, null, 2)}\n` : mapText(mapped, terminal));
  };
  await untilInterrupted(task, () => {
    isAsked = true;
    stop();
  });
}

async function explanationOf(
  own: { readonly problem: MappingProblem; readonly mapping: Mapping },
  { hardware, choice, library }: MapQuestion,
  means: SearchMeans,
): Promise<MappingExplanation> {
  const { problem, mapping } = own;
  const asked = withDoubledMemories(problem, { whole: hardware, library });
  const larger = asked.map((each) => each.problem);
  const outcomes = await searchAside(larger, choice, means);
  const doubled = outcomes.flatMap((outcome, at) => {
    return outcome?.found === true ? [doubledMemory(asked[at]!.memory, larger[at]!, outcome, own)] : [];
  });
  const notMapped = asked.flatMap(({ memory }, at) => (outcomes[at]?.found === true ? [] : [memory]));
  return { ...explainMapping(problem, mapping), doubled, notMapped };
}
