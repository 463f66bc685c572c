import type { MappingProblem, Objective } from './mapper.ts';

/** What a mapper makes small, leakage and clock power included: a function of dynamic energy (pJ) and cycles. */
export function mappingScore(
  problem: Pick<MappingProblem, 'hardware' | 'prices' | 'objective'>,
): (energyPj: number, cycles: number) => number {
  const staticPj = staticPjPerCycle(problem);
  return (energyPj, cycles) => scoreOf(problem.objective, energyPj + staticPj * cycles, cycles);
}

/** Ties go to the faster mapping. */
function scoreOf(objective: Objective, energyPj: number, cycles: number): number {
  if (objective === 'latency') return cycles * (1 + 1e-6 * Math.log(energyPj));
  if (objective === 'energy-delay') return energyPj * cycles;
  return energyPj * (1 + 1e-6 * Math.log(cycles));
}

/** Leakage and clock power over one cycle. */
export function staticPjPerCycle({ hardware, prices }: Pick<MappingProblem, 'hardware' | 'prices'>): number {
  let powerMw = hardware.clockPowerMw;
  for (const price of prices.values()) powerMw += price.leakageMw * price.instances;
  return (powerMw / hardware.clockMhz) * 1000;
}
