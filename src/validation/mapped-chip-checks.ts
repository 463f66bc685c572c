import { priceHardware } from '../components/price-hardware.ts';
import type { LayerEstimate } from '../cost/estimate.ts';
import { codedDramWords } from '../cross-check/eyeriss-chip.ts';
import { accessCounts, rowStationaryShape, type Words } from '../cross-check/row-stationary.ts';
import { toolLayers } from '../cross-check/tool-layers.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import { withZeros } from '../workload/import/activity/with-zeros.ts';
import type { Workload } from '../workload/workload.ts';
import { storedInputZeros } from '../workload/zeros.ts';
import type { Comparison } from './check.ts';
import { type Aim, aimOf } from './checks-file.ts';
import { chipMapping } from './chip-checks.ts';
import { estimateMapped, sumOver } from './mapped-layer.ts';
import { closedForm } from './mapped-study-checks.ts';
import { figureOf, type PublishedTable } from './published-table.ts';
import { rowStationaryNest } from './row-stationary-nest.ts';
import { known, tableOf, type ValidationData } from './validation-data.ts';

/** A layer under the mapping the chip ran, with full maps and with the zeros that were measured. */
interface ChipLayer {
  readonly name: string;
  readonly corrected: boolean;
  readonly hardware: HardwareSpec;
  readonly full: LayerEstimate;
  readonly sparse: LayerEstimate;
  /** As the closed form of the cross-check counts: a move is charged once. */
  readonly once: LayerEstimate;
  /** Words of the closed form: of each component, and of DRAM with coded maps. */
  readonly closed: Readonly<Record<'dram' | 'buffer' | 'array' | 'registers' | 'coded', number>>;
}

/**
 * The simulator under the mappings the Eyeriss chip ran, with the zeros measured in its maps: traffic, time and energy against the
 * measurement, words against the closed form of the cross-check.
 */
export async function mappedChipChecks(data: ValidationData): Promise<readonly Comparison[]> {
  const { chip, mapped } = data.checks;
  const full = await data.network(chip.network, chip.batch);
  const context = {
    full,
    sparse: withZeros(full, await data.activity(mapped.chip.activity)),
    hardware: await data.hardware(mapped.chip.hardware),
  };
  const layers = [...tableOf(data, chip.mapping).rows.keys()].map((name) => chipLayer(data, name, context));
  const checks = [trafficChecks, timeChecks, energyChecks, closedFormChecks];
  return [...checks.flatMap((check) => layers.flatMap((layer) => check(data, layer))), gatingCheck(data, layers)];
}

interface Context {
  readonly full: Workload;
  readonly sparse: Workload;
  readonly hardware: HardwareSpec;
}

function chipLayer(data: ValidationData, name: string, { full, sparse, hardware }: Context): ChipLayer {
  const { chip, mapped } = data.checks;
  const shapes = new Map(toolLayers(full).layers.map((layer) => [layer.name, layer]));
  const shape = rowStationaryShape(known(shapes, name, 'layer'));
  const { tiling, corrected } = chipMapping(tableOf(data, chip.mapping), name);
  const nest = rowStationaryNest(shape, tiling, hardware);
  const prices = priceHardware(hardware, data.library);
  const layerOf = ({ layers }: Workload) => known(new Map(layers.map((each) => [each.name, each])), name, 'layer');
  const run = (workload: Workload, convention: string) =>
    estimateMapped({ layer: layerOf(workload), hardware, prices, convention, nest });
  const { dram, buffer, array, registers } = accessCounts(shape, tiling);
  const inhabited = layerOf(sparse);
  const density = { ifmap: 1 - storedInputZeros(inhabited), ofmap: 1 - inhabited.zeros!.O };
  const coded = codedDramWords(shape, tiling, density);
  return {
    ...{ name, corrected, hardware },
    full: run(full, mapped.chip.convention),
    sparse: run(sparse, mapped.chip.convention),
    once: run(full, 'eyeriss'),
    closed: { dram: sum(dram), buffer: sum(buffer), array: sum(array), registers: sum(registers), coded },
  };
}

const megabytes = (bits: number): number => bits / 8e6;
const bitsOf = ({ count, bitsPerAction }: { readonly count: number; readonly bitsPerAction: number }): number =>
  count * bitsPerAction;
const sum = ({ ifmap, filter, ofmap }: Words): number => ifmap + filter + ofmap;

interface Row {
  readonly group: string;
  readonly table: PublishedTable;
  readonly aim: Aim;
  readonly unit: string;
  readonly expected: number;
  readonly actual: number;
}

/** Rows are known by their layer. */
function comparison(data: ValidationData, { name }: ChipLayer, { group, table, aim, ...row }: Row): Comparison {
  const { source, confidence } = table;
  return {
    group: `Simulator: Eyeriss chip, ${group}`,
    what: `${data.checks.chip.network} ${name}`,
    ...{ source, confidence },
    ...aimOf(aim, name),
    ...row,
  };
}

