import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import type { Check } from '../../validation/check.ts';
import type { Validation } from '../../validation/validate.ts';
import { checkWords, groupsOf, summaryLines } from '../../validation/validation-words.ts';

const titles = ['what', 'source', 'expected', 'actual', 'deviation', 'tolerance', 'verdict', 'kind'];
const figures = ['expected', 'actual', 'deviation', 'tolerance'];
const columns: readonly TextColumn[] = titles.map((title) => ({
  title,
  figure: figures.includes(title),
  dispensable: 0,
}));

/** A table in parts, each under its title; numbered sources below. Names are never cut: they tell rows apart. */
export function validateText(validation: Validation): string {
  const sources = [...new Set(validation.checks.map(sourceOf))];
  const row = (check: Check): readonly string[] => {
    const { expected, actual, deviation, tolerance } = checkWords(check);
    const source = `[${sources.indexOf(sourceOf(check)) + 1}]`;
    return [safeText(check.what), source, expected, actual, deviation, tolerance, check.verdict, check.kind];
  };
  const parts = [...groupsOf(validation)].flatMap(([title, checks]) => [
    safeText(title),
    ...textTable(columns, checks.map(row), Number.POSITIVE_INFINITY),
    '',
  ]);
  const origins = sources.map((source, at) => safeText(`[${at + 1}] ${source}`));
  return `${[...parts, ...origins, '', ...summaryLines(validation)].join('\n')}\n`;
}

function sourceOf({ source, confidence }: Check): string {
  return `${source}; ${confidence}`;
}
