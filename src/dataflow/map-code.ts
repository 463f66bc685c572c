import { storedSymbols } from '../compression/stored-bits.ts';
import type { HardwareSpec, MapEncoding, RunLengthCode } from '../hardware/hardware.ts';
import type { Layer } from '../workload/workload.ts';
import { storedInputZeros } from '../workload/zeros.ts';

/** Bits of one element of coded maps, on average. */
export interface CodedMaps {
  /** An input in the memories of each level; as wide as elsewhere where none codes it. */
  readonly inputs: readonly number[];
  /** An output in the outermost memory, once final. */
  readonly final: number;
}

/** How the memories of an accelerator hold the maps of a layer; undefined where none of them is coded. */
export function codedMaps(
  layer: Layer,
  { levels }: HardwareSpec,
  plain: { readonly I: number; readonly final: number },
): CodedMaps | undefined {
  const { zeros } = layer;
  if (zeros === undefined) return undefined;
  const codeOf = (level: number, role: 'I' | 'O') =>
    levels[level]?.memories.find(({ roles }) => roles.includes(role))?.encoding?.[role];
  const inputs = levels.map((_, level) =>
    codedBits(codeOf(level, 'I'), { zeros: storedInputZeros(layer), bits: plain.I, ratio: zeros.ratio?.I }),
  );
  const final = codedBits(codeOf(0, 'O'), { zeros: zeros.O, bits: plain.final, ratio: zeros.ratio?.O });
  const isCoded = final < plain.final || inputs.some((bits) => bits < plain.I);
  return isCoded ? { inputs, final } : undefined;
}

interface PlainMap {
  /** Share of its elements. */
  readonly zeros: number;
  /** Per element. */
  readonly bits: number;
  /** Measured bits of the plain map over those of the coded one. */
  readonly ratio: number | undefined;
}

/**
 * Bits an element of a coded map takes: as measured, else as expected where zeros fall independently; a map whose code is
 * no shorter stays as it is (assumption A38).
 */
export function codedBits(encoding: MapEncoding | undefined, { zeros, bits, ratio }: PlainMap): number {
  if (encoding === undefined) return bits;
  if (ratio !== undefined) return Math.min(bits, bits / ratio);
  return Math.min(bits, encoding.code === 'bitmap' ? 1 + (1 - zeros) * bits : runLengthBits(encoding, zeros, bits));
}

/** A pair per value that is not zero, and one wherever a run is longer than its bits can say; whole pairs in whole words. */
function runLengthBits({ runBits, codeWordBits, pairsPerWord }: RunLengthCode, zeros: number, bits: number): number {
  const most = Math.floor(codeWordBits / (runBits + bits));
  const pairs = Math.min(most, pairsPerWord ?? most);
  return pairs === 0 ? bits : (storedSymbols(zeros, runBits) * codeWordBits) / pairs;
}
