import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { Check } from '../../validation/check.ts';
import type { Validation } from '../../validation/validate.ts';
import { checkWords, summaryLines } from '../../validation/validation-words.ts';

const columns: readonly TextColumn[] = [
  { title: 'what', figure: false, dispensable: 0 },
  { title: 'expected', figure: true, dispensable: 1 },
  { title: 'actual', figure: true, dispensable: 1 },
  { title: 'deviation', figure: true, dispensable: 0 },
  { title: 'tolerance', figure: true, dispensable: 0 },
  { title: 'verdict', figure: false, dispensable: 0 },
  { title: 'kind', figure: false, dispensable: 0 },
  { title: 'source', figure: false, dispensable: 3 },
];

/** One table; the sources below it, where the terminal is too narrow for a column of them. */
export function validateText(validation: Validation, width: number): string {
  const sources = [...new Set(validation.checks.map(sourceOf))];
  const rows = validation.checks.map((check) => {
    const { expected, actual, deviation, tolerance } = checkWords(check);
    const number = `[${sources.indexOf(sourceOf(check)) + 1}]`;
    return [
      safeText(`${number} ${check.what}`),
      expected,
      actual,
      deviation,
      tolerance,
      check.verdict,
      check.kind,
      sourceOf(check),
    ];
  });
  const lines = [
    ...textTable(columns, rows, width),
    '',
    ...sources.map((source, at) => safeText(`[${at + 1}] ${source}`)),
    '',
    ...summaryLines(validation),
  ];
  return `${lines.join('\n')}\n`;
}

function sourceOf({ source, confidence }: Check): string {
  return `${source}; ${confidence}`;
}
