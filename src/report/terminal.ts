import pico from 'picocolors';
import type { LayerResult, MappingProof, RunResult } from '../cost/result.ts';
import { describeRun, perBatch } from './charts/describe-run.ts';
import { codedMaps } from './coded-maps.ts';
import { largestConsumers } from './consumers.ts';
import { formatGrouped, formatShare, formatSi } from './number-format.ts';
import { formatArea, formatEnergy } from './quantities.ts';
import { safeText } from './safe-text.ts';
import { type TextColumn, textTable } from './text-table.ts';

/** How the summary is to look. */
export interface TerminalOptions {
  /** Width of the terminal, in characters. */
  readonly columns: number;
  readonly colour: boolean;
  /** Where the report was written; null when it was not. */
  readonly reportFolder: string | null;
  /** Past this many layers only the most expensive are listed; 20 unless given. */
  readonly mostLayers?: number;
}

const COLUMNS: readonly TextColumn[] = [
  { title: 'layer', figure: false, dispensable: 0 },
  { title: 'kind', figure: false, dispensable: 4 },
  { title: 'MACs', figure: true, dispensable: 2 },
  { title: 'energy', figure: true, dispensable: 0 },
  { title: 'share', figure: true, dispensable: 0 },
  { title: 'cycles', figure: true, dispensable: 3 },
  { title: 'latency', figure: true, dispensable: 1 },
  { title: 'util.', figure: true, dispensable: 5 },
];

