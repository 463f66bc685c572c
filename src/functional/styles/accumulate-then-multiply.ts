import { Bins, tooManyRegisters } from './bins.ts';
import type { MacStyleExecution } from './mac-units.ts';

/** PASM: each input is added into the bin of its table word; each bin in use is multiplied once, when the visit ends. */
export const accumulateThenMultiply: MacStyleExecution = {
  obstacle: ({ units, codes }) => tooManyRegisters(units, codes.binWords.length),
  create: ({ units, codes, accumulator, counts }) => {
    const { indexed, binWords, binOf, lowest } = codes;
    const keys = binWords.length;
    const bins = new Bins(units, keys);
    return {
      step: ({ count, unit, weightAt, inputAt, weights, inputs }) => {
        for (let at = 0; at < count; at += 1) {
          const bin = bins.touch(unit[at]!, binOf[weights[weightAt[at]!]! - lowest]!);
          bins.values[bin] = accumulator.add(bins.values[bin]!, inputs[inputAt[at]!]!);
        }
        counts.additions += count;
        counts.binReads += count;
        counts.binWrites += count;
      },
      endVisit: (unit, sums, sumAt) => {
        const touched = bins.touched(unit);
        for (const key of touched) {
          sums[sumAt] = accumulator.add(sums[sumAt]!, bins.values[unit * keys + key]! * binWords[key]!);
        }
        counts.multiplications += touched.length;
        counts.additions += touched.length;
        counts.binReads += touched.length;
        if (indexed) counts.tableReads += touched.length;
        bins.empty(unit);
      },
      startTile: () => {},
    };
  },
};
