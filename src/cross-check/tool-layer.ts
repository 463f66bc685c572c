/** A stack of maps or filters in the reference tool's input file. */
export interface ToolTensor {
  readonly height: number;
  readonly width: number;
  /** of filters: input channels of one group */
  readonly channels: number;
  /** images, or filters of all groups */
  readonly count: number;
  /** elements that are zero, of all maps together; padding is not counted */
  readonly zeros: number;
  /** per element; a fraction where indices of shared weights are entered as narrow weights */
  readonly bits: number;
}

/** One line of the input file: a convolution, or a fully connected layer as one whose filter covers its input. */
export interface ToolLayer {
  readonly name: string;
  readonly ifmap: ToolTensor;
  readonly filter: ToolTensor;
  readonly ofmap: ToolTensor;
  /** rows, columns */
  readonly stride: readonly [number, number];
  /** top, bottom, left, right */
  readonly padding: readonly [number, number, number, number];
}

export function elements({ height, width, channels, count }: ToolTensor): number {
  return height * width * channels * count;
}
