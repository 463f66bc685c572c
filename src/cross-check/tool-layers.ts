import type { Dimension } from '../workload/problem.ts';
import type { Layer, Workload } from '../workload/workload.ts';
import type { LeftOut } from './cross-check.ts';
import type { ToolLayer, ToolTensor } from './tool-layer.ts';

const toolBits = 16;
const known = ['N', 'G', 'M', 'C', 'P', 'Q', 'R', 'S'];

/**
 * The convolutions and matrix layers of a network as the tool takes them, at 16 bits unless the model says otherwise, and
 * without zeros. Layers it has no line for are named with the reason; pooling and the like cost nothing there.
 */
export function toolLayers(workload: Workload): {
  readonly layers: readonly ToolLayer[];
  readonly leftOut: readonly LeftOut[];
} {
  const layers: ToolLayer[] = [];
  const leftOut: LeftOut[] = [];
  workload.layers.forEach((layer, at) => {
    if (layer.operation !== 'mac') return;
    const reason = whyNot(layer);
    if (reason !== undefined) {
      leftOut.push({ layer: layer.name, reason });
      return;
    }
    const line = toolLayer(layer, workload.layers.slice(0, at));
    const names =
      layer.repeat === 1 ? [layer.name] : Array.from({ length: layer.repeat }, (_, i) => `${layer.name}#${i + 1}`);
    layers.push(...names.map((name) => ({ ...line, name })));
  });
  return { layers, leftOut };
}

/** The input file holds two-dimensional convolutions by weights, and has no field for dilation. */
function whyNot({ problem, convolution, kind }: Layer): string | undefined {
  const foreign = problem.dimensions.find(({ name }) => !known.includes(name));
  if (foreign !== undefined) return `the input file has no place for its dimension ${foreign.name}`;
  const weights = problem.operands.find(({ role }) => role === 'W');
  const indexed = weights?.ranks.flatMap((rank) => rank.map(({ dimension }) => dimension));
  if (indexed === undefined || ['N', 'P', 'Q'].some((name) => indexed.includes(name))) {
    return 'it multiplies activations by activations';
  }
  if (convolution === undefined && kind !== 'matmul') return 'it is no convolution';
  if (convolution?.dilation.some((each) => each !== 1)) return 'the input file has no field for dilation';
  return undefined;
}

function toolLayer({ name, kind, problem, convolution, bits }: Layer, before: readonly Layer[]): ToolLayer {
  const size = (dimension: string) => sizeOf(problem.dimensions, dimension);
  const [groups, images] = [size('G'), size('N')];
  const map = kind === 'fc' ? mapBefore(before, size('C')) : undefined;
  const [height, width] = map ?? convolution?.inputSize ?? [size('P'), size('Q')];
  const channels = map === undefined ? size('C') : size('C') / (map[0] * map[1]);
  const tensor = (parts: Omit<ToolTensor, 'zeros' | 'bits'>, width = toolBits): ToolTensor => ({
    ...parts,
    zeros: 0,
    bits: width,
  });
  const [filterHeight, filterWidth] = map ?? [size('R'), size('S')];
  const filter = { height: filterHeight, width: filterWidth, channels, count: groups * size('M') };
  const ifmap = tensor({ height, width, channels: groups * channels, count: images }, bits?.I);
  const weights = tensor(filter, bits?.W);
  const ofmap = tensor({ height: size('P'), width: size('Q'), channels: groups * size('M'), count: images }, bits?.O);
  const stride = convolution?.stride ?? [1, 1];
  return { name, ifmap, filter: weights, ofmap, stride, padding: paddingOf(convolution, { ifmap, filter, ofmap }) };
}

type Sizes = Readonly<Record<'ifmap' | 'filter' | 'ofmap', Pick<ToolTensor, 'height' | 'width'>>>;

/** Top, bottom, left, right; more at the far sides where outputs are rounded up. */
function paddingOf(convolution: Layer['convolution'], { ifmap, filter, ofmap }: Sizes): ToolLayer['padding'] {
  const { padding = [0, 0, 0, 0], stride = [1, 1] } = convolution ?? {};
  const [top, left, bottom, right] = padding;
  const rows = (ofmap.height - 1) * stride[0] + filter.height - ifmap.height - top;
  const columns = (ofmap.width - 1) * stride[1] + filter.width - ifmap.width - left;
  return [top, Math.max(bottom, rows), left, Math.max(right, columns)];
}

/**
 * Rows and columns of the map a fully connected layer reads, when the last layer before it with a map has as many elements:
 * the tool takes such a layer as a convolution whose filter covers the map.
 */
function mapBefore(before: readonly Layer[], inputs: number): readonly [number, number] | undefined {
  const last = before.findLast(({ problem, operation }) => operation === 'mac' || sizeOf(problem.dimensions, 'P') > 1);
  if (last === undefined) return undefined;
  const { dimensions } = last.problem;
  const rows = sizeOf(dimensions, 'P');
  const columns = sizeOf(dimensions, 'Q');
  const channels =
    last.operation === 'mac' ? sizeOf(dimensions, 'G') * sizeOf(dimensions, 'M') : sizeOf(dimensions, 'C');
  return rows * columns > 1 && channels * rows * columns === inputs ? [rows, columns] : undefined;
}

function sizeOf(dimensions: readonly Dimension[], name: string): number {
  return dimensions.find((dimension) => dimension.name === name)?.size ?? 1;
}
