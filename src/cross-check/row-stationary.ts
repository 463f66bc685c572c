import type { ToolLayer } from './tool-layer.ts';

/** A layer as the row-stationary dataflow sees it. Rows are what PEs of a column share out, columns what a PE slides along. */
export interface RowStationaryShape {
  readonly groups: number;
  readonly images: number;
  /** of one group */
  readonly filters: number;
  /** of one group */
  readonly channels: number;
  /** padding included */
  readonly inputRows: number;
  readonly inputColumns: number;
  readonly filterRows: number;
  readonly filterColumns: number;
  readonly outputRows: number;
  readonly outputColumns: number;
  readonly rowStride: number;
}

/** Sizes of one processing pass, named as in JSSC 2017, table III. */
export interface Tiling {
  /** filters whose partial sums the buffer holds */
  readonly m: number;
  /** images */
  readonly n: number;
  /** output rows of a strip */
  readonly f: number;
  /** filters in a PE */
  readonly p: number;
  /** channels in a PE */
  readonly q: number;
  /** sets of PEs on different channels */
  readonly r: number;
  /** sets of PEs on different filters */
  readonly t: number;
}

/** Words by data type. Partial sums count as output. */
export interface Words {
  readonly ifmap: number;
  readonly filter: number;
  readonly ofmap: number;
}

export interface AccessCounts {
  readonly macs: number;
  /** elements: input with padding, weights, outputs */
  readonly elements: Words;
  readonly dram: Words;
  readonly buffer: Words;
  readonly array: Words;
  readonly registers: Words;
}

export function rowStationaryShape({ ifmap, filter, ofmap, stride, padding }: ToolLayer): RowStationaryShape {
  const groups = ifmap.channels / filter.channels;
  return {
    groups,
    images: ifmap.count,
    filters: filter.count / groups,
    channels: filter.channels,
    inputRows: ifmap.height + padding[0] + padding[1],
    inputColumns: ifmap.width + padding[2] + padding[3],
    filterRows: filter.height,
    filterColumns: filter.width,
    outputRows: ofmap.height,
    outputColumns: ofmap.width,
    rowStride: stride[0],
  };
}

/** Input rows a strip of f output rows needs. */
export function stripRows({ rowStride, filterRows }: RowStationaryShape, f: number): number {
  return rowStride * f + filterRows - rowStride;
}

export function elementCounts(shape: RowStationaryShape): Words {
  const { groups, images, filters, channels } = shape;
  return {
    ifmap: groups * images * channels * shape.inputRows * shape.inputColumns,
    filter: groups * filters * channels * shape.filterRows * shape.filterColumns,
    ofmap: groups * images * filters * shape.outputRows * shape.outputColumns,
  };
}

/**
 * Words a layer moves at each level under a tiling, in closed form: Chen et al., ISCA 2016, eqs 3 and 4, and the authors'
 * framework. Sizes need not divide.
 */
export function accessCounts(shape: RowStationaryShape, { m, n, f, p, q, r, t }: Tiling): AccessCounts {
  const { images, filters: M, channels: C, filterRows: S, filterColumns: R, outputRows: F, inputRows: W } = shape;
  const elements = elementCounts(shape);
  const { ifmap, filter, ofmap } = elements;
  const macs = ofmap * C * R * S;
  const overlap = ((F / f) * stripRows(shape, f)) / W;
  const channelPasses = Math.ceil(C / (q * r));
  const channelSteps = Math.ceil(C / q);
  const imagePasses = Math.ceil(images / n);
  return {
    macs,
    elements,
    dram: {
      ifmap: ifmap * Math.ceil(M / m) * overlap,
      filter: filter * imagePasses * Math.ceil(F / f),
      ofmap,
    },
    buffer: { ifmap: ifmap * Math.ceil(M / (p * t)) * overlap, filter: 0, ofmap: 2 * ofmap * (channelPasses - 1) },
    array: {
      ifmap: ifmap * Math.ceil(M / p) * S * (F / W),
      filter: filter * imagePasses * F,
      ofmap: ofmap * (channelSteps * S - channelPasses),
    },
    registers: { ifmap: macs, filter: macs, ofmap: 2 * ofmap * (C * R * S - channelSteps * S) },
  };
}
