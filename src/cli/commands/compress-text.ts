import { formatGrouped, formatShare, formatSi } from '../../report/number-format.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { CompressionDescription, LayerDescription } from '../../study/describe-compression.ts';
import type { Terminal } from '../terminal.ts';

const columns: readonly TextColumn[] = [
  { title: 'layer', figure: false, dispensable: 0 },
  { title: 'K', figure: true, dispensable: 0 },
  { title: 'N', figure: true, dispensable: 0 },
  { title: 'len', figure: true, dispensable: 0 },
  { title: 'H', figure: true, dispensable: 0 },
  { title: 'Huff.', figure: true, dispensable: 0 },
  { title: 'arith.', figure: true, dispensable: 1 },
  { title: 'zero', figure: true, dispensable: 0 },
  { title: 'distinct', figure: true, dispensable: 3 },
  { title: 'SQNR', figure: true, dispensable: 0 },
  { title: 'before', figure: true, dispensable: 2 },
  { title: 'after', figure: true, dispensable: 0 },
  { title: 'CR', figure: true, dispensable: 0 },
];

/** What was written to disk. */
export interface WrittenArtefact {
  readonly file: string;
  readonly bytes: number;
  readonly headerBytes: number;
  readonly dataBytes: number;
}

type Described = CompressionDescription & {
  readonly warnings: readonly string[];
  readonly file: WrittenArtefact | null;
};

const none = '–';

/** A compressed network as a table: a line per layer, the sums, what was clamped, and the file. */
export function compressText(described: Described, { columns: width }: Pick<Terminal, 'columns'>): string {
  const { workload, engine, seed, totals, layers, file } = described;
  const sums = [formatSi(totals.bitsBefore, 'bit'), formatSi(totals.bitsAfter, 'bit'), formatRatio(totals.ratio)];
  const total = ['network', ...Array(9).fill(''), ...sums];
  const lines = [
    safeText(`${workload}, engine ${engine}, seed ${seed}`),
    '',
    ...textTable(columns, [...layers.map(row), total], width),
    '',
    'K entries of a table, N vectors of len weights; H, Huffman and arithmetic code in bit per index; distinct: different',
    'vectors that meet an input channel; SQNR in dB; before: 32 bit a weight and bias; CR: before ÷ after.',
    ...(layers.some(({ assumed }) => assumed) ? ['Assumed, not computed from weights.'] : []),
    ...warningLines(described),
    '',
    `Ratio ${formatRatio(totals.ratio)}: ${formatGrouped(totals.bitsBefore)} bit before, ${formatGrouped(totals.bitsAfter)} after`,
    file === null ? 'Nothing is written: --out FILE keeps the result.' : fileLine(file),
  ];
  return `${lines.join('\n')}\n`;
}

function row(layer: LayerDescription): string[] {
  const { encoding, indices, error } = layer;
  const shared = encoding.kind === 'codebook' ? encoding : undefined;
  const figure = (value: number | undefined, digits: number) => (value === undefined ? none : value.toFixed(digits));
  const count = (value: number | undefined) => (value === undefined ? none : formatGrouped(value));
  return [
    safeText(layer.layer),
    shared && shared.tables > 1 ? `${shared.tables}×${shared.entries}` : count(shared?.entries),
    count(shared?.vectors),
    count(shared?.vectorLength),
    figure(indices?.entropyBits, 2),
    figure(indices?.huffmanBits, 2),
    figure(indices?.arithmeticBits, 2),
    formatShare(layer.zeroShare),
    figure(indices?.distinctPerInputChannel, 1),
    error === undefined ? none : Number.isFinite(error.sqnrDb) ? error.sqnrDb.toFixed(1) : 'exact',
    formatSi(layer.bitsBefore, 'bit'),
    formatSi(layer.bitsAfter, 'bit'),
    formatRatio(layer.ratio),
  ];
}

function warningLines({ warnings, layers }: Described): readonly string[] {
  const all = [...warnings, ...layers.flatMap(({ layer, warnings: own }) => own.map((text) => `${layer}: ${text}`))];
  return all.length === 0 ? [] : ['', ...all.map((text) => safeText(`note: ${text}`))];
}

function fileLine({ file, bytes, headerBytes, dataBytes }: WrittenArtefact): string {
  const sizes = `${formatGrouped(bytes)} bytes: ${formatGrouped(dataBytes)} of weights, ${formatGrouped(headerBytes)} of header`;
  return `Artefact: ${safeText(file)} (${sizes})`;
}

function formatRatio(ratio: number): string {
  return Number.isFinite(ratio) ? ratio.toFixed(2) : none;
}
