import type { RetrainingReport } from '../../study/retraining-report.ts';

const columns = [
  'seed',
  'method',
  'case',
  'layer',
  'k',
  'compressionRatio',
  'regulariser',
  'lambda',
  'unshared',
  'accuracy',
  'fineTuned',
] as const;

/** One line per seed, case and way of re-training, with energy and latency on each accelerator; what does not apply is empty. */
export function retrainingCsv({ rows, costs }: RetrainingReport): string {
  const accelerators = costs?.accelerators ?? [];
  const head = [
    ...columns,
    ...accelerators.flatMap(({ accelerator }) => [`${accelerator} energyPj`, `${accelerator} latencyMs`]),
  ];
  const lines = rows.map((row, at) => {
    const cost = accelerators.flatMap(({ points }) => [points[at]!.energyPj, points[at]!.latencyMs]);
    return [...columns.map((column) => row[column]), ...cost];
  });
  return `${[head, ...lines].map((line) => line.map(cell).join(',')).join('\n')}\n`;
}

function cell(value: string | number | null): string {
  const text = String(value ?? '');
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
