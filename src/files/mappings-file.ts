import { stringify } from 'yaml';
import type { RunResult } from '../cost/result.ts';

/** The mapping of every layer as the `mapper` part of a scenario: pasted into one, it gives the same result again. */
export function mappingsFile({ layers }: Pick<RunResult, 'layers'>): string {
  const mappings = Object.fromEntries(
    layers.filter((each) => each.mapping !== '').map((each) => [each.name, each.mapping]),
  );
  const head = '# The mapping of every layer. Put this into a scenario to run it again without a search.\n';
  if (Object.keys(mappings).length === 0) return `${head}# No layer has a mapping.\n`;
  return head + stringify({ mapper: { strategy: 'fixed', mappings } }, { lineWidth: 0 });
}
