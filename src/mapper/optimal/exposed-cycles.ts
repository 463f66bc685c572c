import type { ExposedTile } from '../../cost/exposed-tiles.ts';
import type { QuickPlan } from '../../cost/quick-plan.ts';
import type { TileElements } from './capacity.ts';
import type { TeamMemory } from './team.ts';

interface ExposedInput {
  readonly elements: TileElements;
  readonly nodes: number;
  readonly memory: TeamMemory;
  /** They fill it in. */
  readonly jobs: (() => void)[];
}

/**
 * Per level: by the node that tiles laid out below it make, cycles of the first fill and the last drain of what the level below
 * keeps; null: none. Exact but for rounding up, and where levels between two that keep an operand lay it out as well: what those
 * above the last of them do is left out.
 */
export function exposedCycles(
  { nest, exposed }: QuickPlan,
  { elements, nodes, memory, jobs }: ExposedInput,
): (Float64Array | null)[] {
  return Array.from({ length: nest.levelCount }, (_, level) => {
    const tiles = (exposed ?? []).filter(({ child }) => child === level + 1);
    if (tiles.length === 0) return null;
    const cycles = memory.floats(nodes);
    jobs.push(() => addUp(cycles, tiles, elements));
    return cycles;
  });
}

function addUp(cycles: Float64Array, tiles: readonly ExposedTile[], elements: TileElements): void {
  cycles.fill(0);
  for (const { operand, cyclesPerElement } of tiles) {
    const own = elements(operand);
    for (let node = 0; node < cycles.length; node += 1) cycles[node] = cycles[node]! + cyclesPerElement * own[node]!;
  }
}
