import type { RunResult } from '../../cost/result.ts';
import { formatShare } from '../number-format.ts';
import { safeText } from '../safe-text.ts';

/** Past this many bars a chart shows the largest and states the rest. */
const MOST_BARS = 200;

/** The layers a chart draws, in network order, and what it leaves out. */
export interface LayerWindow {
  /** Unique display name per layer name. */
  readonly names: ReadonlyMap<string, string>;
  /** One line for the subtitle; absent when every layer is drawn. */
  readonly remainder: readonly string[];
}

/** All layers, or the largest of a very deep network. `weight` is what the chart measures, per layer name. */
export function layerWindow(result: RunResult, weight: ReadonlyMap<string, number>, unit: string): LayerWindow {
  const all = [...new Set([...result.layers.map((layer) => layer.name), ...weight.keys()])];
  const names = displayNames(all);
  if (all.length <= MOST_BARS) return { names, remainder: [] };
  const value = (name: string) => weight.get(name) ?? 0;
  const kept = new Set([...all].sort((a, b) => value(b) - value(a)).slice(0, MOST_BARS));
  const total = all.reduce((sum, name) => sum + value(name), 0);
  const rest = all.filter((name) => !kept.has(name)).reduce((sum, name) => sum + value(name), 0);
  return {
    names: new Map([...names].filter(([name]) => kept.has(name))),
    remainder: [
      `The ${MOST_BARS} largest of ${all.length} layers; the other ${all.length - MOST_BARS} take ${formatShare(total === 0 ? 0 : rest / total)} of the ${unit}`,
    ],
  };
}

/** Two names may turn into the same safe text; bars must not merge. */
function displayNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    names.map((name) => {
      const safe = safeText(name);
      let display = safe;
      for (let copy = 2; taken.has(display); copy += 1) display = `${safe} (${copy})`;
      taken.add(display);
      return [name, display];
    }),
  );
}
