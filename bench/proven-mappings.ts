import { readFileSync } from 'node:fs';
import { readComponentLibrary } from '../src/components/library.ts';
import { priceHardware } from '../src/components/price-hardware.ts';
import { QuickEstimate } from '../src/cost/quick-estimate.ts';
import { quickPlan } from '../src/cost/quick-plan.ts';
import { port } from '../src/dataflow/conventions/port.ts';
import type { HardwareSpec } from '../src/hardware/hardware.ts';
import { readHardware } from '../src/hardware/read-hardware.ts';
import { staticPjPerCycle } from '../src/mapper/mapping-score.ts';
import { ObjectiveSearch } from '../src/mapper/optimal/objective-search.ts';
import { planLimits } from '../src/mapper/optimal/plan-limits.ts';
import { ProvenSearch } from '../src/mapper/optimal/proven-search.ts';
import { spreadLimits } from '../src/mapper/optimal/spreads.ts';
import { withoutUnits } from '../src/mapper/without-units.ts';
import { primeFactors } from '../src/shared/factors.ts';
import { Random } from '../src/shared/random.ts';
import { convolutionLayer } from '../src/workload/layers.ts';
import { componentFiles } from './component-files.ts';

/** A square convolution of stride 1: channels in and out, outputs a side, taps a side. */
const shapes = [
  [64, 64, 56, 1],
  [64, 64, 56, 3],
  [256, 256, 14, 3],
  [512, 512, 7, 3],
  [64, 64, 112, 3],
  [64, 64, 224, 3],
] as const;

/** Processor time until the best mapping is proven, and what random search finds in the same time and in ten times that. */
export async function benchProvenMappings(): Promise<void> {
  const library = await readComponentLibrary(componentFiles());
  for (const name of ['edge-small', 'eyeriss-isca16', 'simba-like-16nm']) {
    const file = new URL(`../hardware-specs/${name}.yaml`, import.meta.url);
    const hardware = await readHardware(`${name}.yaml`, readFileSync(file, 'utf8'));
    const prices = priceHardware(hardware, library);
    const keep = hardware.levels.map(({ memories }) => memories.flatMap(({ roles }) => roles));
    const staticPj = staticPjPerCycle({ hardware, prices });
    for (const [inputChannels, outputChannels, side, taps] of shapes) {
      const input = [side + taps - 1, side + taps - 1] as const;
      const given = convolutionLayer({ name: 'layer', inputChannels, outputChannels, input, kernel: [taps, taps] });
      const layer = { ...given, problem: withoutUnits(given.problem) };
      const plan = quickPlan({ layer, hardware, prices, convention: port, keep });
      const search = () => {
        const own = new ProvenSearch(plan, hardware, { staticPj });
        const objective = new ObjectiveSearch({
          objective: 'energy',
          clockMhz: hardware.clockMhz,
          staticPj,
          most: 2e7,
        });
        objective.add(own);
        return { best: objective.proven.best, evaluated: own.evaluated, space: own.space };
      };
      search();
      const { seconds, result } = timed(search);
      const { best, evaluated, space } = result;
      const random = (time: number): string => {
        const { least, count } = randomSearch(new QuickEstimate(plan), { hardware, staticPj, seconds: time });
        return `${((least / best!.energyPj - 1) * 100).toFixed(1).padStart(6)} % above after ${(count / 1e3).toFixed(0).padStart(6)} k`;
      };
      const shape = `${inputChannels}x${outputChannels} ${side}x${side} ${taps}x${taps}`;
      console.log(
        `${`${name}: ${shape}`.padEnd(36)} ${(seconds * 1e3).toFixed(0).padStart(5)} ms  ${space.lattice.nodes} tiles, ` +
          `${evaluated} evaluated  random search: ${random(seconds)}, ${random(10 * seconds)}`,
      );
    }
  }
}

function timed<T>(work: () => T): { seconds: number; result: T } {
  const before = process.cpuUsage();
  const result = work();
  return { seconds: process.cpuUsage(before).user / 1e6, result };
}

/** Prime factors thrown into random places, random orders; time is that of the processor. */
function randomSearch(
  estimate: QuickEstimate,
  { hardware, staticPj, seconds }: { hardware: HardwareSpec; staticPj: number; seconds: number },
) {
  const { levels, dimensions, plan } = estimate;
  const random = new Random(1);
  const allowed = planLimits(plan, hardware);
  const limits = hardware.levels.map(({ fanout }, level) => spreadLimits(fanout, allowed.levels[level]!));
  const places = plan.nest.sizes.map((_, d) =>
    limits.flatMap(({ onX, onY }, level) => [
      level * 3,
      ...(onX[d] ? [level * 3 + 1] : []),
      ...(onY[d] ? [level * 3 + 2] : []),
    ]),
  );
  const primes = plan.nest.sizes.map(primeFactors);
  const factors = new Int32Array(levels * 3 * dimensions);
  const order = Int32Array.from({ length: levels * dimensions }, (_, i) => i % dimensions);
  const start = process.cpuUsage();
  let least = Number.POSITIVE_INFINITY;
  let count = 0;
  while (count % 1000 !== 0 || process.cpuUsage(start).user / 1e6 < seconds) {
    factors.fill(1);
    primes.forEach((own, d) => {
      for (const prime of own) {
        const slots = places[d] as number[];
        const at = (slots[random.below(slots.length)] as number) * dimensions + d;
        factors[at] = (factors[at] as number) * prime;
      }
    });
    const at = random.below(levels) * dimensions;
    const [i, j] = [at + random.below(dimensions), at + random.below(dimensions)];
    [order[i], order[j]] = [order[j] as number, order[i] as number];
    if (estimate.evaluate(factors, order)) least = Math.min(least, estimate.energyPj + staticPj * estimate.cycles);
    count += 1;
  }
  return { least, count };
}
