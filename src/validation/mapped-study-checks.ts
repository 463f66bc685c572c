import { priceHardware } from '../components/price-hardware.ts';
import type { LayerEstimate } from '../cost/estimate.ts';
import {
  accessCounts,
  type RowStationaryShape,
  rowStationaryShape,
  type Tiling,
} from '../cross-check/row-stationary.ts';
import { optimalTiling } from '../cross-check/search.ts';
import { toolLayers } from '../cross-check/tool-layers.ts';
import { tileElements } from '../dataflow/nest.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { Comparison } from './check.ts';
import { aimOf } from './checks-file.ts';
import { estimateMapped, sumOver } from './mapped-layer.ts';
import { figureOf } from './published-table.ts';
import { rowStationaryNest, shapeLayer, tilingWords } from './row-stationary-nest.ts';
import { known, tableOf, type ValidationData } from './validation-data.ts';

const bits = { ifmap: 16, filter: 16, ofmap: 16 };

/** A layer of the study with the tiling its search finds, and the simulator's estimate of the nest that stands for it. */
interface StudyLayer {
  readonly name: string;
  readonly shape: RowStationaryShape;
  readonly tiling: Tiling;
  readonly hardware: HardwareSpec;
  readonly estimate: LayerEstimate;
}

/**
 * The simulator under the study's own mappings, so that counting is compared and not searching: energy by component against
 * the figure, words by operand against the closed form of the cross-check, and what the nests ask of the buffer.
 */
export async function mappedStudyChecks(data: ValidationData): Promise<readonly Comparison[]> {
  const { study } = data.checks.mapped;
  const table = tableOf(data, study.table);
  const built = await data.hardware(study.hardware);
  const prices = priceHardware(built, data.library);
  const hardware = anyShape(built);
  const { layers } = toolLayers(await data.network(study.network, study.batch));
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const mapped = [...table.rows.keys()].map((name): StudyLayer => {
    const shape = rowStationaryShape(known(byName, name, 'layer'));
    const { costs, platforms } = data.reference;
    const tiling = optimalTiling({ shape, platform: platforms.isca2016, costs, bits })!;
    const nest = rowStationaryNest(shape, tiling, hardware);
    const layer = shapeLayer(name, shape);
    const estimate = estimateMapped({ layer, hardware, prices, convention: study.convention, nest });
    return { name, shape, tiling, hardware, estimate };
  });
  return [componentChecks, wordChecks, roomChecks].flatMap((check) => mapped.flatMap((layer) => check(data, layer)));
}

/** The study asks that the PEs of a pass are no more than there are, whatever shape they make. */
function anyShape(hardware: HardwareSpec): HardwareSpec {
  return {
    ...hardware,
    levels: hardware.levels.map((level) => {
      const units = level.fanout.x * level.fanout.y;
      return units === 1 ? level : { ...level, fanout: { x: units, y: units } };
    }),
  };
}

/** Components of the simulator by what the figure calls them. */
function componentsOf({ levels, mac }: HardwareSpec): Readonly<Record<string, string>> {
  const [outer, buffer, registers] = levels.map(({ name }) => name);
  return { alu: mac.name, dram: outer!, buffer: buffer!, array: `${buffer} network`, rf: registers! };
}

function componentChecks(data: ValidationData, { name, hardware, estimate }: StudyLayer): readonly Comparison[] {
  const { study } = data.checks.mapped;
  const table = tableOf(data, study.table);
  const { source, confidence } = table;
  const unitPj = hardware.energyUnit!.energyPj;
  return Object.entries(componentsOf(hardware)).map(([column, component]) => ({
    group: 'Simulator: the mappings of the study, energy by component',
    what: `${study.network} ${name}, ${column}`,
    ...{ source, confidence },
    ...aimOf(study.components, `${name} ${column}`),
    unit: 'MAC',
    expected: figureOf(table, name, column),
    actual: sumOver(estimate, { component: [component] }, ({ energyPj }) => energyPj) / unitPj,
  }));
}

const operands = { ifmap: 'I', filter: 'W', ofmap: 'O' } as const;
const places = { dram: 'dram', buffer: 'buffer', array: 'array', registers: 'rf' } as const;

/** What the closed form gives, and its source. */
export const closedForm = {
  source: 'kjoule cross-check, closed form of Chen et al., ISCA 2016, eqs 3 and 4',
  confidence: 'derived, by code that shares nothing with the simulator',
};

function wordChecks(data: ValidationData, { name, shape, tiling, hardware, estimate }: StudyLayer) {
  const { study } = data.checks.mapped;
  const counts = accessCounts(shape, tiling);
  const components = componentsOf(hardware);
  return Object.entries(places)
    .flatMap(([level, place]) =>
      Object.entries(operands).map(([kind, operand]): Comparison => {
        const row = `${name} ${place} ${kind}`;
        const expected = counts[level as keyof typeof places][kind as keyof typeof operands];
        const picked = { component: [components[place]!], operand: [operand] };
        return {
          group: 'Simulator against cross-check: the mappings of the study, words by operand',
          what: `${study.network} ${name}, ${place} ${kind}`,
          ...closedForm,
          ...aimOf(study.words, row),
          unit: 'words',
          expected,
          actual: sumOver(estimate, picked, ({ count }) => count),
        };
      }),
    )
    .filter(({ expected, actual }) => expected > 0 || actual > 0);
}

/** Where factors do not divide, a nest asks more of the buffer than the tiling. */
function roomChecks(data: ValidationData, { name, shape, tiling, estimate }: StudyLayer): Comparison[] {
  const { study } = data.checks.mapped;
  const asked = tilingWords(shape, tiling);
  return [
    {
      group: 'Simulator: the mappings of the study, words of a tile in the buffer',
      what: `${study.network} ${name}`,
      ...closedForm,
      ...aimOf(study.room, name),
      unit: 'words',
      expected: asked,
      actual: bufferWords(estimate),
    },
  ];
}

/** Of all operands that the second level keeps. */
function bufferWords({ nest }: LayerEstimate): number {
  return nest.operands
    .filter(({ keepers }) => keepers.includes(1))
    .reduce((sum, operand) => sum + tileElements(nest, operand, 1), 0);
}
