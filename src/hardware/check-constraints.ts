import type { Issue } from '../shared/issue.ts';
import { nearest } from '../shared/nearest.ts';
import type { OperandRole } from '../workload/problem.ts';
import { checkOrders } from './check-orders.ts';
import type { MapspaceLimit } from './constraint-rule.ts';
import type { ConstraintsFile } from './constraint-schema.ts';
import { type ConstraintSource, readConstraints } from './read-constraints.ts';

/** What a rule may name of a level; what could not be read is absent. */
export interface KnownLevel {
  readonly name: string;
  readonly roles?: readonly OperandRole[];
  readonly fanout?: { readonly x: number; readonly y: number };
}

/** What constraints are of that is not there, or can never be: levels, operands without a memory, more instances than there are, orders that contradict themselves. */
export function checkConstraints(
  source: ConstraintSource,
  file: ConstraintsFile,
  levels: readonly KnownLevel[],
): readonly Issue[] {
  const names = levels.map(({ name }) => name).filter((name) => typeof name === 'string');
  const unknown = (file.levels ?? []).flatMap(({ level }, index): Issue[] => {
    // What is no name was reported by the schema.
    if (typeof level !== 'string' || names.includes(level)) return [];
    const meant = nearest(level, names);
    const fault = {
      code: 'unknown-level',
      message: `there is no level "${level}"`,
      found: level,
      accepted: names.join(', '),
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    };
    return [source.document.issue([...source.path, 'levels', index, 'level'], fault)];
  });
  const rules = readConstraints(source, file);
  const faults = rules.flatMap(({ limit, writtenAt }) => {
    const named = 'level' in limit ? limit.level : undefined;
    const index = named === undefined ? -1 : levels.findIndex(({ name }) => name === named);
    return index < 0 ? [] : levelFaults(limit, levels[index]!, index).map((fault) => ({ ...fault, ...writtenAt }));
  });
  return [...unknown, ...faults, ...checkOrders(rules)];
}

function levelFaults(limit: MapspaceLimit, { name, roles, fanout }: KnownLevel, index: number): Issue[] {
  const fault = (code: string, message: string, found: string, accepted: string): Issue[] => [
    { code, severity: 'error', message, found, accepted },
  ];
  const isRole = 'operand' in limit && ['W', 'I', 'O'].includes(limit.operand);
  if (limit.kind === 'keep' && isRole && roles !== undefined && !roles.some((role) => role === limit.operand)) {
    const kept = roles.length > 0 ? roles.join(', ') : 'nothing';
    return fault('cannot-keep', `${name} has no memory for ${limit.operand}`, limit.operand, kept);
  }
  if (limit.kind === 'bypass' && index === 0) {
    return fault('not-kept', `the outermost level must keep ${limit.operand}`, limit.operand, 'an inner level');
  }
  if (limit.kind !== 'factor' || limit.place === 'time' || limit.relation === '<=' || limit.factor === 'all') return [];
  const room = fanout?.[limit.place];
  if (room === undefined || !(limit.factor > room)) return [];
  const message = `the fan-out below ${name} is ${room} on ${limit.place.toUpperCase()}`;
  return fault('fanout-exceeded', message, `${limit.factor}`, `at most ${room}`);
}
