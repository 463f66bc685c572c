import type { AgreementResult, Comparison } from '../../study/agreement/agreement-result.ts';
import { remarks } from '../agreement/remarks.ts';
import { correlations } from '../agreement/tables.ts';
import { codeBlock, plainText } from './escape.ts';
import { bullets, document } from './parts.ts';
import { markdownTable } from './table.ts';

/** Squared correlations of every comparison and what they show, and how to make them again. */
export function agreementMarkdown(result: AgreementResult): string {
  return document([
    `# ${plainText(result.title)}`,
    ...result.comparisons.map(comparisonPart),
    `## Make it again\n\n${codeBlock(result.command)}\n\nkjoule ${plainText(result.kjouleVersion)}. All figures with every digit: \`result.json\`, \`series.csv\` and \`fits.csv\` beside this page.`,
  ]);
}

function comparisonPart(comparison: Comparison): string {
  const { against, rows } = correlations(comparison);
  const { name, axis, values } = comparison;
  const columns = [
    { title: 'Metric', cell: (row: (typeof rows)[number]) => row.name },
    ...against.map((title, at) => ({
      title,
      figure: true,
      cell: (row: (typeof rows)[number]) => row.rSquared[at]?.toFixed(4) ?? '–',
    })),
  ];
  return [
    `## ${plainText(name)}`,
    plainText(`Squared correlation (R²) over ${axis} ${values.join(', ')}.`),
    markdownTable(columns, rows),
    bullets(remarks(comparison)),
  ].join('\n\n');
}
