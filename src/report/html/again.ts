import { html, type Markup } from './escape.ts';

/** The command and the version that give the same bytes again. */
export function againSection({
  command,
  kjouleVersion,
}: {
  readonly command: string;
  readonly kjouleVersion: string;
}): Markup {
  return html`<section id="again">
<h2>Make it again</h2>
<pre>${command}</pre>
<p class="faint">kjoule ${kjouleVersion}. ${SAME_AGAIN} All figures with every digit: result.json and rows.csv beside this page.</p>
</section>
`;
}

/** Why a report can be made again. */
export const SAME_AGAIN =
  'No clock and no unseeded random number plays a part: where weights are clustered, the seed is that of the scenario (compression.seed), 1 where it gives none. The same version, files and command give the same bytes.';
