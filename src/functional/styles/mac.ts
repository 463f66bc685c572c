import type { MacStyleExecution } from './mac-units.ts';

/** A multiply-accumulate per weight. */
export const mac: MacStyleExecution = {
  create: ({ codes, accumulator, counts }) => ({
    step: ({ count, weightAt, inputAt, sumAt, weights, inputs, sums }) => {
      const { coded, indexed, table } = codes;
      for (let at = 0; at < count; at += 1) {
        const weight = weights[weightAt[at]!]!;
        const word = coded ? table[weight]! : weight;
        const to = sumAt[at]!;
        sums[to] = accumulator.add(sums[to]!, word * inputs[inputAt[at]!]!);
      }
      counts.multiplications += count;
      counts.additions += count;
      if (indexed) counts.tableReads += count;
    },
    endVisit: () => {},
    startTile: () => {},
  }),
};
