import type { RunResult } from '../cost/result.ts';
import { simulate } from '../simulate.ts';
import type { Common, Comparison } from './check.ts';
import { figureOf, type PublishedTable } from './published-table.ts';
import { known, tableOf, type ValidationData } from './validation-data.ts';

/** The simulator itself, mappings searched, against a study of the same accelerator. */
export async function simulationChecks(data: ValidationData): Promise<readonly Comparison[]> {
  const { simulation } = data.checks;
  const { network, arithmetic, totals } = simulation;
  const table = tableOf(data, simulation.table);
  const result = await simulated(data, [...table.rows.keys()]);
  const unitPj = unitEnergy(result, simulation.unit);
  const group = 'Simulator: row-stationary mappings searched, energy';
  const common: Omit<Common, 'kind'> = { group, source: table.source, confidence: table.confidence, unit: 'MAC' };
  const energies = new Map(result.layers.map(({ name, energyPj }) => [name, energyPj / unitPj]));
  const layers = [...table.rows.keys()].flatMap((layer): readonly Comparison[] => [
    {
      ...common,
      ...arithmetic,
      what: `${network} ${layer}, arithmetic`,
      expected: figureOf(table, layer, 'alu'),
      actual: arithmeticOf(result, layer, simulation.unit) / unitPj,
    },
    {
      ...common,
      ...totals,
      what: `${network} ${layer}, total`,
      expected: figureOf(table, layer, 'total'),
      actual: known(energies, layer, 'layer'),
    },
  ]);
  const expected = sumOf(table, 'total');
  const actual = result.totals.energyPj / unitPj;
  return [...layers, { ...common, ...totals, what: `${network} network, total`, expected, actual }];
}

async function simulated(data: ValidationData, layers: readonly string[]): Promise<RunResult> {
  const { network, batch, hardware, convention, dataflow } = data.checks.simulation;
  const workload = await data.network(network, batch);
  return simulate({
    title: '',
    command: '',
    workload: { ...workload, layers: workload.layers.filter(({ name }) => layers.includes(name)) },
    batch,
    hardware: await data.hardware(hardware),
    library: data.library,
    convention,
    mapper: { strategy: 'templates', dataflow, objective: 'energy' },
  });
}

/** What one operation of a component costs. */
function unitEnergy({ rows }: RunResult, component: string): number {
  const row = rows.find((each) => each.component === component && each.count > 0);
  return row === undefined ? Number.NaN : row.energyPj / row.count;
}

function arithmeticOf({ rows }: RunResult, layer: string, component: string): number {
  const own = rows.filter((row) => row.layer === layer && row.component === component);
  return own.reduce((sum, { energyPj }) => sum + energyPj, 0);
}

function sumOf(table: PublishedTable, column: string): number {
  return [...table.rows.keys()].reduce((sum, row) => sum + figureOf(table, row, column), 0);
}
