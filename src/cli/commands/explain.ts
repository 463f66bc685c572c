import type { CostRow, LayerResult, RunResult } from '../../cost/result.ts';
import { readResult } from '../../files/read-result.ts';
import { findLayer } from '../find-layer.ts';
import type { Terminal } from '../terminal.ts';
import { explainText } from './explain-text.ts';
import { type FullMemory, fullestMemory } from './fullest-memory.ts';

/** One layer of a result, with what sets it in relation to the rest. */
export interface Explanation {
  readonly title: string;
  readonly workload: RunResult['workload'];
  readonly hardware: RunResult['hardware'];
  readonly convention: string;
  readonly layer: LayerResult;
  /** Of the whole result, 0…1. */
  readonly energyShare: number;
  /** Of the whole result, 0…1. */
  readonly cyclesShare: number;
  /** Null where no memory of limited size holds anything. */
  readonly fullestMemory: FullMemory | null;
  /** How many instances of each level the accelerator has; levels without memory are left out. */
  readonly built: Readonly<Record<string, number>>;
  /** What the layer's energy is made of, dearest first. */
  readonly rows: readonly CostRow[];
}

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
