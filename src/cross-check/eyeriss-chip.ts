import type { ReferenceData } from './reference-data.ts';
import { accessCounts, type RowStationaryShape, type Tiling, type Words } from './row-stationary.ts';
import { runLengthShare } from './run-length.ts';

/** What was measured on the Eyeriss chip (JSSC 2017, table V), from the closed form and the mapping it ran. Words of 16 bit. */
export interface ChipTraffic {
  /** uncompressed */
  readonly dramWords: number;
  /** inputs read from the buffer, partial sums written and read; neither filters nor fills are in the measured figure */
  readonly bufferWords: number;
  /** multiply-accumulates and on-chip accesses in 16-bit multiply-accumulates, with zeros gated */
  readonly onChipUnits: number;
}

/** The chip writes and reads sums once per channel pass; the closed form of the study leaves the last pass out. */
export function chipTraffic(
  shape: RowStationaryShape,
  tiling: Tiling,
  inputDensity: number,
  data: ReferenceData,
): ChipTraffic {
  const { costs } = data;
  const { macs, elements, dram, buffer, array, registers } = accessCounts(shape, tiling);
  const bufferWords = buffer.ifmap + 2 * elements.ofmap * Math.ceil(shape.channels / (tiling.q * tiling.r));
  // A zero input is read, and then saves the multiplication, the weight and the partial sum (JSSC 2017, sec. V).
  const gated = inputDensity * (registers.filter + registers.ofmap) + registers.ifmap;
  const onChipUnits =
    costs.mac * macs * inputDensity + costs.buffer * bufferWords + costs.array * sum(array) + costs.registers * gated;
  return { dramWords: sum(dram), bufferWords, onChipUnits };
}

/** DRAM words with both maps run-length coded, zeros taken to be strewn independently; filters are not coded. */
export function codedDramWords(
  shape: RowStationaryShape,
  tiling: Tiling,
  density: Pick<Words, 'ifmap' | 'ofmap'>,
): number {
  const { dram } = accessCounts(shape, tiling);
  const share = (part: number) => runLengthShare(part, 16);
  return dram.ifmap * share(density.ifmap) + dram.filter + dram.ofmap * share(density.ofmap);
}

/** Energy of the chip by a fit to five layers with two parameters: static and clock power, and energy per unit. */
export function chipEnergyMj(onChipUnits: number, latencyMs: number, { chip }: ReferenceData): number {
  return chip.staticMw * latencyMs * 1e-3 + chip.unitPj * onChipUnits * 1e-9;
}

function sum({ ifmap, filter, ofmap }: Words): number {
  return ifmap + filter + ofmap;
}
