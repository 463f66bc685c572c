import { convolutionLayer } from '../../src/workload/layers.ts';
import type { Layer } from '../../src/workload/workload.ts';

export interface Bounds {
  readonly N?: number;
  readonly G?: number;
  /** per group */
  readonly M?: number;
  /** per group */
  readonly C?: number;
  readonly P?: number;
  readonly Q?: number;
  readonly R?: number;
  readonly S?: number;
  readonly stride?: number;
  readonly dilation?: number;
}

/** A convolution by its loop bounds, each 1 unless given; `layer` unless named. */
export function convolution(bounds: Bounds, name = 'layer'): Layer {
  const { N = 1, G = 1, M = 1, C = 1, P = 1, Q = 1, R = 1, S = 1, stride = 1, dilation = 1 } = bounds;
  const extent = (outputs: number, taps: number): number => (outputs - 1) * stride + (taps - 1) * dilation + 1;
  return convolutionLayer({
    name,
    batch: N,
    groups: G,
    inputChannels: G * C,
    outputChannels: G * M,
    input: [extent(P, R), extent(Q, S)],
    kernel: [R, S],
    stride: [stride, stride],
    dilation: [dilation, dilation],
    bias: false,
  });
}
