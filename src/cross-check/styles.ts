import type { StyleName } from './reference-data.ts';
import type { Words } from './row-stationary.ts';
import { runLengthShare } from './run-length.ts';

/** What part of each dense count is charged. */
export interface Factors {
  readonly macs: number;
  readonly dram: Words;
  readonly buffer: Words;
  readonly array: Words;
  readonly registers: Words;
}

/** Shares of elements that are not zero, of inputs in the padded map; bits per element. */
export interface Contents {
  readonly density: Words;
  readonly bits: Words;
}

/**
 * The tool's online version: maps are coded with one bit per element and the non-zero values, weights as well on the way to
 * the PEs; skipped operations are the product of densities.
 */
function online({ density, bits }: Contents): Factors {
  const inputs = density.ifmap + 1 / bits.ifmap;
  const weights = density.filter + 1 / bits.filter;
  const operations = density.ifmap * density.filter;
  return {
    macs: operations,
    dram: {
      ifmap: Math.min(1, inputs),
      filter: Math.min(1, weights),
      ofmap: Math.min(1, density.ofmap + 1 / bits.ofmap),
    },
    buffer: { ifmap: inputs, filter: 1, ofmap: 1 },
    array: { ifmap: inputs, filter: weights, ofmap: density.ifmap },
    registers: { ifmap: inputs * density.filter, filter: inputs * density.filter, ofmap: operations },
  };
}

/** The tool's first version: run-length coded maps down to the PEs, where a zero skips all that it would have caused. */
function simulator({ density, bits }: Contents): Factors {
  const inputs = runLengthShare(density.ifmap, bits.ifmap);
  const weights = runLengthShare(density.filter, bits.filter);
  const operations = density.ifmap * density.filter;
  return {
    macs: operations,
    dram: { ifmap: inputs, filter: weights, ofmap: runLengthShare(density.ofmap, bits.ofmap) },
    buffer: { ifmap: inputs, filter: 1, ofmap: 1 },
    array: { ifmap: inputs, filter: weights, ofmap: 1 },
    registers: { ifmap: operations, filter: operations, ofmap: operations },
  };
}

export const styles: Readonly<Record<StyleName, (contents: Contents) => Factors>> = { online, simulator };
