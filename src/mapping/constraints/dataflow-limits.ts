import type { Dataflow, LoopPlace, MapspaceLimit } from '../../hardware/constraint-rule.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { Problem } from '../../workload/problem.ts';
import { dataflowShapes } from './dataflow-shapes.ts';

/** A dataflow as limits on mappings (docs/mapping.md). Where the spec says what an axis carries, that holds for the axis. */
export function dataflowLimits(dataflow: Dataflow, problem: Problem, hardware: HardwareSpec): MapspaceLimit[] {
  const shape = dataflowShapes[dataflow];
  const { levels, constraints } = hardware;
  const last = levels.length - 1;
  const innermost = levels[last]!.name;
  const limits: MapspaceLimit[] = [];
  for (const { name: level } of levels) {
    const given = constraints.spatial.find((each) => each.level === level);
    for (const place of ['x', 'y'] as const) {
      const dimensions = given?.[place] === undefined ? shape[place] : [...shape.x, ...shape.y];
      limits.push({ kind: 'only', level, place, dimensions });
    }
  }
  if (last === 0) return limits;
  const factor = (level: string, place: LoopPlace, dimension: string, factor: number | 'all'): MapspaceLimit => {
    return { kind: 'factor', level, place, dimension, relation: '=', factor };
  };
  limits.push(...shape.notInside.map((dimension) => factor(innermost, 'time', dimension, 1)));
  limits.push({ kind: 'order', level: levels[last - 1]!.name, side: 'innermost', groups: [shape.inner] });
  if (dataflow === 'no-local-reuse' && last > 1) {
    const bypass = (['W', 'I', 'O'] as const).map((operand): MapspaceLimit => {
      return { kind: 'bypass', level: innermost, operand };
    });
    limits.push(...bypass);
  }
  if (dataflow === 'row-stationary') {
    limits.push(factor(innermost, 'time', 'S', 'all'));
    const rows = rowsFor(problem, hardware);
    if (rows !== null) limits.push(factor(rows, 'y', 'R', 'all'));
  }
  return limits;
}

/** The first level whose rows take all filter rows side by side: a PE then holds a row of a filter. */
function rowsFor({ dimensions }: Problem, { levels, constraints }: HardwareSpec): string | null {
  const size = dimensions.find(({ name }) => name === 'R')?.size ?? 1;
  const level = levels.find(({ name, fanout }) => {
    const given = constraints.spatial.find((each) => each.level === name)?.y;
    return fanout.y > 1 && (given === undefined || given.includes('R'));
  });
  return level === undefined || level.fanout.y < size ? null : level.name;
}
