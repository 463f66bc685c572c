import { elementBits } from '../../../src/dataflow/element-bits.ts';
import { capacityIssues } from '../../../src/dataflow/fit.ts';
import { buildNest } from '../../../src/dataflow/nest.ts';
import type { MappingProblem } from '../../../src/mapper/mapper.ts';
import { toMapping } from '../../../src/mapper/to-mapping.ts';
import type { Mapping } from '../../../src/mapping/mapping.ts';

export type Frame = Omit<MappingProblem, 'objective'>;

interface Flat {
  readonly factors: Int32Array;
  readonly order: Int32Array;
}

export function mappingOf({ layer, hardware }: Frame, keep: readonly (readonly string[])[], flat: Flat): Mapping {
  return toMapping(flat, { keep, problem: layer.problem, hardware });
}

/** As a result says it, tiles no larger than the layer. */
export function fitsExactly(problem: Frame, keep: readonly (readonly string[])[], flat: Flat): boolean {
  const { layer, hardware, compressed } = problem;
  const nest = buildNest(layer.problem, hardware, mappingOf(problem, keep, flat));
  return capacityIssues(nest, hardware, elementBits(layer, hardware, compressed)).length === 0;
}
