import { type RowStationaryShape, stripRows, type Tiling } from '../cross-check/row-stationary.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { convolutionLayer } from '../workload/layers.ts';
import type { Layer } from '../workload/workload.ts';

/** A layer as the row-stationary dataflow sees it, padding stored like data. */
export function shapeLayer(name: string, shape: RowStationaryShape): Layer {
  const { groups, images, filters, channels, filterRows, filterColumns, rowStride } = shape;
  return convolutionLayer({
    name,
    batch: images,
    groups,
    inputChannels: groups * channels,
    outputChannels: groups * filters,
    input: [shape.inputRows, shape.inputColumns],
    kernel: [filterRows, filterColumns],
    stride: [rowStride, rowStride],
    bias: false,
  });
}

/**
 * The loop nest a tiling of the row-stationary dataflow stands for, as the text of a mapping onto a memory, a buffer with an
 * array below it, and PEs. Sets of PEs go up the columns where they fit, else beside each other; a strip wider than the
 * array folds onto its rows.
 *
 * A nest has whole tiles only: where m is no multiple of p·t, its buffer holds sums of ⌈m / (p·t)⌉ · p·t filters, more than
 * the tiling asks for (`tilingWords`); passes are as many.
 */
export function rowStationaryNest(shape: RowStationaryShape, tiling: Tiling, { levels }: HardwareSpec): string {
  const { groups, images, filters, channels, outputRows, outputColumns, filterRows, filterColumns } = shape;
  const { m, n, f, p, q, r, t } = tiling;
  const [outer, buffer, element] = levels;
  const { x, y } = buffer!.fanout;
  const folds = Math.ceil(f / x);
  const perBuffer = Math.ceil(Math.min(m, filters) / (p * t));
  const above = [
    `G${groups} M${Math.ceil(filters / (perBuffer * p * t))} P${Math.ceil(outputRows / f)}`,
    `N${Math.ceil(images / n)} C${Math.ceil(channels / (q * r))}`,
  ];
  const isTall = filterRows * folds * r * t <= y;
  const columns = `P${Math.ceil(f / folds)}${isTall ? '' : ` M${t}`}`;
  const rows = `R${filterRows} C${r} P${folds}${isTall ? ` M${t}` : ''}`;
  return [
    `${outer!.name}: ${above.join(' ')}`,
    `${buffer!.name}: M${perBuffer} N${n} Q${outputColumns} | X: ${columns} Y: ${rows}`,
    `${element!.name}: S${filterColumns} C${q} M${p}`,
  ].join('\n');
}

/** Words of inputs and sums that a tiling asks of the buffer. */
export function tilingWords(shape: RowStationaryShape, { m, n, f, q, r }: Tiling): number {
  return n * (Math.min(m, shape.filters) * shape.outputColumns * f + q * r * shape.inputColumns * stripRows(shape, f));
}
