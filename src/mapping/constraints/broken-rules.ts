import type { ConstraintRule } from '../../hardware/constraint-rule.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import type { Issue } from '../../shared/issue.ts';
import type { Problem } from '../../workload/problem.ts';
import type { Mapping } from '../mapping.ts';
import { keepsToLimits } from './keeps-to-limits.ts';
import { mapspaceLimits } from './mapspace-limits.ts';

/** Rules of an accelerator that a mapping breaks; what its axes may carry is told apart (`axis-not-allowed`). */
export function brokenRules(problem: Problem, hardware: HardwareSpec, mapping: Mapping): Issue[] {
  const rules = hardware.constraints.rules ?? [];
  return rules
    .filter((rule) => !keepsToLimits(mapping, problem, mapspaceLimits(problem, hardware, [rule])))
    .map((rule) => ({
      code: 'breaks-constraint',
      severity: 'error',
      message: `the mapping breaks the constraint ${namedRule(rule)}`,
      path: 'level' in rule.limit ? (rule.limit.level ?? 'mapping') : 'mapping',
      accepted: rule.text,
    }));
}

/** With where it was written. */
export function namedRule({ text, writtenAt }: Pick<ConstraintRule, 'text' | 'writtenAt'>): string {
  if (writtenAt?.file === undefined) return `"${text}"`;
  return `"${text}" (${writtenAt.file}:${writtenAt.line}:${writtenAt.column})`;
}
