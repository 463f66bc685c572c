import type { Costs } from './reference-data.ts';
import type { AccessCounts, Words } from './row-stationary.ts';
import type { Factors } from './styles.ts';

/** Energy of a layer or network in 16-bit multiply-accumulates, by data type and by place: two views of one sum. */
export interface ToolEnergy {
  readonly computation: number;
  readonly weight: number;
  readonly ifmap: number;
  /** partial sums included */
  readonly ofmap: number;
  readonly dram: number;
  readonly buffer: number;
  readonly array: number;
  readonly registers: number;
  readonly total: number;
}

interface Charge {
  readonly counts: AccessCounts;
  readonly factors: Factors;
  readonly bits: Words;
  readonly costs: Costs;
}

/** Prices counts: memory and wires in proportion to bits, a multiplication to the bits of each operand. */
export function layerEnergy({ counts, factors, bits, costs }: Charge): ToolEnergy {
  const { wordBits } = costs;
  const levels = (['dram', 'buffer', 'array', 'registers'] as const).map((level) => {
    const of = (operand: keyof Words) =>
      (costs[level] * counts[level][operand] * factors[level][operand] * bits[operand]) / wordBits;
    return { ifmap: of('ifmap'), filter: of('filter'), ofmap: of('ofmap') };
  });
  const [dram, buffer, array, registers] = levels.map(({ ifmap, filter, ofmap }) => ifmap + filter + ofmap);
  const byType = (operand: keyof Words) => levels.reduce((sum, level) => sum + level[operand], 0);
  const width = (bits.ifmap / wordBits) * (bits.filter / wordBits);
  const computation = costs.mac * counts.macs * factors.macs * width;
  const [weight, ifmap, ofmap] = [byType('filter'), byType('ifmap'), byType('ofmap')];
  return {
    computation,
    weight,
    ifmap,
    ofmap,
    dram: dram!,
    buffer: buffer!,
    array: array!,
    registers: registers!,
    total: computation + weight + ifmap + ofmap,
  };
}

/** A sum of energies, each times a factor. */
export function sumEnergies(energies: readonly ToolEnergy[], factor = 1): ToolEnergy {
  const sum = (pick: (energy: ToolEnergy) => number) =>
    factor * energies.reduce((total, each) => total + pick(each), 0);
  return {
    computation: sum(({ computation }) => computation),
    weight: sum(({ weight }) => weight),
    ifmap: sum(({ ifmap }) => ifmap),
    ofmap: sum(({ ofmap }) => ofmap),
    dram: sum(({ dram }) => dram),
    buffer: sum(({ buffer }) => buffer),
    array: sum(({ array }) => array),
    registers: sum(({ registers }) => registers),
    total: sum(({ total }) => total),
  };
}
