import type { SweepResult } from '../../study/run-sweep.ts';
import { nameOf } from '../../study/sweep/rules.ts';
import { seedsOf } from '../html/again.ts';
import { formatEnergy } from '../quantities.ts';
import { type Breakeven, breakevens, paretoFront } from '../sweep/analysis.ts';
import { answered } from '../sweep/answered.ts';
import { caseColumns } from '../sweep/columns.ts';
import { findings } from '../sweep/findings.ts';
import { keyFigures } from '../sweep/key-figures.ts';
import { sweptContext } from '../sweep/swept-context.ts';
import { leastEnergy } from '../sweep/terminal.ts';
import { sweptWarnings } from '../sweep/warnings.ts';
import { plainText } from './escape.ts';
import { again, assumptionList, bullets, document, figureTable, listOf } from './parts.ts';
import { markdownTable } from './table.ts';

/** Lines of a table of cases; beyond it the front stands for all, which are in the page and in rows.csv. */
const mostCases = 100;

/** The answer of a sweep as text: key figures, what is not beaten, where sharing weights pays, the cases. */
export function sweepMarkdown(sweep: SweepResult): string {
  const { question, context } = sweptContext(sweep);
  const cases = answered(sweep);
  const unanswered = sweep.cases.filter(({ result }) => result === null);
  const assumptions = new Map(cases.flatMap(({ result }) => result.assumptions).map((each) => [each.id, each]));
  return document([
    `# ${plainText(sweep.title)}`,
    plainText(`${question}. ${context}.`),
    `**${plainText(leastEnergy(sweep))}**`,
    bullets(findings(sweep)),
    figureTable(keyFigures(sweep)),
    `## Not beaten\n\nNo other case is as good in energy, latency and known area and better in one.\n\n${frontTable(sweep)}`,
    breakevenPart(breakevens(sweep)),
    cases.length > mostCases ? null : `## Cases\n\n${markdownTable(caseColumns(sweep), cases)}`,
    listOf(
      'Without an answer',
      unanswered.map(({ label, reasons }) => `${label}: ${reasons.map(({ message }) => message).join('; ')}`),
    ),
    listOf(
      'Warnings',
      sweptWarnings(sweep).map(({ code, message, cases: named }) => `${named}: ${code}: ${message}`),
    ),
    assumptionList([...assumptions.values()].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)))),
    again(sweep, seedsOf(sweep.cases.map(({ result }) => result))),
  ]);
}

function frontTable(sweep: SweepResult): string {
  const front = paretoFront(sweep);
  const left = front.length - mostCases;
  const table = markdownTable(caseColumns(sweep), front.slice(0, mostCases));
  return left > 0 ? `${table}\n\nand ${left} more.` : table;
}

function breakevenPart(found: readonly Breakeven[]): string | null {
  if (found.length === 0) return null;
  const others = (each: Breakeven) =>
    Object.entries(each.others)
      .map(([path, value]) => `${nameOf(path)} = ${value}`)
      .join(', ') || '–';
  const table = markdownTable(
    [
      { title: 'Along', cell: ({ axis }) => axis },
      { title: 'With', cell: others },
      { title: 'Pays at', cell: ({ saving }) => saving.join(', ') || 'none' },
      {
        title: 'Does not pay at',
        cell: ({ saving, values }) => values.filter((value) => !saving.includes(value)).join(', ') || 'none',
      },
      { title: 'Least at', figure: true, cell: ({ leastValue }) => String(leastValue) },
      { title: 'Weights uncompressed', figure: true, cell: ({ uncompressedPj }) => formatEnergy(uncompressedPj) },
    ],
    found,
  );
  return `## Where sharing weights pays\n\nEnergy of the weights with tables, indices and decoding, against what they cost without compression.\n\n${table}`;
}
