import { conventions } from '../../src/dataflow/conventions/index.ts';
import { elementBits } from '../../src/dataflow/element-bits.ts';
import { buildNest } from '../../src/dataflow/nest.ts';
import { countTransfers } from '../../src/dataflow/transfers.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { validateMapping } from '../../src/mapping/validate.ts';
import type { Layer } from '../../src/workload/workload.ts';

export type ConventionName = 'port' | 'timeloop' | 'eyeriss';

/** Words by `component action operand`, e.g. `GLB read W`; widths of the same action added together. */
export type Counts = Readonly<Record<string, number>>;

/** Counts of one layer under a sound mapping in text form: memories apart from networks. */
export function countsOf(
  layer: Layer,
  hardware: HardwareSpec,
  mapping: string,
  convention: ConventionName,
): { readonly memories: Counts; readonly networks: Counts } {
  const parsed = parseMapping(mapping, layer.problem, hardware);
  const faults = validateMapping(layer.problem, hardware, parsed);
  if (faults.length > 0) throw new Error(faults.map((fault) => fault.message).join('\n'));
  const { rule, count } = conventions.find((each) => each.name === convention)!;
  const nest = buildNest(layer.problem, hardware, parsed);
  const bits = elementBits(layer, hardware);
  const memories: Record<string, number> = {};
  const networks: Record<string, number> = {};
  for (const action of count({ nest, hardware, bits, transfers: countTransfers(nest, rule) })) {
    const counts = action.component.endsWith(' network') ? networks : memories;
    const key = `${action.component} ${action.action} ${action.operand}`;
    counts[key] = (counts[key] ?? 0) + action.count;
  }
  return { memories, networks };
}
