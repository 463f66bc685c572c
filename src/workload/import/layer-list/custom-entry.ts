import { nearest } from '../../../shared/nearest.ts';
import { type Operand, operandElements, type Problem, type Rank } from '../../problem.ts';
import { parseAffine } from './affine-expression.ts';
import type { BuiltEntry, EntryContext } from './entry-context.ts';
import type { LayerEntry } from './layer-entry-schema.ts';

type CustomEntry = Extract<LayerEntry, { type: 'custom' }>;
type OperandEntry = CustomEntry['operands'][number];

/** Any einsum: dimensions with bounds, operands indexed by sums of them. Undefined once a fault is reported. */
export function customEntry(entry: CustomEntry, context: EntryContext): BuiltEntry | undefined {
  const dimensions = Object.entries(entry.dimensions).map(([name, bound]) => ({
    name,
    size: bound === 'batch' ? context.batch : bound,
  }));
  const names = dimensions.map(({ name }) => name);
  const operands = entry.operands.map((operand, index) => readOperand(operand, index, { names, context }));
  const complete = operands.every((operand) => operand !== undefined);
  const sound = [
    namesAreIndices(names, context),
    allUsed(names, entry, context),
    oneOutput(entry, context),
    operandNamesDiffer(entry, context),
  ];
  if (!complete || sound.includes(false)) return undefined;
  const problem: Problem = { dimensions, operands };
  const weights = operands.filter(({ role }) => role === 'W');
  const elements = weights.reduce((sum, operand) => sum + operandElements(problem, operand), 0);
  return {
    layer: {
      name: entry.name,
      kind: 'custom',
      problem,
      operation: entry.operation ?? 'mac',
      operationsPerPoint: entry.operations ?? 1,
      parameters: entry.parameters ?? elements,
      repeat: 1,
    },
    ...(entry.result !== undefined && { output: entry.result }),
  };
}

interface Scope {
  readonly names: readonly string[];
  readonly context: EntryContext;
}

function readOperand(operand: OperandEntry, index: number, scope: Scope): Operand | undefined {
  const ranks = operand.ranks.map((text, axis) => readRank(text, ['operands', index, 'ranks', axis], scope));
  if (!ranks.every((rank) => rank !== undefined)) return undefined;
  return { name: operand.name, role: operand.role, ranks };
}

function readRank(text: string, path: (string | number)[], { names, context }: Scope): Rank | undefined {
  const terms = parseAffine(text);
  if ('code' in terms) {
    const { code, message, place } = terms;
    context.report(path, { code, message: `${message} (character ${place})`, found: text, accepted: 'e.g. P*2 + R' });
    return undefined;
  }
  const unknown = terms.filter(({ dimension }) => !names.includes(dimension));
  for (const { dimension } of unknown) {
    const meant = nearest(dimension, names);
    context.report(path, {
      code: 'unknown-dimension',
      message: `this layer has no dimension "${dimension}"`,
      found: text,
      accepted: names.join(', '),
      ...(meant !== undefined && { hint: `did you mean "${meant}"?` }),
    });
  }
  return unknown.length > 0 ? undefined : terms;
}

function namesAreIndices(names: readonly string[], { report }: EntryContext): boolean {
  const wrong = names.filter((name) => !/^[A-Za-z_]\w*$/.test(name));
  for (const name of wrong) {
    const accepted = 'letters, digits and _, not starting with a digit';
    const message = 'this name cannot stand in an index';
    report(['dimensions', name], { code: 'dimension-name', message, at: 'key', found: name, accepted });
  }
  return wrong.length === 0;
}

function allUsed(names: readonly string[], { operands }: CustomEntry, { report }: EntryContext): boolean {
  const used = new Set(operands.flatMap(({ ranks }) => ranks.flatMap((text) => text.match(/\w+/g) ?? [])));
  const unused = names.filter((name) => !used.has(name));
  for (const name of unused) {
    const words = { message: `no operand is indexed by "${name}"`, hint: 'use `repeat` to repeat a layer' };
    report(['dimensions', name], { code: 'unused-dimension', at: 'key', ...words });
  }
  return unused.length === 0;
}

function oneOutput({ operands }: CustomEntry, { report }: EntryContext): boolean {
  const outputs = operands.filter(({ role }) => role === 'O').length;
  if (outputs === 1) return true;
  const message = outputs === 0 ? 'no operand is written' : 'more than one operand is written';
  const code = outputs === 0 ? 'no-output-operand' : 'several-output-operands';
  report(['operands'], { code, message, at: 'key', accepted: 'exactly one operand with role O' });
  return false;
}

function operandNamesDiffer({ operands }: CustomEntry, { report }: EntryContext): boolean {
  const repeated = operands.flatMap(({ name }, index) =>
    operands.findIndex((each) => each.name === name) < index ? [{ name, index }] : [],
  );
  for (const { name, index } of repeated) {
    report(['operands', index, 'name'], { code: 'duplicate-name', message: 'two operands have one name', found: name });
  }
  return repeated.length === 0;
}
