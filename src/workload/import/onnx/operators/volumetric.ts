import type { Operand, Rank } from '../../../problem.ts';
import type { Layer } from '../../../workload.ts';
import type { OnnxNode } from '../onnx-node.ts';
import type { SlidingWindow } from './window.ts';

const rank = (dimension: string): Rank => [{ dimension, coefficient: 1 }];
const positions = ['T', 'P', 'Q', 'A3', 'A4', 'A5'];
const taps = ['U', 'R', 'S', 'B3', 'B4', 'B5'];

/** The most spatial axes a window may have: more than any published network uses. */
export const mostSpatialAxes = positions.length;

/** A window over three or more spatial axes: output positions T P Q, kernel taps U R S. Without weights: pooling. */
export function volumetricLayer(
  node: OnnxNode,
  window: SlidingWindow,
  channels: { readonly batch: number; readonly groups: number; readonly inputs: number; readonly outputs?: number },
): Layer {
  const spatial = window.kernel.map((_, axis) => axis);
  const sliding: Rank[] = spatial.map((axis) => [
    { dimension: positions[axis]!, coefficient: window.stride[axis]! },
    { dimension: taps[axis]!, coefficient: window.dilation[axis]! },
  ]);
  const weighted = channels.outputs !== undefined;
  const out = weighted ? 'M' : 'C';
  const operands: Operand[] = [
    { name: 'I', role: 'I', ranks: [rank('N'), rank('G'), rank('C'), ...sliding] },
    { name: 'O', role: 'O', ranks: ['N', 'G', out, ...spatial.map((axis) => positions[axis]!)].map(rank) },
  ];
  if (weighted) {
    operands.unshift({ name: 'W', role: 'W', ranks: ['G', 'M', 'C', ...spatial.map((axis) => taps[axis]!)].map(rank) });
  }
  return {
    name: node.name,
    kind: weighted ? 'custom' : 'pool',
    problem: {
      dimensions: [
        { name: 'N', size: channels.batch },
        { name: 'G', size: channels.groups },
        ...(channels.outputs === undefined ? [] : [{ name: 'M', size: channels.outputs }]),
        { name: 'C', size: channels.inputs },
        ...spatial.map((axis) => ({ name: positions[axis]!, size: window.output[axis]! })),
        ...spatial.map((axis) => ({ name: taps[axis]!, size: window.kernel[axis]! })),
      ],
      operands,
    },
    operation: weighted ? 'mac' : 'add',
    operationsPerPoint: 1,
    parameters: 0,
    repeat: 1,
    origin: node.origin,
  };
}
