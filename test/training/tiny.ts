import { Random } from '../../src/shared/random.ts';
import type { ImageSet } from '../../src/training/data/image-set.ts';
import { readLayerList } from '../../src/workload/import/layer-list/read-layer-list.ts';
import type { Workload } from '../../src/workload/workload.ts';

/** A network that holds every kind of layer that can be trained. */
export const everyKind: Workload = readLayerList(
  'tiny.yaml',
  `name: tiny
source: made up for tests
input: { channels: 2, size: [8, 8] }
layers:
  - { name: conv1, type: conv, filters: 4, kernel: 3, pad: 1 }
  - { name: norm1, type: normalisation, method: batch }
  - { name: relu1, type: activation }
  - { name: depth1, type: depthwise, kernel: 3, pad: 1 }
  - { name: conv2, type: conv, from: relu1, filters: 4, kernel: 1, bias: false }
  - { name: add1, type: add, from: [depth1, conv2] }
  - { name: pool1, type: max-pool, kernel: 3, stride: 2, pad: same }
  - { name: conv3, type: conv, filters: 5, kernel: 3, stride: 2, pad: 1 }
  - { name: pool2, type: average-pool, kernel: 2, stride: 1 }
  - { name: fc1, type: fc, outputs: 6 }
  - { name: relu2, type: activation }
  - { name: fc2, type: fc, outputs: 3, bias: false }
  - { name: prob, type: softmax }
`,
);

/** One convolution and one fully connected layer over 1 × 8 × 8. */
export const small: Workload = readLayerList(
  'small.yaml',
  `name: small
source: made up for tests
input: { channels: 1, size: [8, 8] }
layers:
  - { name: conv1, type: conv, filters: 6, kernel: 3 }
  - { name: relu1, type: activation }
  - { name: pool1, type: max-pool, kernel: 2 }
  - { name: fc1, type: fc, outputs: 3 }
  - { name: prob, type: softmax }
`,
);

/** Three classes that are easy to tell apart: a bar across, a bar down, or a diagonal, at a random place with noise. */
export function bars(count: number, seed: number, channels = 1): ImageSet {
  const random = new Random(seed);
  const pixels = new Uint8Array(count * 64 * channels);
  const labels = Uint8Array.from({ length: count }, () => random.below(3));
  labels.forEach((label, image) => {
    const at = random.below(8);
    for (let row = 0; row < 8; row += 1) {
      for (let column = 0; column < 8; column += 1) {
        const on = [row === at, column === at, (row + column) % 8 === at][label]!;
        for (let channel = 0; channel < channels; channel += 1) {
          pixels[((image * 8 + row) * 8 + column) * channels + channel] = (on ? 180 : 0) + random.below(75);
        }
      }
    }
  });
  return { rows: 8, columns: 8, channels, pixels, labels };
}
