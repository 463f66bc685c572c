import type { ConvolutionFacts, Layer } from '../workload/workload.ts';

/** A convolution as its loops are written by hand; sizes of one group where groups matter. */
export interface LayerGeometry extends ConvolutionFacts {
  readonly batch: number;
  readonly groups: number;
  /** Per group. */
  readonly inputChannels: number;
  /** Per group. */
  readonly outputChannels: number;
  /** rows, columns */
  readonly output: readonly [number, number];
  readonly kernel: readonly [number, number];
}

const point: ConvolutionFacts = { padding: [0, 0, 0, 0], stride: [1, 1], dilation: [1, 1], inputSize: [1, 1] };

/** How operands of the layers that can be executed are laid out: rank by rank, the dimensions of each. */
const layouts = [
  { W: 'G M C R S', I: 'N G C PR QS', O: 'N G M P Q' },
  { W: 'M C', I: 'N P C', O: 'N P M' },
];

/** The geometry of a convolution, fully connected layer or product with trained weights; undefined for other layers. */
export function layerGeometry(layer: Layer): LayerGeometry | undefined {
  if (layer.operation !== 'mac' || layer.operationsPerPoint !== 1) return undefined;
  const laidOut = Object.fromEntries(
    layer.problem.operands.map(({ role, ranks }) => [
      role,
      ranks.map((rank) => rank.map(({ dimension }) => dimension).join('')).join(' '),
    ]),
  );
  const layout = layouts.findIndex(({ W, I, O }) => laidOut.W === W && laidOut.I === I && laidOut.O === O);
  if (layout < 0 || layer.problem.operands.length !== 3) return undefined;
  const size = (name: string): number => layer.problem.dimensions.find((each) => each.name === name)?.size ?? 1;
  const channels = { inputChannels: size('C'), outputChannels: size('M') };
  if (layout === 1) {
    return { ...point, ...channels, batch: size('N') * size('P'), groups: 1, output: [1, 1], kernel: [1, 1] };
  }
  if (layer.convolution === undefined) return undefined;
  return {
    ...layer.convolution,
    ...channels,
    batch: size('N'),
    groups: size('G'),
    output: [size('P'), size('Q')],
    kernel: [size('R'), size('S')],
  };
}

/** Activations a layer reads: images × channels × rows × columns, without padding. */
export function inputLength({ batch, groups, inputChannels, inputSize }: LayerGeometry): number {
  return batch * groups * inputChannels * inputSize[0] * inputSize[1];
}
