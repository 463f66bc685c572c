import type { MappingProof } from '../../cost/result.ts';
import { aboveText } from '../../mapper/above-text.ts';
import { formatGrouped, formatSi } from '../../report/number-format.ts';
import { formatEnergy } from '../../report/quantities.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { MappingExplanation, Neighbour } from '../../study/explain-mapping.ts';
import type { Terminal } from '../terminal.ts';
import { fusedRemark } from './fused-remark.ts';
import { repeatRemark } from './repeat-remark.ts';
import { styleRemark } from './style-remark.ts';

/** What `kjoule map` prints, and prints as JSON. */
export interface MappedLayer {
  readonly network: string;
  readonly layer: string;
  readonly hardware: string;
  readonly convention: string;
  /** Text form. */
  readonly mapping: string;
  readonly mapper: string;
  readonly evaluated: number;
  /** What the mapper made small. */
  readonly objective: string;
  /** So many times the layer stands in the network: energy and cycles are of all of them, the proof is of one. */
  readonly repeat: number;
  /** `run` applies it to the outputs of the layer before: there it costs its operations alone. */
  readonly fused: boolean;
  /** Why it is not multiplied in the style of the array; null: it is. */
  readonly styleNotUsed: string | null;
  /** With leakage and clock power. */
  readonly energyPj: number;
  readonly cycles: number;
  readonly latencyMs: number;
  readonly proof: MappingProof | null;
  readonly explanation: MappingExplanation | null;
}

