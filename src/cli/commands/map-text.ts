import type { MappingProof } from '../../cost/result.ts';
import { formatGrouped } from '../../report/number-format.ts';
import { formatEnergy } from '../../report/quantities.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { MappingExplanation, Neighbour } from '../../study/explain-mapping.ts';
import type { Terminal } from '../terminal.ts';
import { fusedRemark } from './fused-remark.ts';

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
  /** With leakage and clock power. */
  readonly energyPj: number;
  readonly cycles: number;
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
    `Energy  ${formatEnergy(mapped.energyPj)}, with leakage and clock power`,
    `Latency ${formatGrouped(mapped.cycles)} cycles`,
    ...(mapped.repeat === 1
      ? []
      : [`Both are of ${formatGrouped(mapped.repeat)} times the layer: the network repeats it.`]),
    ...fusedRemark(mapped.fused),
    ...(explanation === null ? [] : ['', ...explainLines(explanation, mapped, columns)]),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

const column = (title: string, figure: boolean): TextColumn => ({ title, figure, dispensable: 0 });

function explainLines(
  { bounds, neighbours, doubled }: MappingExplanation,
  { energyPj, objective }: MappedLayer,
  width: number,
): string[] {
  const share = (part: number) => `${((100 * part) / energyPj).toFixed(1)} %`;
  return [
    `No mapping costs less than the arithmetic, ${formatEnergy(bounds.computePj)} (${share(bounds.computePj)}), and each element once at the outermost memory, ${formatEnergy(bounds.compulsoryPj)} (${share(bounds.compulsoryPj)}),`,
    `or takes fewer than ${formatGrouped(bounds.cycles)} cycles.`,
    '',
    'Larger tiles, a factor moved one level inwards:',
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
    ...textTable(
      [column('memory', false), column('energy', true), column('change', true)],
      doubled.map((each) => [safeText(each.memory), formatEnergy(each.energyPj), signed(each.change)]),
      width,
    ),
  ];
}

function outcome({ tooLargeFor, change }: Neighbour, objective: string): string {
  if (tooLargeFor !== null) return `does not fit into ${tooLargeFor.join(', ')}`;
  return change === null ? 'fits, but takes too long' : `fits, ${signed(change)} ${objective}`;
}

function signed(change: number): string {
  const percent = 100 * change;
  if (Math.abs(percent) < 0.005) return '0.00 %';
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(2)} %`;
}
