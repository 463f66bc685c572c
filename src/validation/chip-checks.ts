import { type ChipTraffic, chipEnergyMj, chipTraffic } from '../cross-check/eyeriss-chip.ts';
import { rowStationaryShape, type Tiling } from '../cross-check/row-stationary.ts';
import { toolLayers } from '../cross-check/tool-layers.ts';
import type { Comparison } from './check.ts';
import { figureOf, type PublishedTable } from './published-table.ts';
import { known, tableOf, type ValidationData } from './validation-data.ts';

/** What was measured on the Eyeriss chip, of every layer that has a mapping. */
export async function chipChecks(data: ValidationData): Promise<readonly Comparison[]> {
  const { chip } = data.checks;
  const mappings = tableOf(data, chip.mapping);
  const measured = tableOf(data, chip.table);
  const { layers } = toolLayers(await data.network(chip.network, chip.batch));
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const perLayer = [...mappings.rows.keys()].map((layer) => {
    const { tiling, corrected } = chipMapping(mappings, layer);
    const density = 1 - figureOf(measured, layer, 'ifmap_zeros_pct') / 100;
    const shape = rowStationaryShape(known(byName, layer, 'layer'));
    return { layer, corrected, traffic: chipTraffic(shape, tiling, density, data.reference) };
  });
  return [dramCheck, bufferCheck, energyCheck].flatMap((check) => perLayer.map((layer) => check(data, layer)));
}

/** The mapping that measured buffer accesses imply, and whether it is another than the one printed. */
export function chipMapping(table: PublishedTable, layer: string): { tiling: Tiling; corrected: boolean } {
  const at = (column: string) => figureOf(table, layer, column);
  const [q, r, t] = [at('implied_q'), at('implied_r'), at('implied_t')];
  const tiling = { m: at('m'), n: at('n'), f: at('e'), p: at('p'), q, r, t };
  return { tiling, corrected: q !== at('q') || r !== at('r') || t !== at('t') };
}

interface ChipLayer {
  readonly layer: string;
  readonly corrected: boolean;
  readonly traffic: ChipTraffic;
}

const megabytes = (words: number): number => (words * 2) / 1e6;

function dramCheck(data: ValidationData, { layer, traffic }: ChipLayer): Comparison {
  const { network, dram } = data.checks.chip;
  const { table: name, ...aim } = dram;
  const table = tableOf(data, name);
  return {
    group: 'Cross-check: Eyeriss chip, DRAM before compression',
    what: `${network} ${layer}`,
    source: table.source,
    confidence: table.confidence,
    ...aim,
    unit: 'MB',
    expected: figureOf(table, layer, 'uncompressed_MB'),
    actual: megabytes(traffic.dramWords),
  };
}

/** A mapping that was corrected to give these accesses makes their agreement a calibration. */
function bufferCheck(data: ValidationData, { layer, traffic, corrected }: ChipLayer): Comparison {
  const { network, table: name, buffer } = data.checks.chip;
  const table = tableOf(data, name);
  return {
    group: 'Cross-check: Eyeriss chip, buffer accesses',
    what: `${network} ${layer}${corrected ? ', mapping corrected by this figure' : ''}`,
    source: table.source,
    confidence: table.confidence,
    ...buffer,
    kind: corrected ? 'calibrated' : buffer.kind,
    unit: 'MB',
    expected: figureOf(table, layer, 'buffer_access_MB'),
    actual: megabytes(traffic.bufferWords),
  };
}

function energyCheck(data: ValidationData, { layer, traffic }: ChipLayer): Comparison {
  const { network, table: name, energy } = data.checks.chip;
  const table = tableOf(data, name);
  const latencyMs = figureOf(table, layer, 'total_latency_ms');
  return {
    group: `Cross-check: Eyeriss chip, energy (${data.reference.chip.kind})`,
    what: `${network} ${layer}, power times latency`,
    source: table.source,
    confidence: table.confidence,
    ...energy,
    unit: 'mJ',
    expected: figureOf(table, layer, 'power_mW') * latencyMs * 1e-3,
    actual: chipEnergyMj(traffic.onChipUnits, latencyMs, data.reference),
  };
}
