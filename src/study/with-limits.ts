import { checkConstraints } from '../hardware/check-constraints.ts';
import type { ConstraintRule, WrittenName } from '../hardware/constraint-rule.ts';
import { type ConstraintsFile, constraintsSchema } from '../hardware/constraint-schema.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { type ConstraintSource, namesIn, readConstraints } from '../hardware/read-constraints.ts';
import type { InputDocument } from '../shared/document.ts';
import { glob } from '../shared/glob.ts';
import { inShape } from '../shared/in-shape.ts';
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
  if (given !== undefined) {
    const source = { document, path: ['mapper', 'constraints'] };
    const file = inShape(constraintsSchema, given).value;
    issues.push(...checkConstraints(source, file, known));
    own.push(...readConstraints(source, file));
    if (workload !== undefined) issues.push(...unknownLayers(source, file, workload));
  }
  if (workload !== undefined) {
    issues.push(...unknownInSpec(hardware, workload), ...unknownDimensions(own.flatMap(dimensionsOf), workload));
  }
  if (own.length === 0) return hardware;
  return { ...hardware, constraints: { ...constraints, rules: [...(constraints.rules ?? []), ...own] } };
}

/** Those of convolutions, which any network may lack. */
const usual = ['N', 'G', 'M', 'C', 'P', 'Q', 'R', 'S'];

/** Those of layers without filters, and of windows over three axes or more: what an accelerator says of them is for other networks. */
const others = /^(X\d*|T|U|[AB][345])$/;

/** Dimensions that the constraints of an accelerator name, and no layer has. */
export function unknownInSpec({ constraints }: HardwareSpec, workload: Workload): Issue[] {
  const { spatial, rules = [] } = constraints;
  const axes = spatial.flatMap(({ x = [], y = [], ...at }) => placed([...x, ...y], at));
  const named = [...axes, ...rules.flatMap(dimensionsOf)];
  return unknownDimensions(
    named.filter(({ name }) => !others.test(name)),
    workload,
  );
}

/** A dimension no layer has is a slip of the pen: the constraint would never hold anything back, or hold back too much. */
function unknownDimensions(named: readonly WrittenName[], { name, layers }: Workload): Issue[] {
  const own = layers.flatMap(({ problem }) => problem.dimensions.map((dimension) => dimension.name));
  const known = [...new Set([...own, ...usual])];
  return named
    .filter((each) => !known.includes(each.name))
    .map(({ name: found, writtenAt }): Issue => {
      const meant = nearest(found, known);
      return {
        code: 'unknown-dimension',
        severity: 'error',
        message: `no layer of "${name}" has a dimension "${found}"`,
        found,
        accepted: known.join(', '),
        ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
        ...writtenAt,
      };
    });
}

function dimensionsOf(rule: ConstraintRule): readonly WrittenName[] {
  const { limit } = rule;
  if (limit.kind === 'factor') return placed([limit.dimension], rule);
  if (limit.kind === 'only') return placed(limit.dimensions, rule);
  return limit.kind === 'order' ? placed(limit.groups.flat(), rule) : [];
}

type Places = Pick<ConstraintRule, 'writtenAt' | 'dimensionsAt'>;

function placed(names: readonly string[], { writtenAt, dimensionsAt }: Places): readonly WrittenName[] {
  return dimensionsAt ?? names.map((name) => ({ name, ...(writtenAt && { writtenAt }) }));
}

function unknownLayers(
  { document, path }: ConstraintSource,
  file: ConstraintsFile,
  { name, layers }: Workload,
): Issue[] {
  const names = layers.map((layer) => layer.name);
  const patterns = (file.levels ?? []).flatMap((level, index) =>
    namesIn({ document, path: [...path, 'levels', index, 'layers'] }, level.layers),
  );
  return patterns
    .filter((pattern) => pattern.name !== '' && !names.some((each) => glob(pattern.name).test(each)))
    .map(({ name: found, writtenAt }): Issue => {
      const meant = nearest(found, names);
      return {
        code: 'no-such-layer',
        severity: 'error',
        message: `no layer of "${name}" is called "${found}"`,
        found,
        accepted: listed(names),
        ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
        ...writtenAt,
      };
    });
}
