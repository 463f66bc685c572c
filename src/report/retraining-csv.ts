import type { RetrainingResult } from '../training/retraining/retraining-result.ts';

const columns = [
  'seed',
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

/** One line per seed, case and way of re-training; what does not apply is empty. */
export function retrainingCsv({ rows }: RetrainingResult): string {
  const lines = rows.map((row) => columns.map((column) => cell(row[column])).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

function cell(value: string | number | null): string {
  const text = String(value ?? '');
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