/** The mapping, who found it, and why. */
export function mapText(mapped: MappedLayer, { columns }: Pick<Terminal, 'columns'>): string {
  const { explanation } = mapped;
  const lines = [
    safeText(`${mapped.layer} of ${mapped.network} on ${mapped.hardware}, convention ${mapped.convention}`),
    '',
    ...mapped.mapping.split('\n').map((line) => `  ${safeText(line)}`),
    '',
    safeText(mapped.mapper),
    ...(mapped.proof === null ? [] : proofLines(mapped.proof)),
    ...(mapped.proof?.stopped === 'tiles' ? [gaveUp] : []),
    `Objective ${safeText(mapped.objective)}`,
    `Energy  ${formatEnergy(mapped.energyPj)}, with leakage and clock power`,
    `Latency ${formatGrouped(mapped.cycles)} cycles (${formatSi(mapped.latencyMs * 1e-3, 's')})`,
    ...repeatRemark('Both', mapped.repeat),
    ...fusedRemark(mapped.fused),
    ...styleRemark(mapped.styleNotUsed),
    ...(explanation === null ? [] : ['', ...explainLines(explanation, mapped, columns)]),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const gaveUp =
  'The search gave up. With a time limit (--time-limit 60s, in a scenario timeLimit: 60 s) it goes on until then, or until a mapping is proven best.';

const column = (title: string, figure: boolean): TextColumn => ({ title, figure, dispensable: 0 });

/** What became of the mappings that were not evaluated, and how close the bound was. */
function proofLines({ ruledOut, open, cutAs, bound, value }: MappingProof): string[] {
  const leftOut = (
    [
      [ruledOut.notAllowed, 'too large for a fan-out or against a constraint'],
      [ruledOut.tooLarge, 'too large for a memory'],
      [ruledOut.bound, 'above a bound'],
      [ruledOut.sameOrder, 'the same as another but for loops whose order costs nothing'],
      [open ?? 0, 'above a bound or not looked at'],
    ] as const
  ).filter(([count]) => count > 0);
  const cuts = Object.entries(cutAs ?? {}).map(([name, sizes]) => `${name} ${sizes.join(', ')}`);
  return [
    ...(cuts.length === 0
      ? []
      : [`  of sizes ${safeText(cuts.join('; '))}; tiles that cut them otherwise were not looked at`]),
    ...leftOut.map(([count, why]) => `  ${countText(count).padStart(9)}  ${why}`),
    ...(bound > 0
      ? [`  Before any was evaluated, the bound on all was ${((100 * bound) / value).toFixed(1)} % of this.`]
      : []),
  ];
}

function countText(count: number): string {
  return count < 1e6 ? formatGrouped(Math.round(count)) : count.toExponential(1).replace('e+', 'e');
}

function explainLines(
  { bounds, stalls, neighbours, doubled, notMapped }: MappingExplanation,
  { energyPj, objective, proof }: MappedLayer,
  width: number,
): string[] {
  const share = (part: number) => `${(energyPj === 0 ? 0 : (100 * part) / energyPj).toFixed(1)} %`;
  return [
    `No mapping costs less than the arithmetic, ${formatEnergy(bounds.computePj)} (${share(bounds.computePj)}), and each element once at the outermost memory, ${formatEnergy(bounds.compulsoryPj)} (${share(bounds.compulsoryPj)}),`,
    `or takes fewer than ${formatGrouped(bounds.cycles)} ${bounds.cycles === 1 ? 'cycle' : 'cycles'} with every unit busy${compulsoryText(bounds)}.`,
    '',
    'What the cycles go to:',
    ...stalls.map(({ cause, cycles }) => `  ${safeText(cause)}: ${formatGrouped(cycles)}`),
    '',
    'Neighbours, a factor moved one level inwards or outwards, laid out, or taken back into time:',
    ...(neighbours.length === 0
      ? ['  there is no loop left to move']
      : textTable(
          [column('loop', false), column('from', false), column('to', false), column('outcome', false)],
          neighbours.map((each) =>
            [`${each.dimension} ${each.factor}`, each.from, each.to, outcome(each, objective)].map(safeText),
          ),
          width,
        )),
    '',
    'One memory twice as large, mapped anew at its price:',
    ...doubledLines(doubled, objective, width),
    ...notDoubled(doubled, notMapped),
    ...(isProven(proof?.gap ?? null) && doubled.every(({ gap }) => isProven(gap))
      ? []
      : ['Where a mapping is not proven best, what changed may be the search and not the memory.']),
  ];
}

function doubledLines(doubled: MappingExplanation['doubled'], objective: string, width: number): readonly string[] {
  if (doubled.length === 0) return [];
  const columns = [column('memory', false), column('energy', true), column(`change of ${safeText(objective)}`, true)];
  const rows = doubled.map(({ memory, energyPj, change, gap }) => {
    return [safeText(memory), formatEnergy(energyPj), signed(change), unproven(gap)];
  });
  return textTable([...columns, column('', false)], rows, width);
}

function notDoubled(doubled: MappingExplanation['doubled'], notMapped: readonly string[]): string[] {
  if (notMapped.length > 0) return [`  no mapping was found with a larger ${safeText(notMapped.join(', '))}`];
  return doubled.length === 0 ? ['  no memory has a limit'] : [];
}

/** Where the ports of the outermost memory limit anything. */
function compulsoryText({ compulsoryCycles }: MappingExplanation['bounds']): string {
  if (compulsoryCycles === 0) return '';
  return `, or ${formatGrouped(compulsoryCycles)} for each element once at the outermost memory`;
}

function isProven(gap: number | null): boolean {
  return gap === 0;
}

/** Of a memory twice as large. */
function unproven(gap: number | null): string {
  if (gap === null || gap === Number.POSITIVE_INFINITY) return 'nothing proven';
  return isProven(gap) ? '' : `${aboveText(gap)} its best`;
}

function outcome({ refused, tooLargeFor, change }: Neighbour, objective: string): string {
  if (refused !== null) return `not allowed: ${refused}`;
  if (tooLargeFor !== null) return `does not fit into ${tooLargeFor.join(', ')}`;
  return change === null ? 'fits, but takes too long' : `fits, ${signed(change)} ${objective}`;
}

function signed(change: number): string {
  const percent = 100 * change;
  if (Math.abs(percent) < 0.005) return '0.00 %';
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(2)} %`;
}
