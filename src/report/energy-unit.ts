/** A unit charts count in. */
export interface EnergyUnit {
  readonly name: string;
  readonly picojoules: number;
}

const UNITS: readonly EnergyUnit[] = [
  { name: 'J', picojoules: 1e12 },
  { name: 'mJ', picojoules: 1e9 },
  { name: 'µJ', picojoules: 1e6 },
  { name: 'nJ', picojoules: 1e3 },
  { name: 'pJ', picojoules: 1 },
];

/** The unit in which the longest bar reads as 1…1000. */
export function chooseEnergyUnit(largestPj: number): EnergyUnit {
  return UNITS.find((unit) => largestPj >= unit.picojoules) ?? UNITS.at(-1)!;
}
