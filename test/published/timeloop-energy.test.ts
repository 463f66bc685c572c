import { describe, expect, it } from 'vitest';
import { estimateLayer } from '../../src/cost/estimate.ts';
import { timeloop } from '../../src/dataflow/conventions/timeloop.ts';
import { pricesOf } from '../support/prices.ts';
import { readTimeloopCase, timeloopFiles } from '../support/timeloop-case.ts';

describe.skipIf(timeloopFiles.length === 0)(
  'cycles and energy equal timeloop-model on its own specs (needs ../shared)',
  () => {
    const estimated = (file: string) => {
      const { layer, hardware, mapping, expected } = readTimeloopCase(file);
      const estimate = estimateLayer({ layer, hardware, prices: pricesOf(hardware), convention: timeloop, mapping });
      return { estimate, expected, hardware };
    };

    it.each(timeloopFiles)('%s: cycles and utilisation', (file) => {
      const { estimate, expected } = estimated(file);
      expect(estimate.cycles).toBe(expected.cycles);
      expect(estimate.utilisation * 100).toBeCloseTo(expected.utilization, 2);
    });

    it.each(timeloopFiles)('%s: pJ of each operand in each memory, block accesses at 64 bits off the array', (file) => {
      const { estimate, expected } = estimated(file);
      const memories = expected.levels.filter((level) => level.name !== 'MAC');
      for (const level of memories) {
        for (const [operand, counts] of Object.entries(level.dataspaces)) {
          const energyPj = estimate.actions
            .filter((action) => action.component === level.name && action.operand === operand)
            .reduce((sum, action) => sum + action.energyPj, 0);
          // Six significant digits are printed.
          expect(energyPj / counts['Energy (total)']!, `${level.name} ${operand}`).toBeCloseTo(1, 5);
        }
      }
      expect(memories).toHaveLength(3);
    });

    it.each(timeloopFiles)('%s: pJ of the arithmetic', (file) => {
      const { estimate, expected } = estimated(file);
      const mac = expected.levels.find((level) => level.name === 'MAC')!;
      const [compute] = estimate.actions.filter((action) => action.component === 'MAC');
      expect(compute).toMatchObject({ count: mac.stats['Computes (total)'], energyPj: mac.stats['Energy (total)'] });
    });
  },
);
