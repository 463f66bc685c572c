import type { RunResult } from '../../src/cost/result.ts';
import type { SweepResult, SweptCase } from '../../src/study/run-sweep.ts';
import { alexNet, HOSTILE, hostile } from './fixture.ts';

/** The energy of every row times a factor, everywhere it is told. */
function scaled(result: RunResult, factor: number): RunResult {
  const totals = { ...result.totals, energyPj: result.totals.energyPj * factor };
  return { ...result, totals, rows: result.rows.map((row) => ({ ...row, energyPj: row.energyPj * factor })) };
}

const k = 'compression.options.k';
const capacity = 'hardwareChanges.levels.GLB.capacity';

/** K from 4 to 64 with two buffers, the smaller K the less energy; one case has no answer. */
export function kAndBuffer(result: RunResult = alexNet): SweepResult {
  const values = [4, 16, 64].flatMap((entries) => ['16 KiB', '64 KiB'].map((kib) => [entries, kib] as const));
  const cases = values.map(([entries, kib], at): SweptCase => {
    const reasons =
      at === 5 ? [{ code: 'no-mapping', severity: 'error' as const, message: `${HOSTILE} fits nowhere` }] : [];
    const factor = 0.5 + 0.1 * at;
    const label = `k = ${entries}, ${kib}`;
    return {
      label,
      values: { [k]: entries, [capacity]: kib },
      result: at === 5 ? null : scaled(result, factor),
      reasons,
    };
  });
  const axes = [
    { path: k, values: [4, 16, 64] },
    { path: capacity, values: ['16 KiB', '64 KiB'] },
  ];
  return {
    schema: 'kjoule-sweep/1',
    kjouleVersion: '0',
    title: 't',
    command: 'kjoule run s',
    axes,
    cases,
    baseline: 2,
  };
}

/** One axis of K and the case without compression, whose weights cost as much as those of K = 16. */
export function kAlone(): SweepResult {
  const entries = [null, 4, 16, 64];
  const factors = [1, 0.5, 0.9, 1.2];
  const cases = entries.map((value, at): SweptCase => {
    const label = value === null ? 'uncompressed' : `k = ${value}`;
    return { label, values: { [k]: value }, result: scaled(alexNet, factors[at]!), reasons: [] };
  });
  const axes = [{ path: k, values: [4, 16, 64] }];
  return {
    schema: 'kjoule-sweep/1',
    kjouleVersion: '0',
    title: 't',
    command: 'kjoule run s',
    axes,
    cases,
    baseline: 0,
  };
}

/** The first three cases again, with names that try to break out. */
export function hostileSweep(): SweepResult {
  const sweep = kAndBuffer(hostile());
  const cases = sweep.cases.map((each, at) => ({
    ...each,
    label: `${HOSTILE} ${at}`,
    values: { ...each.values, [capacity]: `${HOSTILE}${each.values[capacity]}` },
  }));
  const axes = sweep.axes.map((axis) =>
    axis.path === capacity ? { ...axis, values: axis.values.map((value) => `${HOSTILE}${value}`) } : axis,
  );
  return { ...sweep, title: HOSTILE, command: HOSTILE, axes, cases };
}
