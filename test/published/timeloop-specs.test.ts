import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { TimeloopResult } from '../../src/study/timeloop/evaluate.ts';
import { folderWith, runIn } from '../cli/run-in.ts';

const folder = new URL('../../../shared/data/timeloop/', import.meta.url);
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : [];

type Figures = Readonly<Record<string, number>>;
interface Expected {
  readonly cycles: number;
  readonly utilization: number;
  readonly levels: readonly {
    readonly name: string;
    readonly stats: Figures;
    readonly specs: Readonly<Record<string, number | string>>;
    readonly dataspaces: Readonly<Record<string, Figures>>;
  }[];
}

describe.skipIf(names.length === 0)(
  'kjoule timeloop on specs with what timeloop-model reports (needs ../shared)',
  () => {
    test.each(names)('%s: every count, cycle and picojoule', async (name) => {
      const at = (file: string) => readFileSync(new URL(file, folder), 'utf8');
      const { code, out, err } = await runIn(folderWith({ 'spec.yaml': at(name) }), 'timeloop', 'spec.yaml', '--json');
      expect([code, err]).toEqual([0, '']);
      const result = JSON.parse(out) as TimeloopResult;
      const { expected } = JSON.parse(at(name.replace('.yaml', '.json'))) as { readonly expected: Expected };
      expect(result.cycles).toBe(expected.cycles);
      expect(100 * result.utilization).toBeCloseTo(expected.utilization, 10);
      const [mac, ...levels] = expected.levels;
      expect(result.computes).toBe(mac!.stats['Computes (total)']);
      expect(result.arithmetic.utilizedInstances).toBe(mac!.stats['Utilized instances']);
      expect(result.arithmetic.energyPj).toBe(mac!.stats['Energy (total)']);
      expect(result.levels.map((level) => level.name)).toEqual(levels.map((level) => level.name));
      for (const [index, level] of levels.entries()) {
        const found = result.levels[index]!;
        expect([found.size ?? '-', found.wordBits, found.blockSize, found.instances]).toEqual(
          ['Size', 'Word bits', 'Block size', 'Instances'].map((key) => level.specs[key]),
        );
        expect([found.cycles, found.bandwidthThrottling]).toEqual([
          level.stats.Cycles,
          level.stats['Bandwidth throttling'],
        ]);
        const spaces = Object.fromEntries(found.dataSpaces.map((each) => [each.name, each]));
        expect(Object.keys(spaces).sort()).toEqual(Object.keys(level.dataspaces).sort());
        for (const [space, figures] of Object.entries(level.dataspaces)) {
          const own = spaces[space]!;
          expect({
            'Utilized capacity': own.utilizedCapacity,
            'Utilized instances (max)': own.utilizedInstances,
            'Scalar reads (per-instance)': own.scalarReads.perInstance,
            'Scalar fills (per-instance)': own.scalarFills.perInstance,
            'Scalar updates (per-instance)': own.scalarUpdates.perInstance,
            'Energy (total)': own.energyPj,
          }).toEqual(Object.fromEntries(Object.entries(figures).filter(([key]) => !key.startsWith('Temporal'))));
        }
      }
      const all = expected.levels.flatMap((level) =>
        level.name === mac!.name
          ? [level.stats['Energy (total)']!]
          : Object.values(level.dataspaces).map((each) => each['Energy (total)']!),
      );
      expect(result.energyPj).toBe(all.reduce((sum, each) => sum + each, 0));
    });
  },
);
