import { halfToNumber, numberToHalf } from './half-float.ts';

export interface RoundedCodebook {
  readonly codebook: Float32Array;
  /** For 8 bit: one per table. */
  readonly codebookScales?: Float32Array;
  readonly warnings: readonly string[];
}

const largestHalf = 65504;

/**
 * Table numbers as they are stored: 32-bit floats, half-precision floats, or 8-bit integers times a scale of the table.
 * Zero stays zero. What is too large for half precision becomes the largest that is not.
 */
export function roundCodebook(codebook: Float32Array, bits: 32 | 16 | 8, tables: number): RoundedCodebook {
  if (bits === 32) return { codebook, warnings: [] };
  if (bits === 16) return roundToHalf(codebook);
  const size = codebook.length / tables;
  const codebookScales = new Float32Array(tables);
  const rounded = codebook.slice();
  for (let table = 0; table < tables; table += 1) {
    const part = rounded.subarray(table * size, (table + 1) * size);
    const largest = part.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const scale = Math.fround(largest / 127) || 1;
    codebookScales[table] = scale;
    for (let at = 0; at < size; at += 1) {
      // + 0 turns a negative zero into zero
      part[at] = Math.max(-127, Math.min(127, Math.round(part[at]! / scale))) * scale + 0;
    }
  }
  return { codebook: rounded, codebookScales, warnings: [] };
}

function roundToHalf(codebook: Float32Array): RoundedCodebook {
  const clamped = codebook.map((value) => Math.max(-largestHalf, Math.min(largestHalf, value)));
  const lost = clamped.some((value, at) => value !== codebook[at]);
  return {
    codebook: clamped.map((value) => halfToNumber(numberToHalf(value))),
    warnings: lost ? ['table entries beyond ±65504 lowered to that, the largest half-precision number'] : [],
  };
}
