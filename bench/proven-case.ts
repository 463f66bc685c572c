import type { ComponentLibrary } from '../src/components/library.ts';
import { priceHardware } from '../src/components/price-hardware.ts';
import { type QuickPlan, quickPlan } from '../src/cost/quick-plan.ts';
import { port } from '../src/dataflow/conventions/port.ts';
import type { HardwareSpec } from '../src/hardware/hardware.ts';
import { staticPjPerCycle } from '../src/mapper/mapping-score.ts';
import { mapspaceSize } from '../src/mapper/optimal/mapspace-size.ts';
import { ObjectiveSearch } from '../src/mapper/optimal/objective-search.ts';
import { ProvenSearch } from '../src/mapper/optimal/proven-search.ts';
import { withoutUnits } from '../src/mapper/without-units.ts';
import { convolutionLayer } from '../src/workload/layers.ts';
import { randomSearch } from './random-search.ts';

/** A square convolution of stride 1: channels in and out, outputs a side, taps a side. */
export type Shape = readonly [inputChannels: number, outputChannels: number, side: number, taps: number];

/** One layer on one accelerator, everything kept wherever there is a memory for it. */
export interface ProvenCase {
  readonly hardware: HardwareSpec;
  readonly plan: QuickPlan;
  readonly staticPj: number;
}

export function provenCase(
  [inputs, outputs, side, taps]: Shape,
  hardware: HardwareSpec,
  library: ComponentLibrary,
): ProvenCase {
  const given = convolutionLayer({
    name: 'layer',
    inputChannels: inputs,
    outputChannels: outputs,
    input: [side + taps - 1, side + taps - 1],
    kernel: [taps, taps],
  });
  const layer = { ...given, problem: withoutUnits(given.problem) };
  const prices = priceHardware(hardware, library);
  const keep = hardware.levels.map(({ memories }) => memories.flatMap(({ roles }) => roles));
  const plan = quickPlan({ layer, hardware, prices, convention: port, keep, ramp: true });
  return { hardware, plan, staticPj: staticPjPerCycle({ hardware, prices }) };
}

/** Processor time of a proof, and what random search has after the same time and after ten times that. */
export interface ProofTimes {
  readonly seconds: number;
  readonly tiles: number;
  readonly mappings: number;
  readonly evaluated: number;
  readonly randomPerSecond: number;
  /** Shares above the best; Infinity: nothing that fits was found. */
  readonly aboveAfterSame: number;
  readonly aboveAfterTen: number;
  /** Proof times until random search was within 5 %; Infinity: not in ten. */
  readonly timesToNear: number;
}

/** Both in turn, on the same processor: only their ratios mean anything elsewhere. */
export function proofTimes(given: ProvenCase): ProofTimes {
  prove(given);
  const runs = [0, 1, 2].map(() => timed(() => prove(given)));
  const { seconds, result } = runs.sort((a, b) => a.seconds - b.seconds)[1]!;
  const { improvements, end } = randomSearch(given, 10 * seconds);
  const above = (energyPj: number): number => energyPj / result.energyPj - 1;
  const after = (time: number): number => {
    return above(improvements.filter((each) => each.seconds <= time).at(-1)?.energyPj ?? Number.POSITIVE_INFINITY);
  };
  const near = improvements.find(({ energyPj }) => above(energyPj) <= 0.05)?.seconds ?? Number.POSITIVE_INFINITY;
  return {
    seconds,
    tiles: result.space.lattice.nodes,
    mappings: result.mappings,
    evaluated: result.evaluated,
    randomPerSecond: end.evaluations / end.seconds,
    aboveAfterSame: after(seconds),
    aboveAfterTen: after(Number.POSITIVE_INFINITY),
    timesToNear: near / seconds,
  };
}

function prove({ plan, hardware, staticPj }: ProvenCase) {
  const own = new ProvenSearch(plan, hardware, { staticPj });
  const search = new ObjectiveSearch({ objective: 'energy', clockMhz: hardware.clockMhz, staticPj });
  search.add(own, 2e7);
  const { best } = search.proven;
  if (best === null) throw new Error(`nothing fits ${hardware.name}`);
  const { splits, orders } = mapspaceSize(own.space);
  return { energyPj: best.energyPj, evaluated: own.evaluated, space: own.space, mappings: splits * orders };
}

function timed<T>(work: () => T): { seconds: number; result: T } {
  const before = process.cpuUsage();
  const result = work();
  return { seconds: process.cpuUsage(before).user / 1e6, result };
}

/** One line: the proof, then the baseline. */
export function timesText(times: ProofTimes): string {
  const { seconds, tiles, mappings, evaluated, randomPerSecond, aboveAfterSame, aboveAfterTen, timesToNear } = times;
  const near = Number.isFinite(timesToNear) ? `within 5 % after ${timesToNear.toFixed(1)} x` : 'not within 5 % in 10 x';
  return (
    `${(seconds * 1e3).toFixed(0).padStart(6)} ms  ${String(tiles).padStart(6)} tiles  ${mappings.toExponential(0).replace('e+', 'e').padStart(5)} mappings  ` +
    `${String(evaluated).padStart(6)} evaluated  random ${(randomPerSecond / 1e6).toFixed(2)} M/s: ${share(aboveAfterSame)} above after 1 x, ${share(aboveAfterTen)} after 10 x, ${near}`
  );
}

function share(value: number): string {
  return (Number.isFinite(value) ? `${(value * 100).toFixed(1)} %` : 'nothing').padStart(8);
}