/** The whole answer as text: layers, totals, largest consumers, what is left out, where to read on. Ends with a line feed. */
export function terminalSummary(result: RunResult, options: TerminalOptions): string {
  const colours = pico.createColors(options.colour);
  const width = Math.max(40, options.columns);
  const [head, ...body] = layerLines(result, options.mostLayers ?? 20, width);
  const total = body.pop()!;
  const lines = [
    colours.bold(cutLine(result.title, width)),
    colours.dim(
      cutLine(`${describeRun(result)}, ${result.hardware.nodeNm} nm, ${result.hardware.clockMhz} MHz`, width),
    ),
    '',
    colours.dim(head!),
    ...body,
    colours.bold(total),
    '',
    ...totalLines(result).map((line) => cutLine(line, width)),
    '',
    'Most energy goes to',
    ...largestConsumers(result.rows, 3).map((one, index) =>
      cutLine(`  ${index + 1}. ${one.name}: ${formatShare(one.share)} (${formatEnergy(one.energyPj)})`, width),
    ),
    '',
    ...cautionLines(result).map((line) => colours.yellow(cutLine(line, width))),
    ...(options.reportFolder === null ? [] : [`Report: ${safeText(options.reportFolder)}/report.html`]),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function layerLines(result: RunResult, most: number, width: number): readonly string[] {
  const { layers, totals } = result;
  const listed =
    layers.length <= most ? layers : [...layers].sort((a, b) => b.energyPj - a.energyPj).slice(0, Math.max(1, most));
  const share = (energyPj: number) => formatShare(totals.energyPj === 0 ? 0 : energyPj / totals.energyPj);
  const line = (name: string, kind: string, sums: Sums, utilisation: string) => [
    name,
    kind,
    formatSi(sums.macs, ''),
    formatEnergy(sums.energyPj),
    share(sums.energyPj),
    formatSi(sums.cycles, ''),
    formatSi(sums.latencyMs * 1e-3, 's'),
    utilisation,
  ];
  const rest = layers.filter((layer) => !listed.includes(layer));
  return textTable(
    COLUMNS,
    [
      ...listed.map((layer) => line(safeText(layer.name), kindText(layer.kind), layer, utilisation(layer))),
      ...(rest.length === 0 ? [] : [line(`… ${rest.length} more layers`, '', sumOf(rest), '')]),
      line('total', '', totals, ''),
    ],
    width,
  );
}

type Sums = Pick<LayerResult, 'macs' | 'energyPj' | 'cycles' | 'latencyMs'>;

function sumOf(layers: readonly LayerResult[]): Sums {
  const sum = (value: (layer: LayerResult) => number) => layers.reduce((total, layer) => total + value(layer), 0);
  return {
    macs: sum((layer) => layer.macs),
    energyPj: sum((layer) => layer.energyPj),
    cycles: sum((layer) => layer.cycles),
    latencyMs: sum((layer) => layer.latencyMs),
  };
}

function utilisation(layer: LayerResult): string {
  return layer.utilisation === null ? '-' : formatShare(layer.utilisation);
}

function kindText(kind: string): string {
  return cutLine(kind, 10);
}

function totalLines(result: RunResult): readonly string[] {
  const { totals } = result;
  const unknown = result.area.filter((row) => row.areaUm2 === null).length;
  const area = totals.areaUm2 === 0 && !totals.areaComplete ? 'not known' : formatArea(totals.areaUm2);
  return [
    `Energy   ${formatEnergy(totals.energyPj)} ${perBatch(result)}${totals.macs === 0 ? '' : `, ${formatEnergy(totals.energyPerMacPj)} per MAC`}`,
    `Latency  ${formatSi(totals.latencyMs * 1e-3, 's')} (${formatSi(totals.cycles, '')} cycles)`,
    `Power    ${formatSi(totals.averagePowerMw * 1e-3, 'W')} on average`,
    ...compressionLines(result),
    ...zerosLines(result),
    ...proofLines(result),
    `Area     ${area}${totals.areaComplete ? '' : ` (incomplete: ${unknown} of ${result.area.length} components not known)`}`,
  ];
}

function compressionLines({ compression }: RunResult): readonly string[] {
  if (compression === null) return [];
  const { engine, assumed, bitsBefore, bitsAfter } = compression;
  const size = (bits: number): string => formatSi(bits / 8, 'B');
  const mark = assumed && engine !== 'assume' ? ' (assumed)' : assumed ? 'd' : '';
  return [
    `Weights  ${engine}${mark}: ${size(bitsAfter)} stored, ${(bitsBefore / bitsAfter).toFixed(1)} times less than 32 bit each`,
  ];
}

function zerosLines(result: RunResult): readonly string[] {
  const maps = codedMaps(result);
  if (maps === null) return [];
  const { layers, memories, bits, plainBits } = maps;
  const times = (plainBits / bits).toFixed(1);
  const size = `; maps at ${memories.join(', ')} ${formatSi(bits / 8, 'B')}, ${times} times less than plain`;
  return [`Zeros    ${layers} of ${result.layers.length} layers${bits === 0 ? '' : size}`];
}

/** How far off mappings may be, where a mapper says so. */
function proofLines({ layers }: RunResult): readonly string[] {
  const proofs = layers.flatMap(({ proof }) => proof ?? []);
  if (proofs.length === 0) return [];
  const gapOf = ({ gap, energyGap = 0 }: MappingProof): number => Math.max(gap, energyGap);
  const gap = Math.max(...proofs.map(gapOf));
  const sum = proofs.reduce((all, proof) => all + proof.evaluated, 0);
  const evaluated = sum < 1e6 ? formatGrouped(sum) : formatSi(sum, '');
  const best = proofs.filter((proof) => gapOf(proof) === 0).length;
  const mapped = layers.filter(({ mapping }) => mapping !== '').length;
  const rest = gap === 0 ? '' : `, the others at most ${formatShare(gap)} above it`;
  return [`Mappings ${best} of ${mapped} layers proven best${rest}; ${evaluated} evaluated`];
}

function cautionLines(result: RunResult): readonly string[] {
  const { uncosted, warnings } = result;
  const names = [...new Set(uncosted.map((one) => one.operator))].join(', ');
  return [
    ...(uncosted.length === 0
      ? []
      : [
          `${uncosted.length} operator${uncosted.length === 1 ? '' : 's'} not costed, so not in these figures: ${names}`,
        ]),
    ...(warnings.length === 0
      ? []
      : [`${warnings.length} warning${warnings.length === 1 ? '' : 's'}, listed in the report`]),
  ];
}

function cutLine(text: string, width: number): string {
  const characters = [...safeText(text)];
  return characters.length <= width ? characters.join('') : `${characters.slice(0, width - 1).join('')}…`;
}
