import type { ToolLayer, ToolTensor } from './tool-layer.ts';

/** The reference tool's input: a line of 25 numbers per layer. */
export function writeInputFile(layers: readonly ToolLayer[]): string {
  const tensor = ({ height, width, channels, count, zeros, bits }: ToolTensor) => [
    height,
    width,
    channels,
    count,
    zeros,
    bits,
  ];
  const lines = layers.map(({ ifmap, filter, ofmap, stride, padding }, index) =>
    [index + 1, ...tensor(ifmap), ...tensor(filter), ...tensor(ofmap), ...stride, ...padding].join(','),
  );
  return `${lines.join('\n')}\n`;
}
