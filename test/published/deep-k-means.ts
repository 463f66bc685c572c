/**
 * Wu et al. 2018, "Deep k-Means", ICML (arXiv 1806.09228). The K and p lists are those of the authors' released deploy
 * code for Wide ResNet 16-4; layer order and sizes as there.
 */
export const source = 'Wu et al. 2018 (arXiv 1806.09228), released deploy code, sec. 4';

interface WideResNetLayer {
  readonly name: string;
  readonly size: number;
  readonly vectors: number;
  readonly k: Readonly<Record<'45' | '47' | '50', number>>;
  readonly p: Readonly<Record<'45' | '47' | '50', number>>;
}

const row = (name: string, size: number, vectors: number, ...kp: readonly number[]): WideResNetLayer => ({
  name,
  size,
  vectors,
  k: { '45': kp[0]!, '47': kp[2]!, '50': kp[4]! },
  p: { '45': kp[1]!, '47': kp[3]!, '50': kp[5]! },
});

/** Filter size, N, then K and p of the 45×, 47× and 50× setting. */
export const wideResNet: readonly WideResNetLayer[] = [
  row('conv1', 3, 144, 144, 0, 144, 0, 144, 0),
  row('group1.block0.conv1', 3, 3072, 90, 0.3, 90, 0.3, 90, 0.3),
  row('group1.block0.conv2', 3, 12288, 80, 0.4, 80, 0.4, 80, 0.4),
  row('group1.block0.shortcut', 1, 1024, 50, 0.5, 50, 0.5, 50, 0.5),
  row('group1.block1.conv1', 3, 12288, 30, 0.4, 30, 0.4, 30, 0.4),
  row('group1.block1.conv2', 3, 12288, 30, 0.4, 30, 0.4, 30, 0.4),
  row('group2.block0.conv1', 3, 24576, 100, 0.5, 100, 0.5, 100, 0.5),
  row('group2.block0.conv2', 3, 49152, 50, 0.5, 50, 0.5, 50, 0.5),
  row('group2.block0.shortcut', 1, 8192, 10, 0.5, 10, 0.5, 10, 0.5),
  row('group2.block1.conv1', 3, 49152, 50, 0.5, 50, 0.5, 50, 0.5),
  row('group2.block1.conv2', 3, 49152, 50, 0.5, 50, 0.5, 50, 0.5),
  row('group3.block0.conv1', 3, 98304, 30, 0.62, 7, 0.6, 7, 0.87),
  row('group3.block0.conv2', 3, 196608, 7, 0.9, 6, 0.9, 6, 0.9),
  row('group3.block0.shortcut', 1, 32768, 12, 0.5, 12, 0.5, 12, 0.5),
  row('group3.block1.conv1', 3, 196608, 7, 0.75, 7, 0.75, 7, 0.75),
  row('group3.block1.conv2', 3, 196608, 7, 0.9, 7, 0.9, 7, 0.9),
];

/**
 * DERIVED from the lists: with the entropy bound, with log2 K bits per index (not rounded, as in Fig. 1), and with the
 * ⌈log2 K⌉ bits that a packed index really takes.
 */
export const wideResNetRatios = {
  '45': { bound: 43.5, plain: 23.6, packed: 22.3 },
  '47': { bound: 45.4, plain: 25.3, packed: 23.5 },
  '50': { bound: 48.1, plain: 25.3, packed: 23.5 },
} as const;

/** Fig. 1, one layer of LeNet-5 (Caffe) at a time: N, biases, K and the ratio read off the plot. */
export const lenetRatios = [
  { layer: 'conv1', vectors: 100, biases: 20, k: 3, ratio: 13.02 },
  { layer: 'conv1', vectors: 100, biases: 20, k: 10, ratio: 6.47 },
  { layer: 'conv2', vectors: 5000, biases: 50, k: 20, ratio: 30.35 },
  { layer: 'conv2', vectors: 5000, biases: 50, k: 40, ratio: 23.16 },
  { layer: 'conv2', vectors: 5000, biases: 50, k: 60, ratio: 19.68 },
  { layer: 'conv2', vectors: 5000, biases: 50, k: 140, ratio: 13.44 },
] as const;
