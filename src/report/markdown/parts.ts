import type { RunResult } from '../../cost/result.ts';
import { type Reproducible, sameAgain, tablesOf } from '../html/again.ts';
import { codeBlock, plainText } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

/** Parts with an empty line between them; ends with a line feed. */
export function document(parts: readonly (string | null)[]): string {
  return `${parts.filter((part) => part !== null && part !== '').join('\n\n')}\n`;
}

const FIGURE_COLUMNS: readonly MarkdownColumn<readonly [string, string, string]>[] = [
  { title: 'Figure', cell: ([name]) => name },
  { title: 'Value', figure: true, cell: ([, value]) => value },
  { title: 'Note', cell: ([, , note]) => note },
];

export function figureTable(figures: readonly (readonly [string, string, string])[]): string {
  return markdownTable(FIGURE_COLUMNS, figures);
}

export function bullets(texts: readonly string[]): string {
  return texts.map((text) => `- ${plainText(text)}`).join('\n');
}

/** Under a heading; null without any. */
export function listOf(title: string, texts: readonly string[]): string | null {
  return texts.length === 0 ? null : `## ${title}\n\n${bullets(texts)}`;
}

/** Assumptions by number; why, and how much each may matter, stands in docs/assumptions.md. */
export function assumptionList(assumptions: RunResult['assumptions']): string | null {
  return listOf(
    'Assumptions used',
    assumptions.map(({ id, text }) => `${id} ${text}`),
  );
}

export function again({ command, kjouleVersion, schema }: Reproducible, seeds: readonly number[] = []): string {
  return `## Make it again\n\n${codeBlock(command)}\n\nkjoule ${plainText(kjouleVersion)}. ${sameAgain(seeds)} All figures with every digit: ${tablesOf(schema)} beside this page.`;
}
