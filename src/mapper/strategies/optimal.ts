import { quickPlan } from '../../cost/quick-plan.ts';
import type { MappingProof } from '../../cost/result.ts';
import { plain } from '../../dataflow/arithmetic.ts';
import { elementBits } from '../../dataflow/element-bits.ts';
import { styleOf } from '../../dataflow/mac-style.ts';
import type { HardwareSpec } from '../../hardware/hardware.ts';
import { constraintRules, type MapspaceLimits, mapspaceLimits } from '../../mapping/constraints/mapspace-limits.ts';
import { InputError } from '../../shared/issue.ts';
import type { Problem, Rank } from '../../workload/problem.ts';
import type { MappingOutcome, MappingProblem } from '../mapper.ts';
import { staticPjPerCycle } from '../mapping-score.ts';
import { nothingFits } from '../nothing-fits.ts';
import { mapspaceSize } from '../optimal/mapspace-size.ts';
import { type BestMapping, ProvenSearch } from '../optimal/proven-search.ts';
import { toMapping } from '../to-mapping.ts';
import { withoutUnits } from '../without-units.ts';

/** Tiles looked at before a search gives up and says how far off it may be: some ten seconds. */
const mostTiles = 2e7;

interface ProofOptions {
  /** Every choice of what each level keeps is in the space; else each keeps all it has a memory for. */
  readonly bypass?: boolean;
  /** Tiles looked at, for each such choice. */
  readonly most?: number;
}

/**
 * The mapping of least energy among all with dividing factors: every split of every dimension over levels and axes, every
 * loop order. Its energy is that of `QuickEstimate` with leakage and clock power over its cycles; ramp and drain are left
 * out (docs/decisions/0010). Throws InputError for what it cannot prove anything of.
 */
export function mapByProof(
  given: MappingProblem,
  { bypass = false, most = mostTiles }: ProofOptions = {},
): MappingOutcome {
  const problem = { ...given, layer: { ...given.layer, problem: withoutUnits(given.layer.problem) } };
  const { layer, hardware } = problem;
  refuseUnproven(problem);
  let best: { readonly found: BestMapping; readonly keep: readonly (readonly string[])[] } | null = null;
  const proofs: MappingProof[] = [];
  const limits = mapspaceLimits(layer.problem, hardware, constraintRules(hardware));
  for (const keep of keepChoices(layer.problem, hardware, { bypass, limits })) {
    const search = new ProvenSearch(quickPlan({ ...problem, keep }), hardware, staticPjPerCycle(problem));
    search.run(most, best?.found.energyPj);
    proofs.push(proofOf(search));
    if (search.best !== null) best = { found: search.best, keep };
  }
  if (best === null) return { found: false, issues: [nothingFits(problem)] };
  const proof = together(proofs, best.found.energyPj);
  const mapping = toMapping(best.found, { keep: best.keep, problem: layer.problem, hardware });
  return { found: true, mapping, mapper: summary(proof), evaluated: proof.evaluated, proof };
}

/**
 * What each level keeps: all it can first, and with `bypass` every smaller choice but at the outermost level. What constraints
 * want kept is, what they want passed on is not.
 */
export function keepChoices(
  problem: Problem,
  { levels }: HardwareSpec,
  { bypass, limits }: { readonly bypass: boolean; readonly limits: MapspaceLimits },
): string[][][] {
  return levels.reduce<string[][][]>(
    (choices, { memories }, level) => {
      const roles = memories.flatMap((memory) => memory.roles);
      const kept = problem.operands.filter(({ role }) => roles.includes(role)).map(({ name }) => name);
      const allowed = kept.filter((name) => !limits.levels[level]!.bypass.has(name));
      const wanted = [...limits.levels[level]!.keep];
      const own = (bypass && level > 0 ? subsets(allowed) : [allowed]).filter((names) =>
        wanted.every((name) => names.includes(name)),
      );
      return choices.flatMap((outer) => own.map((inner) => [...outer, inner]));
    },
    [[]],
  );
}

