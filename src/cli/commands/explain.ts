import type { LayerResult, RunResult } from '../../cost/result.ts';
import { readResult } from '../../files/read-result.ts';
import { findLayer } from '../find-layer.ts';
import type { Terminal } from '../terminal.ts';
import { explainText } from './explain-text.ts';
import type { Explanation } from './explanation.ts';
import { fullestMemory } from './fullest-memory.ts';

/** `kjoule explain`: where the joules and cycles of one layer go, and why. */
export async function explain(
  report: string,
  options: { readonly layer?: string; readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const { cwd } = terminal;
  const result = await readResult(report, { cwd, folder: cwd });
  const layer = findLayer(result.layers, options.layer, result.workload.name);
  const explanation: Explanation = {
    title: result.title,
    workload: result.workload,
    hardware: result.hardware,
    convention: result.convention,
    layer,
    energyShare: share(layer.energyPj, result.totals.energyPj),
    cyclesShare: share(layer.cycles, result.totals.cycles),
    fullestMemory: fullestMemory(layer),
    built: builtInstances(layer, result),
    rows: result.rows.filter((row) => row.layer === layer.name).sort((a, b) => b.energyPj - a.energyPj),
  };
  terminal.out(
    options.json === true ? `${JSON.stringify(explanation, null, 2)}\n` : explainText(explanation, terminal),
  );
}

function builtInstances({ levels }: LayerResult, { area }: RunResult): Record<string, number> {
  const pairs = levels.flatMap(({ level, tiles }): [string, number][] => {
    const found = area.find(({ component }) => component === tiles[0]?.memory);
    return found === undefined ? [] : [[level, found.instances]];
  });
  return Object.fromEntries(pairs);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
