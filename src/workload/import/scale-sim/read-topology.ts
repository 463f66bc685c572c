import { type Cell, commaLines } from '../../../shared/comma-lines.ts';
import { sourceText } from '../../../shared/source-text.ts';
import { TextFaults } from '../../../shared/text-faults.ts';
import { convolutionLayer, matrixMultiplyLayer } from '../../layers.ts';
import type { Layer, Workload } from '../../workload.ts';
import { inexactWork } from '../exact-work.ts';
import { uniqueName } from '../unique-name.ts';

/** A layer of a topology file as a systolic array sees it. */
export interface TopologyLayer {
  readonly layer: Layer;
  /** Output pixels of one product of matrices. */
  readonly pixels: number;
  readonly filters: number;
  /** Weights of one filter. */
  readonly window: number;
  /** Products one after the other: the channels of a depthwise layer, else 1. */
  readonly channels: number;
}

interface Reading {
  readonly faults: TextFaults;
  readonly taken: Set<string>;
  readonly file: string;
  readonly batch: number;
}

/** The layers of a SCALE-Sim topology file, as a network. Throws one `InputError` with every fault. */
export function readScaleSim(file: string, text: string, options: { readonly batch?: number } = {}): Workload {
  const layers = readTopology(file, text, options).map(({ layer }) => layer);
  return { name: topologyName(file), source: `${file}, a SCALE-Sim topology`, layers, uncosted: [] };
}

/** The same with what an array needs to know. The file has no batch: `batch` images go through the same weights. */
export function readTopology(
  file: string,
  text: string,
  options: { readonly batch?: number } = {},
): readonly TopologyLayer[] {
  const source = sourceText(file, text);
  const faults = new TextFaults(source);
  const [header, ...lines] = commaLines(source).map((cells) => filled(cells));
  const reading: Reading = { faults, taken: new Set(), file, batch: options.batch ?? 1 };
  const titles = (header ?? []).map((cell) => cell.text.toLowerCase());
  const isProduct = titles.slice(1, 4).join() === 'm,n,k';
  if (header !== undefined && !isProduct && header.length < 8)
    faults.add(header[0]?.offset ?? 0, 'wrong-field-count', {
      message: 'the first line says what the columns are, and these are no topology',
      found: `${header.length} columns`,
      accepted: 'name, M, N, K; or name, input height and width, filter height and width, channels, filters, stride',
    });
  else if (lines.length === 0) faults.add(0, 'empty-file', { message: 'the file holds no layer' });
  faults.throwIfAny();
  const read = isProduct ? productOf : convolutionOf;
  const layers = lines.flatMap((cells) => read(cells, reading) ?? []);
  faults.throwIfAny();
  return layers;
}

function topologyName(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(/\.csv$/i, '');
}

/** Lines end with a comma: what follows it is no field. */
function filled(cells: readonly Cell[]): readonly Cell[] {
  return cells.slice(0, cells.findLastIndex(({ text }) => text !== '') + 1);
}

function convolutionOf(cells: readonly Cell[], reading: Reading): TopologyLayer | undefined {
  const { faults, batch } = reading;
  const numbers = fields(cells, reading, { least: 8, most: 9 });
  if (numbers === undefined) return undefined;
  const [height, width, filterHeight, filterWidth, channels, filters, stride, strideAcross = stride] =
    numbers as number[];
  if (filterHeight! > height! || filterWidth! > width!) {
    faults.add(cells[3]!.offset, 'kernel-exceeds-input', {
      message: 'the filter is larger than its input',
      found: `${filterHeight} x ${filterWidth} over ${height} x ${width}`,
    });
    return undefined;
  }
  const name = cells[0]!.text;
  // SCALE-Sim takes layers with DP in their name apart, channel by channel.
  const depthwise = name.includes('DP');
  const steps = [
    { input: height!, kernel: filterHeight!, stride: stride! },
    { input: width!, kernel: filterWidth!, stride: strideAcross! },
  ];
  const [rows, columns] = steps.map((each) => Math.ceil((each.input - each.kernel) / each.stride) + 1) as [
    number,
    number,
  ];
  // It rounds up: the last window may reach over the edge.
  const beyond = steps.map((each, axis) =>
    Math.max(0, ([rows, columns][axis]! - 1) * each.stride + each.kernel - each.input),
  ) as [number, number];
  const groups = depthwise ? channels! : 1;
  const layer = convolutionLayer({
    name,
    batch,
    groups,
    inputChannels: channels!,
    outputChannels: filters! * groups,
    input: [height!, width!],
    kernel: [filterHeight!, filterWidth!],
    stride: [stride!, strideAcross!],
    padding: [0, 0, ...beyond],
    output: [rows, columns],
    bias: false,
    ...(depthwise && { kind: 'depthwise' }),
  });
  const window = filterHeight! * filterWidth! * (depthwise ? 1 : channels!);
  return finished({ layer, pixels: rows * columns, filters: filters!, window, channels: groups }, cells, reading);
}

/** M × K inputs by K × N weights. */
function productOf(cells: readonly Cell[], reading: Reading): TopologyLayer | undefined {
  const numbers = fields(cells, reading, { least: 4, most: 4 });
  if (numbers === undefined) return undefined;
  const [rows, columns, inner] = numbers as [number, number, number];
  const name = cells[0]!.text;
  const layer = matrixMultiplyLayer({ name, batch: reading.batch, rows, inner, columns, constantWeights: true });
  return finished({ layer, pixels: rows, filters: columns, window: inner, channels: 1 }, cells, reading);
}

function finished(found: TopologyLayer, cells: readonly Cell[], { faults, taken, file }: Reading): TopologyLayer {
  const tooLarge = inexactWork(found.layer);
  if (tooLarge !== undefined) faults.add(cells[0]!.offset, tooLarge.code, tooLarge);
  return { ...found, layer: { ...found.layer, name: uniqueName(found.layer.name, taken), origin: file } };
}

/** The numbers after the name; a sparsity behind them must be that of a dense layer. */
function fields(
  cells: readonly Cell[],
  { faults }: Reading,
  { least, most }: { readonly least: number; readonly most: number },
): readonly number[] | undefined {
  const sparsity = cells.findIndex(({ text }, index) => index >= least && /^\d+:\d+$/.test(text));
  const dense = cells[sparsity]?.text.split(':');
  if (dense !== undefined && dense[0] !== dense[1]) {
    faults.add(cells[sparsity]!.offset, 'not-supported', {
      message: 'sparse layers are not read',
      found: cells[sparsity]!.text,
      accepted: 'a dense layer, such as 1:1',
    });
    return undefined;
  }
  const rest = sparsity === -1 ? cells : cells.slice(0, sparsity);
  if (cells[0]?.text === '' || rest.length < least || rest.length > most) {
    const accepted =
      least === most ? `a name and ${least - 1} numbers` : `a name and ${least - 1} or ${most - 1} numbers`;
    const message = 'this line is no layer';
    faults.add(cells[0]?.offset ?? 0, 'wrong-field-count', { message, found: `${rest.length} fields`, accepted });
    return undefined;
  }
  const numbers = rest.slice(1).map(({ text }) => Number(text));
  const wrong = rest.slice(1).filter(({ text }) => !/^\d{1,9}$/.test(text) || Number(text) < 1);
  for (const { text, offset } of wrong)
    faults.add(offset, 'wrong-value', { message: 'this is not a count', found: text, accepted: 'a whole number ≥ 1' });
  return wrong.length > 0 ? undefined : numbers;
}