/** The whole first. */
function subsets(names: readonly string[]): string[][] {
  return Array.from({ length: 2 ** names.length }, (_, left) => names.filter((_name, i) => ((left >> i) & 1) === 0));
}

/** Of one choice of what levels keep; `gap` is not known yet. */
function proofOf({ tables, leastPj, choices, evaluated }: ProvenSearch): MappingProof {
  const { splits, allowed, fitting, orders } = mapspaceSize(tables.space, tables.levels, tables.fitting);
  return {
    mappings: splits * orders,
    evaluated,
    ruledOut: {
      notAllowed: (splits - allowed) * orders,
      tooLarge: (allowed - fitting) * orders,
      bound: (fitting - choices) * orders,
      sameOrder: choices * orders - evaluated,
    },
    energyPj: leastPj,
    boundPj: tables.leastPj,
    gap: 0,
  };
}

function together(proofs: readonly MappingProof[], energyPj: number): MappingProof {
  const sum = (value: (proof: MappingProof) => number): number => proofs.reduce((all, each) => all + value(each), 0);
  const leastPj = Math.min(...proofs.map((proof) => proof.energyPj));
  return {
    mappings: sum((proof) => proof.mappings),
    evaluated: sum((proof) => proof.evaluated),
    ruledOut: {
      notAllowed: sum(({ ruledOut }) => ruledOut.notAllowed),
      tooLarge: sum(({ ruledOut }) => ruledOut.tooLarge),
      bound: sum(({ ruledOut }) => ruledOut.bound),
      sameOrder: sum(({ ruledOut }) => ruledOut.sameOrder),
    },
    energyPj,
    boundPj: Math.min(...proofs.map((proof) => proof.boundPj)),
    gap: Math.max(0, energyPj / leastPj - 1),
  };
}

function summary({ mappings, evaluated, gap }: MappingProof): string {
  const all = `${mappings.toExponential(1).replace('e+', 'e')} mappings; ${evaluated} evaluated`;
  return gap === 0
    ? `optimal: proven best of ${all}`
    : `optimal: at most ${(100 * gap).toFixed(2)} % above the best of ${all}`;
}

/** What the bounds do not hold for. */
function refuseUnproven(problem: MappingProblem): void {
  const reasons = unproven(problem);
  if (reasons.length === 0) return;
  const message = `strategy optimal can prove nothing for ${problem.layer.name}: ${reasons.join('; ')}`;
  throw new InputError([{ code: 'cannot-prove', severity: 'error', message, hint: 'strategy templates searches it' }]);
}

function unproven({ layer, hardware, convention, compressed }: MappingProblem): string[] {
  const { zeroShare, zeroInputs } = plain({
    layer,
    hardware,
    compressed,
    bits: elementBits(layer, hardware, compressed),
  });
  const overlaps = layer.problem.operands.filter(({ ranks }) => ranks.some(isWindow));
  return [
    ...(convention.rule === 'element' ? [] : [`convention ${convention.name} fetches whole tiles`]),
    ...(styleOf(layer, hardware, compressed).style === 'mac' ? [] : [`the array multiplies by ${hardware.mac.style}`]),
    ...(zeroShare > 0 || zeroInputs ? ['the array passes over zeros'] : []),
    ...(compressed !== undefined && hardware.decoder !== undefined
      ? ['a decoder stands in the path of its weights']
      : []),
    ...(repeatsShared(layer.problem) ? ['some loop repeats two of its operands'] : []),
    ...overlaps.filter(({ role }) => role === 'O').map(({ name }) => `tiles of its output ${name} overlap`),
  ];
}

/** The search lets a loop repeat the tile of one operand at most, as in convolutions, matrix products and element-wise layers. */
function repeatsShared({ dimensions, operands }: Problem): boolean {
  return dimensions.some(({ name }) => {
    const repeated = operands.filter(({ ranks }) => !ranks.flat().some(({ dimension }) => dimension === name));
    return repeated.length > 1;
  });
}

function isWindow(rank: Rank): boolean {
  return rank.length > 1 || rank.some(({ coefficient }) => coefficient !== 1);
}
