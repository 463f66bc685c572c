import type { PriceTable } from '../components/price.ts';
import type { Convention } from '../dataflow/conventions/convention.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { Issue } from '../shared/issue.ts';
import { version } from '../shared/version.ts';
import type { UncostedOperator, Workload } from '../workload/workload.ts';
import { relevantAssumptions } from './assumptions.ts';
import { componentClass } from './cost-rows.ts';
import type { AreaRow, CostRow, LayerResult, RunResult } from './result.ts';
import { roofsOf } from './roofs.ts';

export interface RunResultInput {
  readonly input: {
    readonly title: string;
    readonly command: string;
    readonly workload: Workload;
    readonly batch: number;
    readonly hardware: HardwareSpec;
    readonly compression?: { readonly engine: string; readonly seed?: number };
  };
  readonly convention: Convention;
  readonly prices: PriceTable;
  readonly layers: readonly LayerResult[];
  readonly rows: readonly CostRow[];
  readonly uncosted: readonly UncostedOperator[];
  readonly warnings: readonly Issue[];
}

/** Adds the layers up and puts beside them what they rest on. */
export function runResult(given: RunResultInput): RunResult {
  const { input, convention, prices, uncosted } = given;
  const { layers, rows } = onCoarserGrid(given.layers, given.rows);
  const { hardware, workload } = input;
  const { name, description, source, nodeNm, voltageV, clockMhz } = hardware;
  const area = areaRows(hardware, prices);
  return {
    schema: 'kjoule-result/1',
    kjouleVersion: version,
    title: input.title,
    command: input.command,
    workload: { name: workload.name, source: workload.source, batch: input.batch },
    hardware: { name, description, source, nodeNm, voltageV, clockMhz, roofs: roofsOf(hardware) },
    compression: compressionTotals(input.compression, layers),
    convention: convention.name,
    totals: totalsOf(hardware, layers, area),
    layers,
    rows,
    area,
    uncosted,
    assumptions: relevantAssumptions({ hardware, convention: convention.name, layers }),
    sources: usedPrices(prices, rows),
    warnings: given.warnings,
  };
}

function compressionTotals(
  compression: RunResultInput['input']['compression'],
  layers: readonly LayerResult[],
): RunResult['compression'] {
  if (compression === undefined) return null;
  const compressed = layers.flatMap((layer) => (layer.compression === null ? [] : [layer.compression]));
  return {
    engine: compression.engine,
    seed: compression.seed ?? null,
    assumed: compressed.some((each) => each.assumed),
    bitsBefore: compressed.reduce((sum, each) => sum + each.bitsBefore, 0),
    bitsAfter: compressed.reduce((sum, each) => sum + each.bitsAfter, 0),
  };
}

/**
 * The grid of 1/1024 pJ keeps sums exact up to 2^53 grid steps (8.8 J); a larger total gets the finest grid that holds it
 * (assumption A7).
 */
function onCoarserGrid(
  layers: readonly LayerResult[],
  rows: readonly CostRow[],
): { layers: readonly LayerResult[]; rows: readonly CostRow[] } {
  const total = rows.reduce((sum, row) => sum + row.energyPj, 0);
  const stepPj = 2 ** (Math.ceil(Math.log2(Math.max(1, total))) - 52);
  if (stepPj <= 1 / 1024) return { layers, rows };
  const coarse = rows.map((row) => ({ ...row, energyPj: Math.round(row.energyPj / stepPj) * stepPj }));
  const perLayer = new Map<string, number>();
  for (const row of coarse) perLayer.set(row.layer, (perLayer.get(row.layer) ?? 0) + row.energyPj);
  return { rows: coarse, layers: layers.map((layer) => ({ ...layer, energyPj: perLayer.get(layer.name) ?? 0 })) };
}

function totalsOf(
  hardware: HardwareSpec,
  layers: readonly LayerResult[],
  area: readonly AreaRow[],
): RunResult['totals'] {
  const add = (value: (layer: LayerResult) => number): number => layers.reduce((sum, layer) => sum + value(layer), 0);
  const energyPj = add((layer) => layer.energyPj);
  const cycles = add((layer) => layer.cycles);
  const macs = add((layer) => layer.macs);
  const latencyMs = cycles / hardware.clockMhz / 1000;
  const unit = hardware.energyUnit;
  return {
    energyPj,
    normalisedEnergy: unit === undefined ? null : { name: unit.name, value: energyPj / unit.energyPj },
    cycles,
    latencyMs,
    macs,
    operations: add((layer) => layer.operations),
    parameters: add((layer) => layer.parameters),
    areaUm2: area.reduce((sum, row) => sum + (row.areaUm2 ?? 0) * row.instances, 0),
    areaComplete: area.every((row) => row.areaUm2 !== null),
    averagePowerMw: latencyMs > 0 ? energyPj / latencyMs / 1e6 : 0,
    energyPerMacPj: macs > 0 ? energyPj / macs : 0,
  };
}

function areaRows(hardware: HardwareSpec, prices: PriceTable): AreaRow[] {
  return [...prices.values()].map((price) => ({
    component: price.component,
    componentClass: componentClass(hardware, price.component),
    instances: price.instances,
    areaUm2: price.areaUm2,
    source: price.areaSource,
  }));
}

/** Prices that some row of this result used. */
function usedPrices(prices: PriceTable, rows: readonly CostRow[]): RunResult['sources'] {
  const used = new Set(rows.map((row) => `${row.component} ${row.action}`));
  return [...prices.values()].flatMap((price) =>
    Object.entries(price.actions)
      .filter(([action]) => used.has(`${price.component} ${action}`))
      .map(([action, { energyPj, bits, source }]) => ({ component: price.component, action, energyPj, bits, source })),
  );
}
