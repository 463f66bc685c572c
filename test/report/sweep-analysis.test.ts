import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/cost/result.ts';
import { breakevens, paretoFront, sensitivities } from '../../src/report/sweep/analysis.ts';
import { findings } from '../../src/report/sweep/findings.ts';
import type { SweepResult, SweptCase } from '../../src/study/run-sweep.ts';

interface Figures {
  readonly energy: number;
  readonly latency?: number;
  readonly area?: number;
  readonly weights?: number;
  readonly batch?: number;
}

function swept(
  values: SweptCase['values'],
  { energy, latency = 1, area = 1, weights = 0, batch = 1 }: Figures,
): SweptCase {
  const rows = [
    { operand: 'W', energyPj: weights / 2 },
    { operand: 'codebook', energyPj: weights / 2 },
    { operand: 'I', energyPj: 5 },
  ];
  const totals = { energyPj: energy, latencyMs: latency, areaUm2: area };
  const label = Object.values(values).join(' ');
  return { label, values, result: { totals, rows, workload: { batch } } as unknown as RunResult, reasons: [] };
}

function sweepOf(cases: readonly SweptCase[], baseline = 0): SweepResult {
  const paths = Object.keys(cases[0]!.values);
  const axes = paths.map((path) => ({
    path,
    values: [...new Set(cases.map(({ values }) => values[path]!))].filter((each) => each !== null),
  }));
  return { schema: 'kjoule-sweep/1', kjouleVersion: '0', title: 't', command: 'c', axes, cases, baseline };
}

describe('the front', () => {
  test('holds what nothing beats in energy, latency and area at once; equal cases once', () => {
    const sweep = sweepOf([
      swept({ a: 1 }, { energy: 1, latency: 9 }),
      swept({ a: 2 }, { energy: 2, latency: 2 }),
      swept({ a: 3 }, { energy: 3, latency: 3 }),
      swept({ a: 4 }, { energy: 3, latency: 3, area: 0.5 }),
      swept({ a: 5 }, { energy: 2, latency: 2 }),
    ]);
    expect(paretoFront(sweep).map(({ label }) => label)).toEqual(['1', '2', '4']);
  });
});

describe('sensitivity', () => {
  test('one axis at a time, the others as in the baseline; the largest swing first', () => {
    const cases = [1, 2].flatMap((a) => [10, 20].map((b) => swept({ a, 'x.b': b }, { energy: 100 * a + b })));
    const found = sensitivities(sweepOf(cases, 3));
    expect(found.map(({ axis, least, most }) => [axis, least.value, most.value])).toEqual([
      ['a', 1, 2],
      ['b', 10, 20],
    ]);
    expect(found[0]!.share).toBeCloseTo(100 / 220, 12);
  });
});

describe('breakeven', () => {
  const path = 'compression.options.k';
  const cases = [
    swept({ [path]: null }, { energy: 50, weights: 20 }),
    ...[4, 16, 64].map((k) => swept({ [path]: k }, { energy: 40 + k, weights: k })),
  ];

  test('values at which weights, tables and indices cost less than weights did', () => {
    expect(breakevens(sweepOf(cases))).toEqual([
      { path, axis: 'k', others: {}, leastValue: 4, saving: [4, 16], values: [4, 16, 64], uncompressedPj: 20 },
    ]);
    expect(findings(sweepOf(cases)).join('\n')).toContain('at k 4, 16, not at 64.');
  });

  test('without an uncompressed case, or along another axis, there is none', () => {
    expect(breakevens(sweepOf(cases.slice(1)))).toEqual([]);
    const batches = [
      swept({ batch: null }, { energy: 1 }),
      ...[1, 2].map((batch) => swept({ batch }, { energy: batch })),
    ];
    expect(breakevens(sweepOf(batches))).toEqual([]);
  });
});
