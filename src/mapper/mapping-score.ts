import { estimateLayer } from '../cost/estimate.ts';
import type { Mapping } from '../mapping/mapping.ts';
import type { MappingProblem, Objective } from './mapper.ts';
import { cyclesOf, objectiveValue } from './objective.ts';

/** What a search without proof makes small, leakage and clock power included: a function of dynamic energy (pJ) and cycles. */
export function mappingScore(
  problem: Pick<MappingProblem, 'hardware' | 'prices' | 'objective'>,
): (energyPj: number, cycles: number) => number {
  const { objective, hardware } = problem;
  const staticPj = staticPjPerCycle(problem);
  const score = scoreOf(objective, hardware.clockMhz);
  return (energyPj, cycles) => score(energyPj + staticPj * cycles, cycles);
}

/** The same of a mapping by the full estimate, for one run of the layer; and its cycles. */
export function fullScore(problem: MappingProblem, mapping: Mapping): { score: number; cycles: number } {
  const { energyPj, cycles } = estimateLayer({ ...problem, mapping });
  const { repeat } = problem.layer;
  return { score: mappingScore(problem)(energyPj / repeat, cycles / repeat), cycles: cycles / repeat };
}

/** Ties go to the faster mapping, or to the cheaper one of those as fast. */
function scoreOf(objective: Objective, clockMhz: number): (energyPj: number, cycles: number) => number {
  if (objective === 'latency') return (energyPj, cycles) => cycles * (1 + 1e-6 * Math.log(energyPj));
  const value = objectiveValue(objective, clockMhz);
  if (objective === 'energy') return (energyPj, cycles) => energyPj * (1 + 1e-6 * Math.log(cycles));
  if (objective === 'energy-delay' || objective.kind === 'sum') return value;
  const most = cyclesOf(objective.ns, clockMhz);
  return (energyPj, cycles) => {
    const within = value(energyPj, cycles);
    // What is too slow costs far more the slower it is, so that a search finds its way to what is not.
    if (within === Number.POSITIVE_INFINITY) return tooSlow * energyPj * (cycles / most) ** 4;
    return within * (1 + 1e-6 * Math.log(cycles));
  };
}

const tooSlow = 1e6;

/** Leakage and clock power over one cycle. */
export function staticPjPerCycle({ hardware, prices }: Pick<MappingProblem, 'hardware' | 'prices'>): number {
  let powerMw = hardware.clockPowerMw;
  for (const price of prices.values()) powerMw += price.leakageMw * price.instances;
  return (powerMw / hardware.clockMhz) * 1000;
}
