import { type ReadReport, readReport } from '../../files/read-result.ts';
import { InputError } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import { compareResults, compareSweeps } from '../../study/compare-results.ts';
import { OptionFaults } from '../option-faults.ts';
import type { Terminal } from '../terminal.ts';
import { compareText } from './compare-text.ts';

/** `kjoule compare`: what changed from one report to another. */
export async function compare(
  before: string,
  after: string,
  options: { readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const { issues } = new OptionFaults();
  const place = { cwd: terminal.cwd, folder: terminal.cwd };
  const first = await attempt(issues, () => readReport(before, place));
  const second = await attempt(issues, () => readReport(after, place));
  if (first === undefined || second === undefined) throw new InputError(issues);
  const compared = comparisonOf(first, second);
  terminal.out(options.json === true ? `${JSON.stringify(compared, null, 2)}\n` : compareText(compared, terminal));
}

function comparisonOf(first: ReadReport, second: ReadReport) {
  if ('cases' in first && 'cases' in second) return compareSweeps(first.cases, second.cases);
  if ('cases' in first || 'cases' in second) {
    const message = 'one of the two is a sweep, the other is not';
    const accepted = 'two runs, or two sweeps';
    throw new InputError([{ code: 'not-comparable', severity: 'error', message, accepted }]);
  }
  return compareResults(first, second);
}
