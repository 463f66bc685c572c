import { readFileSync } from 'node:fs';
import { readComponentLibrary } from '../src/components/library.ts';
import { priceHardware } from '../src/components/price-hardware.ts';
import { QuickEstimate } from '../src/cost/quick-estimate.ts';
import { quickPlan } from '../src/cost/quick-plan.ts';
import { port } from '../src/dataflow/conventions/port.ts';
import { readHardware } from '../src/hardware/read-hardware.ts';
import { buildTemplate } from '../src/mapper/template.ts';
import { withoutUnits } from '../src/mapper/without-units.ts';
import { primeFactors } from '../src/shared/factors.ts';
import { Random } from '../src/shared/random.ts';
import { convolutionLayer } from '../src/workload/layers.ts';
import { componentFiles } from './component-files.ts';

/** Mappings per second of the quick estimate, against a plain count of the same loops (the reference). */
export async function benchMappingEvaluations(): Promise<void> {
  const library = await readComponentLibrary(componentFiles());
  for (const name of ['eyeriss-isca16', 'edge-small']) {
    const file = new URL(`../hardware-specs/${name}.yaml`, import.meta.url);
    const hardware = await readHardware(`${name}.yaml`, readFileSync(file, 'utf8'));
    const conv3 = convolutionLayer({
      name: 'conv3',
      inputChannels: 256,
      outputChannels: 384,
      input: [13, 13],
      kernel: [3, 3],
      padding: [1, 1, 1, 1],
    });
    const layer = { ...conv3, problem: withoutUnits(conv3.problem) };
    const { keep } = buildTemplate(layer.problem, hardware, 'row-stationary', false);
    const prices = priceHardware(hardware, library);
    const estimate = new QuickEstimate(quickPlan({ layer, hardware, prices, convention: port, keep }));
    const random = new Random(1);
    const all = Array.from({ length: 512 }, () => randomMapping(estimate, random));
    const fitting: Candidate[] = [];
    while (fitting.length < all.length) {
      const mapping = randomMapping(estimate, random);
      if (estimate.evaluate(mapping.factors, mapping.order)) fitting.push(mapping);
    }
    report(name, [
      { title: 'only mappings that fit', mappings: fitting, run: (m) => estimate.evaluate(m.factors, m.order) },
      { title: 'all random mappings', mappings: all, run: (m) => estimate.evaluate(m.factors, m.order) },
      { title: 'plain reference: product of all factors', mappings: fitting, run: (m) => plainProduct(m.factors) > 0 },
    ]);
  }
}

interface Candidate {
  readonly factors: Int32Array;
  readonly order: Int32Array;
}

/** What nobody can undercut: looking at every factor of the mapping once. */
function plainProduct(factors: Int32Array): number {
  let product = 1;
  for (let i = 0; i < factors.length; i += 1) product *= factors[i] as number;
  return product;
}

interface Contender {
  readonly title: string;
  readonly mappings: readonly Candidate[];
  readonly run: (mapping: Candidate) => boolean;
}

/** Contenders take turns, so that a machine that slows down slows all of them; medians, and ratios to the last. */
function report(name: string, contenders: readonly Contender[]): void {
  const rates = contenders.map((): number[] => []);
  for (let round = -1; round < 9; round += 1) {
    contenders.forEach((contender, i) => {
      const rate = perSecond(contender, 0.2);
      if (round >= 0) rates[i]?.push(rate);
    });
  }
  const medians = rates.map((each) => each.sort((a, b) => a - b)[4] as number);
  const reference = medians.at(-1) as number;
  contenders.forEach(({ title }, i) => {
    const rate = medians[i] as number;
    const figures = `${(rate / 1e6).toFixed(2).padStart(6)} M/s  reference / this ${(reference / rate).toFixed(2)}`;
    console.log(`${`${name}: ${title}`.padEnd(56)} ${figures}`);
  });
}

/** Per second of processor time. */
function perSecond({ mappings, run }: Contender, seconds: number): number {
  let kept = 0;
  let count = 0;
  const start = performance.now();
  const cpu = process.cpuUsage();
  while (performance.now() - start < seconds * 1000) {
    for (let i = 0; i < mappings.length; i += 1) if (run(mappings[i] as Candidate)) kept += 1;
    count += mappings.length;
  }
  if (kept < 0) throw new Error('unreachable');
  return count / (process.cpuUsage(cpu).user / 1e6);
}

/** A random split of every prime factor over all places the accelerator has, with random loop orders. */
function randomMapping(estimate: QuickEstimate, random: Random): Candidate {
  const { levels, dimensions, plan } = estimate;
  const slots = plan.fanouts.flatMap(({ x, y }, level) => [
    level * 3,
    ...(x > 1 ? [level * 3 + 1] : []),
    ...(y > 1 ? [level * 3 + 2] : []),
  ]);
  const factors = new Int32Array(levels * 3 * dimensions).fill(1);
  plan.nest.sizes.forEach((size, d) => {
    for (const prime of primeFactors(size)) {
      const at = (slots[random.below(slots.length)] as number) * dimensions + d;
      factors[at] = (factors[at] as number) * prime;
    }
  });
  const order = Int32Array.from({ length: levels * dimensions }, (_, i) => i % dimensions);
  for (let level = 0; level < levels; level += 1) {
    for (let i = dimensions - 1; i > 0; i -= 1) {
      const j = random.below(i + 1);
      const at = level * dimensions;
      [order[at + i], order[at + j]] = [order[at + j] as number, order[at + i] as number];
    }
  }
  return { factors, order };
}
