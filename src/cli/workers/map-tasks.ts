import { conventions } from '../../dataflow/conventions/index.ts';
import { mapLayer } from '../../mapper/map-layer.ts';
import type { MapperChoice, MappingProblem } from '../../mapper/mapper.ts';
import type { RememberedMapping } from '../../mapper/mapping-cache.ts';
import { printMapping } from '../../mapping/print.ts';

/** A layer to be mapped, as plain data. */
export interface MapTask {
  readonly problem: Omit<MappingProblem, 'convention'> & { readonly convention: string };
  readonly choice: MapperChoice;
}

/** null: it fits nowhere. */
export async function mapTask({ problem, choice }: MapTask): Promise<RememberedMapping | null> {
  const convention = conventions.find(({ name }) => name === problem.convention)!;
  const outcome = mapLayer({ ...problem, convention }, choice);
  if (!outcome.found) return null;
  const { mapping, mapper, evaluated, proof } = outcome;
  return { text: printMapping(mapping), mapper, evaluated, proof };
}
