import type { TopologyLayer } from '../../workload/import/scale-sim/read-topology.ts';
import type { SystolicConfig } from './read-config.ts';

/** What lies along rows and columns of the array, and what goes through it in time. */
interface Unrolled {
  readonly rows: number;
  readonly columns: number;
  readonly time: number;
}

export interface SystolicLayer {
  readonly name: string;
  readonly macs: number;
  /** Times the array is filled anew. */
  readonly folds: number;
  /** Cycles without stalls, as SCALE-Sim numbers them: the last one's number, counted from 0, for each product. */
  readonly cycles: number;
  /** Multiply-accumulates over all cycles, the first included, and cells; 0…1. */
  readonly utilization: number;
}

export interface SystolicResult {
  readonly schema: 'kjoule-scale-sim/1';
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly dataflow: SystolicConfig['dataflow'];
  readonly layers: readonly SystolicLayer[];
  readonly totals: Omit<SystolicLayer, 'name' | 'folds'>;
}

/**
 * Compute cycles of a systolic array, layer by layer, without stalls. Each fold takes T + R + C − 2 cycles to stream T operands
 * through R rows and C columns, and R more where an operand is loaded into the cells first (weights, or inputs).
 */
export function systolicCycles(topology: readonly TopologyLayer[], config: SystolicConfig): SystolicResult {
  const { name, rows, columns, dataflow } = config;
  const cells = rows * columns;
  const layers = topology.map((each): SystolicLayer => {
    const unrolled = unroll(each, dataflow);
    const folds = Math.ceil(unrolled.rows / rows) * Math.ceil(unrolled.columns / columns);
    const loading = dataflow === 'os' ? 0 : rows;
    const perFold = loading + unrolled.time + rows + columns - 2;
    const cycles = each.channels * (folds * perFold - 1);
    const macs = each.channels * each.pixels * each.filters * each.window;
    return {
      name: each.layer.name,
      macs,
      folds: each.channels * folds,
      cycles,
      utilization: macs / ((cycles + each.channels) * cells),
    };
  });
  const sum = (key: 'macs' | 'cycles') => layers.reduce((total, layer) => total + layer[key], 0);
  const products = topology.reduce((total, { channels }) => total + channels, 0);
  const utilization = sum('macs') / ((sum('cycles') + products) * cells);
  const totals = { macs: sum('macs'), cycles: sum('cycles'), utilization };
  return { schema: 'kjoule-scale-sim/1', name, rows, columns, dataflow, layers, totals };
}

function unroll({ pixels, filters, window }: TopologyLayer, dataflow: SystolicConfig['dataflow']): Unrolled {
  if (dataflow === 'os') return { rows: pixels, columns: filters, time: window };
  if (dataflow === 'ws') return { rows: window, columns: filters, time: pixels };
  return { rows: window, columns: pixels, time: filters };
}
