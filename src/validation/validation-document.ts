import type { Check } from './check.ts';
import type { Validation } from './validate.ts';
import { checkWords, groupsOf, summaryLines } from './validation-words.ts';

const introduction = `# Validation

Written by \`scripts/write-validation.ts\` from what \`kjoule validate\` finds; do not edit. What the figures mean, and where sources contradict each other:
[validation-notes.md](validation-notes.md). The published figures lie in \`hardware-specs/published/\`.

- **independent**: nothing in kjoule was fitted to the expected figure. One that fails makes the exit code 1.
- **calibrated**: something was fitted to it. That it passes says that the fit is kept, and nothing about kjoule.
- **report-only**: stated as it comes out; a tolerance is a goal.

A figure that is *derived* is not printed in its source: it was worked out from formulas and settings that are.
`;

/** `docs/validation.md`: the same input gives the same text. */
export function validationDocument(validation: Validation): string {
  const sections = [...groupsOf(validation)].map(([title, checks]) => section(title, checks));
  const summary = summaryLines(validation).map((line) => `- ${line}\n`);
  return [introduction, summary.join(''), ...sections].join('\n');
}

function section(title: string, checks: readonly Check[]): string {
  const origins = [...new Set(checks.map(originOf))];
  const head = '| What | Source | Expected | Actual | Deviation | Tolerance | Verdict | Kind |';
  const lines = checks.map((check) => {
    const { expected, actual, deviation, tolerance } = checkWords(check);
    const source = `${origins.indexOf(originOf(check)) + 1}`;
    const cells = [check.what, source, expected, actual, deviation, tolerance, check.verdict, check.kind];
    return `| ${cells.join(' | ')} |`;
  });
  const sources = origins.map((origin, at) => `${at + 1}. ${origin}`);
  const table = [head, '|---|---|---:|---:|---:|---:|---|---|', ...lines];
  return [`## ${title}`, '', ...sources, '', ...table, ''].join('\n');
}

function originOf({ source, confidence }: Check): string {
  return `${source} (${confidence}).`;
}
