import type { Objective } from './mapper.ts';

/** Objectives without a quantity in them. */
export const plainObjectives = ['energy', 'latency', 'energy-delay'] as const;

/** As a scenario writes it. */
export function objectiveText(objective: Objective): string {
  if (typeof objective === 'string') return objective;
  if (objective.kind === 'within') return `energy within ${objective.ns} ns`;
  return `energy / ${objective.pj} pJ + latency / ${objective.ns} ns`;
}

/** Of its value. */
export function objectiveUnit(objective: Objective): string {
  if (objective === 'latency') return 'cycles';
  if (objective === 'energy-delay') return 'pJ cycles';
  return objective === 'energy' || objective.kind === 'within' ? 'pJ' : '1';
}

/** Its value for energy (leakage and clock power included) and cycles; Infinity: takes too long. */
export function objectiveValue(objective: Objective, clockMhz: number): (energyPj: number, cycles: number) => number {
  if (objective === 'energy') return (energyPj) => energyPj;
  if (objective === 'latency') return (_, cycles) => cycles;
  if (objective === 'energy-delay') return (energyPj, cycles) => energyPj * cycles;
  const limit = cyclesOf(objective.ns, clockMhz);
  if (objective.kind === 'sum') return (energyPj, cycles) => energyPj / objective.pj + cycles / limit;
  return (energyPj, cycles) => (cycles <= limit * (1 + 1e-12) ? energyPj : Number.POSITIVE_INFINITY);
}

export function cyclesOf(ns: number, clockMhz: number): number {
  return (ns * clockMhz) / 1000;
}
