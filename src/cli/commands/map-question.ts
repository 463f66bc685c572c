import type { ComponentLibrary } from '../../components/library.ts';
import { priceHardware } from '../../components/price-hardware.ts';
import { layerHardware } from '../../cost/layer-hardware.ts';
import { conventions } from '../../dataflow/conventions/index.ts';
import { loadHardware } from '../../files/load-hardware.ts';
import { loadLibrary } from '../../files/load-library.ts';
import { openStudyFile } from '../../files/load-study.ts';
import { loadWorkload } from '../../files/load-workload.ts';
import { readInputText } from '../../files/read-input.ts';
import { resolveReference } from '../../files/resolve-reference.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import { problemOf, refuseUndecodable } from '../../mapper/layer-mapper.ts';
import type { MapperChoice, MappingProblem } from '../../mapper/mapper.ts';
import { InputError, type Issue, NoAnswerError } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import { isFault, readObjective } from '../../study/read-objective.ts';
import { readTimeLimit } from '../../study/read-time-limit.ts';
import type { Scenario } from '../../study/scenario.ts';
import { unknownInSpec } from '../../study/with-limits.ts';
import type { Layer } from '../../workload/workload.ts';
import { findLayer } from '../find-layer.ts';
import type { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';

export interface MapOptions {
  readonly layer?: string;
  readonly batch?: string;
  readonly convention?: string;
  readonly strategy?: string;
  readonly objective?: string;
  readonly bypass?: boolean;
  readonly factors?: string;
  readonly timeLimit?: string;
  readonly workers?: string;
  readonly cache: boolean;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** What `kjoule map` is asked. */
export interface MapQuestion {
  readonly network: string;
  /** All of it. */
  readonly hardware: HardwareSpec;
  readonly library: ComponentLibrary;
  readonly problem: MappingProblem;
  readonly choice: MapperChoice;
}

interface Asking {
  readonly faults: OptionFaults;
  readonly terminal: Terminal;
}

/** A layer of a network on an accelerator, its weights as the array multiplies them. Rejects with `InputError`. */
export async function questionOf(
  { network, accelerator }: { readonly network: string; readonly accelerator: string },
  options: MapOptions,
  { faults, terminal: { cwd } }: Asking,
): Promise<MapQuestion> {
  const { issues } = faults;
  const place = { cwd, folder: cwd };
  const batch = options.batch === undefined ? 1 : faults.count('--batch', options.batch, 1);
  const names = conventions.map((each) => each.name);
  const convention = faults.oneOf('--convention', options.convention ?? 'port', names);
  const strategy = faults.oneOf('--strategy', options.strategy ?? 'optimal', ['optimal', 'templates'] as const);
  const factors = faults.oneOf('--factors', options.factors ?? 'perfect', ['perfect', 'imperfect'] as const);
  if (strategy === 'templates') refuseOfProofs(options, faults);
  const objective = await readObjective(options.objective ?? 'energy');
  if (isFault(objective)) faults.add('--objective', objective.code, objective);
  const timeLimit = await timeLimitOf(options.timeLimit, faults);
  const library = await loadLibrary(cwd);
  const hardware = await attempt(issues, () => loadHardware(accelerator, place, library));
  const workload = await attempt(issues, () => loadWorkload(network, place, { batch }));
  const layer = workload && (await attempt(issues, () => findLayer(workload.layers, options.layer, workload.name)));
  if (hardware && workload) issues.push(...unknownInSpec(hardware, workload));
  if (issues.length > 0 || !hardware || !workload || !layer || isFault(objective)) throw new InputError(issues);
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
  return questionAbout(layer, {
    network: workload.name,
    hardware,
    library,
    convention: convention!,
    choice,
  });
}

/** A layer as a scenario has it: compressed, with the zeros, the limits and the mapper it says. Rejects with `InputError`. */
export async function questionOfScenario(
  reference: string,
  options: MapOptions,
  { faults, terminal: { cwd, cacheFolder } }: Asking,
): Promise<MapQuestion> {
  const { issues } = faults;
  const remembered = options.cache ? cacheFolder : undefined;
  refuseOfScenarios(options, faults);
  const library = await loadLibrary(cwd);
  const orNetwork = (issue: Issue): Issue => {
    const hint = 'a network needs an accelerator beside it: kjoule map NETWORK ACCELERATOR';
    return issue.code === 'unknown-scenario' ? { hint, ...issue } : issue;
  };
  const found = await attempt(issues, () => resolveReference('scenario', reference, { cwd, folder: cwd }), orNetwork);
  const study =
    found &&
    (await attempt(issues, async () => {
      const text = await readInputText(found.path, found.shown);
      return openStudyFile({ ...found, text }, { cwd, library, remembered }, {});
    }));
  if (study !== undefined && study.axes.length > 0) {
    const message = `${reference} has a sweep, and one layer of one case is mapped`;
    issues.push({
      code: 'key-without-effect',
      severity: 'error',
      message,
      path: 'sweep',
      accepted: 'one without a sweep',
    });
  }
  if (issues.length > 0 || study === undefined) throw new InputError(issues);
  const { scenario } = await study.read(0);
  const { workload, hardware, convention, mapper, compression } = scenario;
  const layer = findLayer(workload.layers, options.layer, `${workload.name}, as ${reference} takes it,`);
  return questionAbout(layer, { network: workload.name, hardware, library, convention, choice: mapper, compression });
}

function questionAbout(
  layer: Layer,
  given: Omit<MapQuestion, 'problem'> & {
    readonly convention: string;
    readonly compression?: Scenario['compression'];
  },
): MapQuestion {
  const { hardware, library, choice, compression, network } = given;
  const running = layerHardware(layer, hardware);
  if (running === null) {
    const message = `${hardware.name} has no vector unit, so nothing in it runs ${layer.name} (${layer.operation})`;
    throw new NoAnswerError([{ code: 'no-vector-unit', severity: 'error', message, path: layer.name }]);
  }
  const convention = conventions.find(({ name }) => name === given.convention)!;
  const prices = priceHardware(hardware, library);
  refuseUndecodable(layer, running, compression?.layers.get(layer.name));
  const context = { hardware, prices, convention, mapper: choice, ...(compression && { compression }) };
  return { network, hardware, library, choice, problem: problemOf(context, layer, running) };
}

/** A scenario says these itself. */
function refuseOfScenarios(options: MapOptions, faults: OptionFaults): void {
  const { batch, convention, strategy, objective } = options;
  const given = { '--batch': batch, '--convention': convention, '--strategy': strategy, '--objective': objective };
  const beside = { message: 'a scenario says this itself', accepted: 'with a network and an accelerator' };
  refuse({ ...given, ...ofProofs(options) }, faults, beside);
}

/** A scenario has no such keys beside `templates`. */
function refuseOfProofs(options: MapOptions, faults: OptionFaults): void {
  const beside = { message: 'strategy templates has no such choice', accepted: 'with --strategy optimal' };
  refuse(ofProofs(options), faults, beside);
}

function ofProofs({ bypass, factors, timeLimit }: MapOptions) {
  return { '--bypass': bypass, '--factors': factors, '--time-limit': timeLimit };
}

function refuse(
  given: Readonly<Record<string, unknown>>,
  faults: OptionFaults,
  { message, accepted }: { readonly message: string; readonly accepted: string },
): void {
  for (const [flag, value] of Object.entries(given)) {
    if (value !== undefined) faults.add(flag, 'key-without-effect', { message, accepted: `${flag} ${accepted}` });
  }
}

async function timeLimitOf(text: string | undefined, faults: OptionFaults): Promise<{ readonly timeLimitMs?: number }> {
  if (text === undefined) return {};
  const limit = await readTimeLimit(text);
  if (typeof limit === 'number') return { timeLimitMs: limit };
  faults.add('--time-limit', limit.code, limit);
  return {};
}
