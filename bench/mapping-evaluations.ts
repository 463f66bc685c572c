import { readFileSync } from 'node:fs';
import { readComponentLibrary } from '../src/components/library.ts';
import { priceHardware } from '../src/components/price-hardware.ts';
import { QuickEstimate } from '../src/cost/quick-estimate.ts';
import { quickPlan } from '../src/cost/quick-plan.ts';
import { port } from '../src/dataflow/conventions/port.ts';
import { readHardware } from '../src/hardware/read-hardware.ts';
import { buildTemplate } from '../src/mapper/template.ts';
import { withoutUnits } from '../src/mapper/without-units.ts';
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
    const mappings = randomMappings(estimate, 512);
    const fitting = mappings.filter(({ factors, order }) => estimate.evaluate(factors, order));
    report(`${name}: all random mappings`, mappings, (m) => estimate.evaluate(m.factors, m.order));
    report(`${name}: only those that fit`, fitting, (m) => estimate.evaluate(m.factors, m.order));
    report(`${name}: plain reference (product of factors)`, mappings, (m) => plainProduct(m.factors) > 0);
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

function report(name: string, mappings: readonly Candidate[], evaluate: (mapping: Candidate) => boolean): void {
  let kept = 0;
  const run = (seconds: number): number => {
    let count = 0;
    const start = performance.now();
    const cpu = process.cpuUsage();
    while (performance.now() - start < seconds * 1000) {
      for (let i = 0; i < mappings.length; i += 1) if (evaluate(mappings[i] as Candidate)) kept += 1;
      count += mappings.length;
    }
    return count / (process.cpuUsage(cpu).user / 1e6);
  };
  run(0.5);
  const rate = run(1.5);
  console.log(`${name.padEnd(52)} ${(rate / 1e6).toFixed(2).padStart(8)} M/s  (${mappings.length} mappings)`);
  if (kept < 0) throw new Error('unreachable');
}

/** Random splits of every prime factor over all slots. */
function randomMappings(estimate: QuickEstimate, count: number): Candidate[] {
  const random = new Random(1);
  const { levels, dimensions, plan } = estimate;
  return Array.from({ length: count }, () => {
    const factors = new Int32Array(levels * 3 * dimensions).fill(1);
    plan.nest.sizes.forEach((size, d) => {
      let left = size;
      for (let prime = 2; left > 1; prime += 1) {
        while (left % prime === 0) {
          const slot = random.next() < 0.75 ? random.below(levels) * 3 : random.below(levels * 3);
          factors[slot * dimensions + d] = (factors[slot * dimensions + d] as number) * prime;
          left /= prime;
        }
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
  });
}
