import { Bins, tooManyRegisters } from './bins.ts';
import type { MacStyleExecution } from './mac-units.ts';

/** UCNN adds at most this many inputs before it multiplies (Hegde et al., ISCA 2018, section IV). */
const groupInputs = 16;

/** UCNN: inputs that share a weight value are added first, and multiplied once per group. */
export const factorised: MacStyleExecution = {
  obstacle: ({ units, codes }) => tooManyRegisters(units, codes.values.length),
  create: ({ units, codes, accumulator, counts }) => {
    const { indexed, values, wordIndexOf, lowest } = codes;
    const keys = values.length;
    const groups = new Bins(units, keys);
    const multiply = (bin: number, key: number, sum: number): number => {
      counts.multiplications += 1;
      counts.additions += 1;
      if (indexed) counts.tableReads += 1;
      return accumulator.add(sum, groups.values[bin]! * values[key]!);
    };
    return {
      step: ({ count, unit, weightAt, inputAt, sumAt, weights, inputs, sums }) => {
        for (let at = 0; at < count; at += 1) {
          const key = wordIndexOf[weights[weightAt[at]!]! - lowest]!;
          const bin = groups.touch(unit[at]!, key);
          const place = (groups.filled[bin]! - 1) % groupInputs;
          if (place === 0) groups.values[bin] = inputs[inputAt[at]!]!;
          else {
            groups.values[bin] = accumulator.add(groups.values[bin]!, inputs[inputAt[at]!]!);
            counts.additions += 1;
          }
          if (place === groupInputs - 1) sums[sumAt[at]!] = multiply(bin, key, sums[sumAt[at]!]!);
        }
      },
      endVisit: (unit, sums, sumAt) => {
        for (const key of groups.touched(unit)) {
          const bin = unit * keys + key;
          if (groups.filled[bin]! % groupInputs !== 0) sums[sumAt] = multiply(bin, key, sums[sumAt]!);
        }
        groups.empty(unit);
      },
      startTile: () => {},
    };
  },
};
