import { loadSystolicConfig, loadTopology } from '../../files/load-scale-sim.ts';
import { formatGrouped } from '../../report/number-format.ts';
import { safeText } from '../../report/safe-text.ts';
import { type TextColumn, textTable } from '../../report/text-table.ts';
import { InputError, type Issue } from '../../shared/issue.ts';
import { attempt } from '../../study/attempt.ts';
import { type SystolicResult, systolicCycles } from '../../study/scale-sim/systolic-cycles.ts';
import type { Terminal } from '../terminal.ts';

interface ScaleSimOptions {
  readonly config: string;
  readonly json?: boolean;
}

/** `kjoule scale-sim`: compute cycles of a topology on a systolic array, as SCALE-Sim counts them. */
export async function scaleSimCommand(topology: string, options: ScaleSimOptions, terminal: Terminal): Promise<void> {
  const issues: Issue[] = [];
  const { cwd } = terminal;
  const config = await attempt(issues, () => loadSystolicConfig(options.config, cwd));
  const layers = await attempt(issues, () => loadTopology(topology, cwd));
  if (config === undefined || layers === undefined) throw new InputError(issues);
  const result = systolicCycles(layers, config);
  terminal.out(options.json === true ? `${JSON.stringify(result, null, 2)}\n` : scaleSimText(result, terminal));
}

const columns: readonly TextColumn[] = [
  { title: 'layer', figure: false, dispensable: 0 },
  { title: 'MACs', figure: true, dispensable: 1 },
  { title: 'folds', figure: true, dispensable: 2 },
  { title: 'cycles', figure: true, dispensable: 0 },
  { title: 'utilization', figure: true, dispensable: 1 },
];

function scaleSimText(result: SystolicResult, { columns: width }: Pick<Terminal, 'columns'>): string {
  const share = (value: number) => `${(100 * value).toFixed(2)} %`;
  const rows = result.layers.map((layer) => [
    safeText(layer.name),
    formatGrouped(layer.macs),
    formatGrouped(layer.folds),
    formatGrouped(layer.cycles),
    share(layer.utilization),
  ]);
  const { macs, cycles, utilization } = result.totals;
  const total = ['total', formatGrouped(macs), '', formatGrouped(cycles), share(utilization)];
  const title = safeText(`${result.name}: ${result.rows} x ${result.columns}, ${result.dataflow}, without stalls`);
  return `${[title, '', ...textTable(columns, [...rows, total], width)].join('\n')}\n`;
}
