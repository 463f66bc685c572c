import { quickPlan } from '../../../src/cost/quick-plan.ts';
import { styleFault } from '../../../src/cost/style-fault.ts';
import { styleOf } from '../../../src/dataflow/mac-style.ts';
import type { ConstraintRule } from '../../../src/hardware/constraint-rule.ts';
import type { HardwareSpec, MacStyle } from '../../../src/hardware/hardware.ts';
import { keepChoices } from '../../../src/mapper/keep-choices.ts';
import type { MappingProblem } from '../../../src/mapper/mapper.ts';
import { constraintRules, mapspaceLimits } from '../../../src/mapping/constraints/mapspace-limits.ts';
import { Random } from '../../../src/shared/random.ts';
import { pricesOf } from '../../support/prices.ts';
import { randomStyle } from '../../support/random-style.ts';
import { randomCase } from './random-case.ts';
import { randomRules } from './random-rules.ts';

type SizeOf = (size: number) => number;

export interface Styled {
  readonly problem: MappingProblem;
  readonly keep: readonly (readonly string[])[];
  readonly style: MacStyle;
}

/**
 * A random small layer on an accelerator whose array multiplies in another style, every third under constraints if `sizeOf` changes
 * no sizes, else as often with levels that keep no inputs or outputs; null: it would not be one.
 */
export function styledCase(seed: number, sizeOf?: SizeOf): Styled | null {
  const each = randomCase(seed, seed % 3 === 0 && sizeOf === undefined ? randomRules : undefined, sizeOf);
  if (each.dimensions === 0 || each.dimensions > 5 || each.points > 150) return null;
  const random = new Random(seed + 2_000_000);
  const styled = randomStyle(random, each.given.layer, each.given.hardware);
  const { mac, decoder: _, ...rest } = { ...styled.hardware };
  const decoder = mac.style === 'factorised' ? {} : { decoder: styled.hardware.decoder! };
  const kept = { ...rest, ...decoder, mac };
  const hardware =
    seed % 3 === 0 && sizeOf !== undefined ? bypassing(kept, randomKeep(random, kept, ['I', 'O'])) : kept;
  const prices = new Map(pricesOf(hardware));
  const outermost = hardware.levels[0]!.name;
  prices.set(outermost, { ...prices.get(outermost)!, leakageMw: random.below(2) * 5 });
  const problem: MappingProblem = { ...each.given, ...styled, hardware, prices, objective: 'energy' };
  const limits = mapspaceLimits(problem.layer.problem, hardware, constraintRules(hardware));
  const [keep] = keepChoices(problem.layer.problem, hardware, { bypass: false, limits });
  if (keep === undefined || styleFault({ ...problem, keep }) !== null) return null;
  const { style } = styleOf(problem.layer, hardware, problem.compressed);
  return style === 'mac' ? null : { problem, keep, style };
}

/** An array that multiplies weight by weight, of which zeros spare weights or sums that several units share; null: this one does not. */
export function sparingCase(seed: number, sizeOf?: SizeOf): Styled | null {
  const each = randomCase(seed, undefined, sizeOf);
  if (each.dimensions === 0 || each.dimensions > 5 || each.points > 150) return null;
  const random = new Random(seed + 3_000_000);
  const { layer: plainLayer, hardware: given } = each.given;
  const layer = { ...plainLayer, zeros: { I: 0.4, O: 0.5, source: 'test' } };
  const spares = ([['W'], ['O'], ['W', 'I', 'O']] as const)[random.below(3)]!;
  const zeroInputs = { treatment: random.below(2) === 0 ? 'gate' : 'skip', spares } as const;
  const hardware = { ...given, mac: { ...given.mac, zeroInputs } };
  const keep = randomKeep(random, hardware, ['W', 'I', 'O']);
  const limited = bypassing(hardware, keep);
  const problem: MappingProblem = { ...each.given, layer, hardware: limited, objective: 'energy' };
  const isStyled = quickPlan({ ...problem, keep, styled: true }).style !== null;
  return !isStyled || styleFault({ ...problem, keep }) !== null ? null : { problem, keep, style: 'mac' };
}

type Keep = readonly (readonly string[])[];

/** By level: all operands, but further in than the outermost a third of `some` less. */
function randomKeep(random: Random, { levels }: HardwareSpec, some: readonly string[]): Keep {
  const isKept = (level: number, operand: string): boolean =>
    level === 0 || !some.includes(operand) || random.below(3) > 0;
  return levels.map((_, level) => ['W', 'I', 'O'].filter((operand) => isKept(level, operand)));
}

/** Its levels keep what they are to keep alone. */
function bypassing(hardware: HardwareSpec, keep: Keep): HardwareSpec {
  const rules = hardware.levels.flatMap(({ name: level }, index) =>
    ['W', 'I', 'O'].flatMap((operand): ConstraintRule[] => {
      const isKept = keep[index]!.includes(operand);
      return isKept ? [] : [{ text: 'bypass', limit: { kind: 'bypass', level, operand } }];
    }),
  );
  return { ...hardware, constraints: { ...hardware.constraints, rules } };
}
