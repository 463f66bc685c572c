import { InputError, type Issue } from '../../shared/issue.ts';
import type { ParsedYaml } from '../../shared/parse-yaml.ts';
import { readArchitecture, type TimeloopArchitecture } from './architecture.ts';
import { constraintSections, readTimeloopConstraints } from './constraints.ts';
import { gather } from './gather.ts';
import { readMapping } from './mapping.ts';
import { readProblem } from './problem.ts';
import { energyOf, readAreas, readEnergies } from './tables.ts';
import type { AcceleratorInput } from './to-accelerator.ts';

/**
 * Architecture and reference tables; with problem and mapping also what each level keeps. Prices must be there: an accelerator
 * without them costs nothing.
 */
export function readTimeloopAccelerator(
  files: readonly ParsedYaml[],
): Pick<AcceleratorInput, 'architecture' | 'energies' | 'areas' | 'keeps' | 'constraints'> {
  const issues: Issue[] = [];
  const { sections } = gather(files, issues, ['architecture', 'ERT']);
  const [given, tables, areaTables] = [sections.get('architecture'), sections.get('ERT'), sections.get('ART')];
  const architecture = given && readArchitecture(given);
  const energies = tables && readEnergies(tables);
  const areas = areaTables === undefined ? new Map<string, number>() : readAreas(areaTables);
  for (const { name } of architecture?.storage ?? []) {
    for (const action of ['read', 'fill', 'update'] as const) {
      if (energies === undefined || energyOf(energies.get(name), action) !== null) continue;
      tables?.fault({
        code: 'missing-key',
        message: `"${name}" has no energy for ${action}`,
        accepted: 'a table with it',
      });
    }
  }
  const units = architecture?.arithmetic.name;
  if (units !== undefined && energies !== undefined && energyOf(energies.get(units), 'compute') === null) {
    tables?.fault({
      code: 'missing-key',
      message: `"${units}" has no energy for compute`,
      accepted: 'a table with it',
    });
  }
  const keeps =
    architecture &&
    keepsOf(
      sections,
      architecture.storage.map(({ name }) => name),
    );
  const constraints = architecture && constraintsOf(sections, architecture, keeps);
  if (issues.length > 0 || !architecture || !energies) throw new InputError(issues);
  return { architecture, energies, areas, ...(keeps && { keeps }), ...(constraints && { constraints }) };
}

function constraintsOf(
  sections: ReturnType<typeof gather>['sections'],
  { storage, arithmetic }: TimeloopArchitecture,
  keeps: AcceleratorInput['keeps'],
) {
  const given = constraintSections.flatMap((name) => sections.get(name) ?? []);
  if (given.length === 0) return undefined;
  const all = [...storage, arithmetic];
  const fanouts = storage.map((level, index) => {
    const below = all[index + 1]!;
    return { x: below.meshX / level.meshX, y: below.meshY / level.meshY };
  });
  const problem = sections.get('problem');
  const read = problem && readProblem(problem);
  const names = storage.map(({ name }) => name);
  return readTimeloopConstraints(given, { names, fanouts, ...(keeps && { keeps }), ...(read && { problem: read }) });
}

function keepsOf(sections: ReturnType<typeof gather>['sections'], levels: readonly string[]) {
  const [problem, mapping] = [sections.get('problem'), sections.get('mapping')];
  const read = problem && readProblem(problem);
  if (read === undefined || mapping === undefined) return undefined;
  const mapped = readMapping(mapping, read, levels);
  return mapped?.mapping.levels.map(({ keep }) => [
    ...new Set(read.operands.filter(({ name }) => keep.includes(name)).map(({ role }) => role)),
  ]);
}
