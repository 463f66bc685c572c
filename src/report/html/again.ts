import type { RunResult } from '../../cost/result.ts';
import { html, type Markup } from './escape.ts';

/** The command and the version that give the same bytes again. */
export function againSection({ command, kjouleVersion, schema }: Reproducible, seeds: readonly number[] = []): Markup {
  return html`<section id="again">
<h2>Make it again</h2>
<pre>${command}</pre>
<p class="faint">kjoule ${kjouleVersion}. ${sameAgain(seeds)} All figures with every digit: ${tablesOf(schema)} beside this page.</p>
</section>
`;
}

export interface Reproducible {
  readonly command: string;
  readonly kjouleVersion: string;
  readonly schema: string;
}

/** Files with all figures. */
export function tablesOf(schema: string): string {
  return schema.startsWith('kjoule-sweep-summary/')
    ? 'result.json, cases.csv and components.csv'
    : 'result.json and rows.csv';
}

/** Why a report can be made again. */
export function sameAgain(seeds: readonly number[]): string {
  const which =
    seeds.length === 0
      ? 'where weights are clustered, the seed is that of the scenario (compression.seed), 1 where it gives none'
      : `weights are compressed with seed ${seeds.join(', ')}`;
  return `No clock and no unseeded random number plays a part: ${which}. The same version, files and command give the same bytes.`;
}

/** Seeds that results were compressed with, each once. */
export function seedsOf(results: readonly (Pick<RunResult, 'compression'> | null)[]): readonly number[] {
  return [...new Set(results.flatMap((result) => result?.compression?.seed ?? []))];
}
