import { checkConstraints } from '../hardware/check-constraints.ts';
import type { ConstraintRule, MapspaceLimit } from '../hardware/constraint-rule.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { readConstraints } from '../hardware/read-constraints.ts';
import type { InputDocument } from '../shared/document.ts';
import { glob } from '../shared/glob.ts';
import type { Issue } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import type { Workload } from '../workload/workload.ts';
import type { ScenarioFile } from './scenario-schema.ts';
import { listed } from './select-layers.ts';

/** The accelerator with the constraints of a scenario beside its own. Names that neither it nor the network has are faults. */
export function withLimits(
  document: InputDocument<ScenarioFile>,
  { hardware, workload }: { readonly hardware: HardwareSpec; readonly workload: Workload | undefined },
  issues: Issue[],
): HardwareSpec {
  const { constraints } = hardware;
  const own: ConstraintRule[] = [];
  const known = hardware.levels.map(({ name, memories, fanout }) => {
    return { name, fanout, roles: memories.flatMap(({ roles }) => roles) };
  });
  const given = document.value.mapper?.constraints;
  try {
    const source = { document, path: ['mapper', 'constraints'] };
    if (given !== undefined) issues.push(...checkConstraints(source, given, known));
    if (given !== undefined) own.push(...readConstraints(source, given));
  } catch (error) {
    // What does not fit the schema was reported by it.
    if (!(error instanceof TypeError)) throw error;
  }
  const rules = [...(constraints.rules ?? []), ...own];
  if (workload !== undefined) issues.push(...unknownDimensions(rules, workload), ...unknownLayers(own, workload));
  return own.length === 0 ? hardware : { ...hardware, constraints: { ...constraints, rules } };
}

/** Those of convolutions, which any network may lack. */
const usual = ['N', 'G', 'M', 'C', 'P', 'Q', 'R', 'S'];

/** A dimension no layer has is a slip of the pen: the constraint would never hold anything back. */
export function unknownDimensions(rules: readonly ConstraintRule[], { name, layers }: Workload): Issue[] {
  const own = layers.flatMap(({ problem }) => problem.dimensions.map((dimension) => dimension.name));
  const known = [...new Set([...own, ...usual])];
  return rules.flatMap(({ limit, writtenAt }) =>
    dimensionsOf(limit)
      .filter((dimension) => !known.includes(dimension))
      .map((dimension): Issue => {
        const meant = nearest(dimension, known);
        return {
          code: 'unknown-dimension',
          severity: 'error',
          message: `no layer of "${name}" has a dimension "${dimension}"`,
          found: dimension,
          accepted: known.join(', '),
          ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
          ...writtenAt,
        };
      }),
  );
}

function dimensionsOf(limit: MapspaceLimit): readonly string[] {
  if (limit.kind === 'factor') return [limit.dimension];
  if (limit.kind === 'only') return limit.dimensions;
  return limit.kind === 'order' ? limit.groups.flat() : [];
}

function unknownLayers(rules: readonly ConstraintRule[], { name, layers }: Workload): Issue[] {
  const names = layers.map((layer) => layer.name);
  const patterns = new Map(rules.flatMap(({ layers = [], writtenAt }) => layers.map((each) => [each, writtenAt])));
  return [...patterns]
    .filter(([pattern]) => !names.some((each) => glob(pattern).test(each)))
    .map(([found, place]): Issue => {
      const meant = nearest(found, names);
      return {
        code: 'no-such-layer',
        severity: 'error',
        message: `no layer of "${name}" is called "${found}"`,
        found,
        accepted: listed(names),
        ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
        ...place,
      };
    });
}