/** Bytes in and out of DRAM, and those of the buffer that were measured: inputs read, partial sums read and written. */
function trafficChecks(data: ValidationData, layer: ChipLayer): readonly Comparison[] {
  const { chip, mapped } = data.checks;
  const [outer, buffer] = layer.hardware.levels.map((level) => level.memories[0]!.name);
  const dram = tableOf(data, chip.dram.table);
  const measured = tableOf(data, chip.table);
  const row = (words: Omit<Row, 'unit'>) => comparison(data, layer, { ...words, unit: 'MB' });
  const dramBytes = (estimate: LayerEstimate) => megabytes(sumOver(estimate, { component: [outer!] }, bitsOf));
  const inputs = sumOver(layer.full, { component: [buffer!], operand: ['I'], action: ['read'] }, bitsOf);
  const sums = sumOver(layer.full, { component: [buffer!], operand: ['O'] }, bitsOf);
  const figure = (column: string) => figureOf(dram, layer.name, column);
  const { buffer: bufferAim } = mapped.chip;
  return [
    row({
      ...{ group: 'DRAM before compression', table: dram, aim: mapped.chip.plain },
      ...{ expected: figure('uncompressed_MB'), actual: dramBytes(layer.full) },
    }),
    row({
      ...{ group: 'DRAM with run-length coded maps', table: dram, aim: mapped.chip.coded },
      ...{ expected: figure('rlc_MB'), actual: dramBytes(layer.sparse) },
    }),
    row({
      ...{ group: 'buffer accesses', table: measured },
      aim: layer.corrected ? { ...bufferAim, kind: 'calibrated' } : bufferAim,
      ...{ expected: figureOf(measured, layer.name, 'buffer_access_MB'), actual: megabytes(inputs + sums) },
    }),
  ];
}

function timeChecks(data: ValidationData, layer: ChipLayer): readonly Comparison[] {
  const { chip, mapped } = data.checks;
  const table = tableOf(data, chip.table);
  const times = [
    ['processing latency', 'processing_latency_ms', mapped.chip.processing],
    ['total latency', 'total_latency_ms', mapped.chip.latency],
  ] as const;
  return times.map(([group, column, aim]) => {
    const expected = figureOf(table, layer.name, column);
    return comparison(data, layer, { group, table, aim, unit: 'ms', expected, actual: latencyMs(layer) });
  });
}

function latencyMs({ sparse, hardware }: ChipLayer): number {
  return sparse.cycles / hardware.clockMhz / 1000;
}

/** Power times latency was measured on the chip, so without DRAM. Its clock runs for as long as the layer takes: simulated, or measured. */
function energyChecks(data: ValidationData, layer: ChipLayer): readonly Comparison[] {
  const { chip, mapped } = data.checks;
  const table = tableOf(data, chip.table);
  const { hardware, sparse, name } = layer;
  const measuredMs = figureOf(table, name, 'total_latency_ms');
  const expected = figureOf(table, name, 'power_mW') * measuredMs * 1e-3;
  const energyMj = (ms: number) => onChipPj(hardware, sparse) * 1e-9 + hardware.clockPowerMw * ms * 1e-3;
  const row = (group: string, aim: Aim, actual: number) =>
    comparison(data, layer, { group, table, aim, unit: 'mJ', expected, actual });
  return [
    row('energy, power times latency', mapped.chip.energy, energyMj(latencyMs(layer))),
    row('energy, clock power for the measured latency', mapped.chip.energyAtMeasuredLatency, energyMj(measuredMs)),
  ];
}

function onChipPj({ levels }: HardwareSpec, estimate: LayerEstimate): number {
  const offChip = levels[0]!.memories.map(({ name }) => name);
  return estimate.energyPj - sumOver(estimate, { component: offChip }, ({ energyPj }) => energyPj);
}

const places = { dram: 'DRAM', buffer: 'buffer', array: 'array', registers: 'registers' } as const;

function closedFormChecks(data: ValidationData, { name, hardware, once, sparse, closed }: ChipLayer) {
  const { chip, mapped } = data.checks;
  const [outer, buffer, registers] = hardware.levels.map(({ memories }) => memories.map((memory) => memory.name));
  const components = {
    dram: outer!,
    buffer: buffer!,
    array: [`${hardware.levels[1]!.name} network`],
    registers: registers!,
  };
  const common = { group: 'Simulator against cross-check: the mappings of the chip', ...closedForm, unit: 'words' };
  const counted = Object.entries(places).map(([place, words]): Comparison => {
    const key = place as keyof typeof places;
    return {
      ...common,
      what: `${chip.network} ${name}, ${words}`,
      ...aimOf(mapped.chip.components, `${name} ${words}`),
      expected: closed[key],
      actual: sumOver(once, { component: components[key] }, ({ count }) => count),
    };
  });
  const wordBits = hardware.mac.bits.I;
  const codedRow: Comparison = {
    ...common,
    what: `${chip.network} ${name}, DRAM with coded maps`,
    ...aimOf(mapped.chip.codedWords, name),
    expected: closed.coded,
    actual: sumOver(sparse, { component: outer! }, bitsOf) / wordBits,
  };
  return [...counted, codedRow];
}

/** What gating takes off the power of a PE: multiplier and scratchpads. */
function gatingCheck(data: ValidationData, layers: readonly ChipLayer[]): Comparison {
  const { chip, mapped } = data.checks;
  const table = tableOf(data, mapped.chip.gatingTable);
  const inElement = ({ hardware }: ChipLayer) => [
    hardware.mac.name,
    ...hardware.levels.at(-1)!.memories.map(({ name }) => name),
  ];
  const energyOf = (pick: (layer: ChipLayer) => LayerEstimate) =>
    layers.reduce(
      (total, layer) => total + sumOver(pick(layer), { component: inElement(layer) }, ({ energyPj }) => energyPj),
      0,
    );
  return {
    group: 'Simulator: Eyeriss chip, energy of a PE that gating saves',
    what: `${chip.network} convolutions`,
    ...{ source: table.source, confidence: table.confidence },
    ...aimOf(mapped.chip.gating, 'convolutions'),
    unit: '%',
    expected: figureOf(table, 'pe', 'gating_saves_pct'),
    actual: 100 * (1 - energyOf(({ sparse }) => sparse) / energyOf(({ full }) => full)),
  };
}
