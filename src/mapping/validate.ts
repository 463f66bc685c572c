import type { HardwareSpec } from '../hardware/hardware.ts';
import type { Issue } from '../shared/issue.ts';
import type { Problem } from '../workload/problem.ts';
import { brokenRules } from './constraints/broken-rules.ts';
import type { LevelMapping, Loop, Mapping } from './mapping.ts';
import { keepable } from './parse.ts';

/**
 * Everything about a mapping that can be wrong without counting words: factors that do not cover a dimension or run past
 * it, a fan-out or axis that is too small, operands kept where the spec has no room for them, constraints broken. Empty when
 * sound.
 */
export function validateMapping(problem: Problem, hardware: HardwareSpec, mapping: Mapping): Issue[] {
  return [
    ...problem.dimensions.flatMap((dimension) => coverageFaults(dimension.name, dimension.size, mapping)),
    ...mapping.levels.flatMap((level, index) => levelFaults(problem, hardware, level, index)),
    ...brokenRules(problem, hardware, mapping),
  ];
}

function fault(code: string, path: string, message: string, found: string, accepted?: string): Issue {
  return { code, severity: 'error', message, path, found, ...(accepted === undefined ? {} : { accepted }) };
}

function coverageFaults(name: string, size: number, mapping: Mapping): Issue[] {
  const factors = mapping.levels
    .flatMap((level) => [...level.temporal, ...level.x, ...level.y])
    .filter((loop) => loop.dimension === name && loop.factor > 1)
    .map((loop) => loop.factor);
  const product = factors.reduce((total, factor) => total * factor, 1);
  if (product < size) {
    const message = `the factors of ${name} cover ${product} of its ${size} points`;
    return [fault('factors-too-small', name, message, `${product}`, `factors whose product is ${size} or more`)];
  }
  const outermost = factors[0];
  if (outermost === undefined) return [];
  const inner = factors.slice(1).reduce((total, factor) => total * factor, 1);
  const needed = Math.max(1, Math.ceil(size / inner));
  if (needed === outermost) return [];
  const message = `the outermost factor of ${name} runs past its ${size} points: tiles after the first ${needed} are empty`;
  return [fault('factor-too-large', name, message, `${outermost}`, `${needed}`)];
}

function levelFaults(problem: Problem, hardware: HardwareSpec, level: LevelMapping, index: number): Issue[] {
  const spec = hardware.levels[index];
  if (spec === undefined) return [];
  const issues: Issue[] = [];
  const may = keepable(problem, hardware, index);
  for (const name of level.keep) {
    if (!may.includes(name)) {
      const accepted = may.length > 0 ? may.join(', ') : 'nothing';
      issues.push(fault('cannot-keep', level.level, `${level.level} has no memory for ${name}`, name, accepted));
    }
  }
  if (index === 0) {
    for (const { name } of problem.operands.filter((operand) => !level.keep.includes(operand.name))) {
      issues.push(fault('not-kept', level.level, `the outermost level must keep ${name}`, level.keep.join(', '), name));
    }
  }
  for (const axis of ['x', 'y'] as const) {
    const used = level[axis].reduce((product, loop) => product * loop.factor, 1);
    if (used > spec.fanout[axis]) {
      const where = `${level.level} ${axis.toUpperCase()}`;
      const message = `${where} lays out ${used} instances over a fan-out of ${spec.fanout[axis]}`;
      issues.push(fault('fanout-exceeded', where, message, `${used}`, `at most ${spec.fanout[axis]}`));
    }
    issues.push(...axisFaults(hardware, level.level, axis, level[axis]));
  }
  return issues;
}

function axisFaults(hardware: HardwareSpec, level: string, axis: 'x' | 'y', loops: readonly Loop[]): Issue[] {
  const allowed = hardware.constraints.spatial.find((each) => each.level === level)?.[axis];
  if (allowed === undefined) return [];
  return loops
    .filter((loop) => loop.factor > 1 && !allowed.includes(loop.dimension))
    .map((loop) => {
      const message = `the spec does not let ${loop.dimension} be laid out on ${axis.toUpperCase()} below ${level}`;
      return fault('axis-not-allowed', `${level} ${axis.toUpperCase()}`, message, loop.dimension, allowed.join(', '));
    });
}
