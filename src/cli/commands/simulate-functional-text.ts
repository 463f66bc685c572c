import type { FunctionalLayer, TransferComparison } from '../../functional/functional-result.ts';
import type { FunctionalRun } from '../../functional/run-network.ts';
import { formatGrouped } from '../../report/number-format.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { Terminal } from '../terminal.ts';

const name = (title: string): TextColumn => ({ title, figure: false, dispensable: 0 });
const figure = (title: string, dispensable = 0): TextColumn => ({ title, figure: true, dispensable });

const layerColumns = [
  name('layer'),
  name('style'),
  name('weights'),
  figure('outputs'),
  figure('wrong'),
  figure('overflows', 3),
  figure('multiplied', 2),
  figure('added', 1),
  figure('look-ups', 1),
];
const transferColumns = [
  name('words'),
  name('what'),
  figure('counted'),
  figure('analytic'),
  figure('copies counted', 1),
  figure('analytic', 1),
];

/** What was executed, and whether it is what it should be. */
export function simulateFunctionalText(run: FunctionalRun, { columns: width }: Pick<Terminal, 'columns'>): string {
  const { layers, notExecuted } = run;
  const input = run.input === 'images' ? 'images' : 'random activations';
  const lines = [
    safeText(`${run.workload} on ${run.hardware}, ${input}, seed ${run.seed}`),
    '',
    ...textTable(layerColumns, layers.map(layerRow), width),
    ...layers.flatMap((layer) => ['', ...transferLines(layer, width)]),
    '',
    ...notes(layers),
    ...(notExecuted.length > 0 ? [safeText(`Not executed: ${notExecuted.join(', ')}`)] : []),
    verdict(run),
  ];
  return `${lines.join('\n')}\n`;
}

function layerRow({ layer, style, weights, outputs, arithmetic, decoder }: FunctionalLayer): string[] {
  return [
    safeText(layer),
    style,
    `${weights.source}, ${weights.stored}`,
    ...[outputs.compared, outputs.mismatches, outputs.overflows, arithmetic.multiplications, arithmetic.additions].map(
      formatGrouped,
    ),
    decoder === null ? '–' : formatGrouped(decoder.lookups),
  ];
}

function transferLines({ layer, transfers }: FunctionalLayer, width: number): readonly string[] {
  const rows = transfers.map((each) => [
    `${safeText(`${each.from} → ${each.to}`)}${each.equal ? '' : '  NOT EQUAL'}`,
    safeText(`${each.operand} ${each.kind}`),
    ...[each.counted.words, each.analytic.words, each.counted.copies, each.analytic.copies].map(formatGrouped),
  ]);
  return [safeText(layer), ...textTable(transferColumns, rows, width)];
}

function notes(layers: readonly FunctionalLayer[]): string[] {
  return layers.flatMap(({ layer, fallback, outputs, bits, decoder, weights }) => [
    ...(fallback === undefined ? [] : [safeText(`${layer}: run as mac: ${fallback}`)]),
    ...(outputs.overflows === 0
      ? []
      : [safeText(`${layer}: sums overflow ${bits.O} bit and wrap around; outputs are compared modulo 2^${bits.O}`)]),
    ...(decoder === null || decoder.entriesRead <= decoder.lookups
      ? []
      : [
          safeText(
            `${layer}: words of a vector are used apart: ${formatGrouped(decoder.entriesRead)} entries read (A32)`,
          ),
        ]),
    ...(weights.scalesLeftOut ? [safeText(`${layer}: factors per output channel are left out on both sides`)] : []),
  ]);
}

function verdict({ layers, equal }: FunctionalRun): string {
  const outputs = layers.reduce((sum, layer) => sum + layer.outputs.compared, 0);
  if (equal)
    return `Equal: all ${formatGrouped(outputs)} outputs, all transfers and look-ups of ${layers.length} layers`;
  const faults = layers.flatMap((layer) => faultsOf(layer).map((fault) => safeText(`  ${layer.layer}: ${fault}`)));
  return ['NOT EQUAL', ...faults].join('\n');
}

function faultsOf({ outputs, transfers, decoder }: FunctionalLayer): string[] {
  const { mismatches, compared, firstMismatch: first } = outputs;
  const where = first === null ? '' : `, the first at ${first.index}: ${first.found} instead of ${first.expected}`;
  const words = (each: TransferComparison): string => `${each.operand} ${each.kind} ${each.from} → ${each.to} differs`;
  return [
    ...(mismatches === 0 ? [] : [`${mismatches} of ${compared} outputs are wrong${where}`]),
    ...transfers.filter((each) => !each.equal).map(words),
    ...(decoder === null || decoder.equal ? [] : [`${decoder.lookups} look-ups instead of ${decoder.analyticLookups}`]),
  ];
}
