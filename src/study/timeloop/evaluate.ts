import type { ComponentLibrary } from '../../components/library.ts';
import { priceHardware } from '../../components/price-hardware.ts';
import { estimateLayer, type LayerEstimate } from '../../cost/estimate.ts';
import { timeloop } from '../../dataflow/conventions/timeloop.ts';
import { usedInstances } from '../../dataflow/nest.ts';
import { type Issue, NoAnswerError } from '../../shared/issue.ts';
import { iterationCount } from '../../workload/problem.ts';
import { countLevels } from '../count-levels.ts';
import type { OperandCount } from '../layer-count.ts';
import type { TimeloopSpec } from './read-timeloop.ts';
import { type ActionEnergies, energyOf } from './tables.ts';

/** A Timeloop specification evaluated as timeloop-model does: words and energies under its names. */
export interface TimeloopResult {
  readonly schema: 'kjoule-timeloop/1';
  readonly convention: 'timeloop';
  readonly mapping: string;
  readonly cycles: number;
  /** Share of the arithmetic's cycles that do work, 0…1. */
  readonly utilization: number;
  readonly computes: number;
  /** null: some component has no price in the energy table. */
  readonly energyPj: number | null;
  /** Of all instances, in the unit of the area table; null without one. */
  readonly area: number | null;
  readonly arithmetic: {
    readonly name: string;
    readonly instances: number;
    readonly utilizedInstances: number;
    readonly energyPj: number | null;
  };
  /** Innermost first, as timeloop-model lists them. */
  readonly levels: readonly TimeloopLevelResult[];
  /** Parts of the architecture and of the files that are not counted. */
  readonly notCounted: readonly string[];
}

export interface TimeloopLevelResult {
  readonly name: string;
  readonly instances: number;
  readonly wordBits: number;
  readonly blockSize: number;
  /** Words; null when not limited. */
  readonly size: number | null;
  readonly cycles: number;
  /** Compute cycles over the cycles this level needs, 1 where it keeps up. */
  readonly bandwidthThrottling: number;
  readonly energyPj: number | null;
  readonly dataSpaces: readonly DataSpaceResult[];
}

export interface DataSpaceResult {
  readonly name: string;
  readonly utilizedCapacity: number;
  readonly utilizedInstances: number;
  readonly scalarReads: PerInstance;
  readonly scalarFills: PerInstance;
  readonly scalarUpdates: PerInstance;
  readonly energyPj: number | null;
}

export interface PerInstance {
  readonly perInstance: number;
  readonly total: number;
}

/** Counts and prices the mapping given. Throws NoAnswerError where tiles are larger than their memory, as timeloop-model stops. */
export function evaluateTimeloop(spec: TimeloopSpec, library: ComponentLibrary, mapping: string): TimeloopResult {
  const { layer, hardware, architecture } = spec;
  const prices = priceHardware(hardware, library);
  const estimate = estimateLayer({ layer, hardware, prices, convention: timeloop, mapping: spec.mapping });
  const counted = countLevels({ layer, hardware, convention: timeloop, estimate });
  const computes = iterationCount(layer.problem);
  const compute = estimate.nest.loops.reduce((product, loop) => (loop.spatial ? product : product * loop.factor), 1);
  const levels = architecture.storage.map((level, index) =>
    levelResult(spec, { index, compute, instances: level.meshX * level.meshY, operands: counted[index]!.operands }),
  );
  refuse(levels, spec);
  const arithmetic = arithmeticResult(spec, estimate, computes);
  const energies = [arithmetic.energyPj, ...levels.map(({ energyPj }) => energyPj)];
  const cycles = Math.max(compute, ...levels.map((level) => level.cycles));
  return {
    schema: 'kjoule-timeloop/1',
    convention: 'timeloop',
    mapping,
    cycles,
    utilization: computes / (cycles * arithmetic.instances),
    computes,
    energyPj: sum(energies),
    area: areaOf(spec),
    arithmetic,
    levels: [...levels].reverse(),
    notCounted: [...architecture.ignored.map((name) => `component ${name}`), ...spec.unread],
  };
}

interface LevelInput {
  readonly index: number;
  readonly compute: number;
  readonly instances: number;
  readonly operands: readonly OperandCount[];
}

function levelResult(spec: TimeloopSpec, { index, compute, instances, operands }: LevelInput): TimeloopLevelResult {
  const level = spec.architecture.storage[index]!;
  const energies = spec.energies.get(level.name);
  const dataSpaces = operands.map((each) => dataSpaceResult(each, level.block, energies));
  const words = (pick: (each: OperandCount) => number) => operands.reduce((total, each) => total + pick(each), 0);
  const reads = words((each) => each.readsPerInstance);
  const writes = words((each) => each.fillsPerInstance + each.updatesPerInstance);
  const needed = level.sharedPort
    ? (reads + writes) / level.readBandwidth
    : Math.max(reads / level.readBandwidth, writes / level.writeBandwidth);
  return {
    name: level.name,
    instances,
    wordBits: level.wordBits,
    blockSize: level.block,
    size: Number.isFinite(level.words) ? level.words : null,
    cycles: Math.ceil(Math.max(compute, needed)),
    bandwidthThrottling: compute / Math.max(compute, needed),
    energyPj: sum(dataSpaces.map(({ energyPj }) => energyPj)),
    dataSpaces,
  };
}

/** Energy by blocks: a part of one costs as much as all of it. */
function dataSpaceResult(count: OperandCount, block: number, energies: ActionEnergies | undefined): DataSpaceResult {
  const actions = [
    ['read', count.readsPerInstance],
    ['fill', count.fillsPerInstance],
    ['update', count.updatesPerInstance],
  ] as const;
  const costs = actions.map(([action, words]) => {
    const energy = energyOf(energies, action);
    if (words === 0) return 0;
    return energy === null ? null : Math.ceil(words / block) * energy * count.instances;
  });
  return {
    name: count.operand,
    utilizedCapacity: count.capacityUsedElements,
    utilizedInstances: count.instances,
    scalarReads: { perInstance: count.readsPerInstance, total: count.reads },
    scalarFills: { perInstance: count.fillsPerInstance, total: count.fills },
    scalarUpdates: { perInstance: count.updatesPerInstance, total: count.updates },
    energyPj: sum(costs),
  };
}

function arithmeticResult({ architecture, energies }: TimeloopSpec, estimate: LayerEstimate, computes: number) {
  const { name, meshX, meshY } = architecture.arithmetic;
  const energy = energyOf(energies.get(name), 'compute');
  return {
    name,
    instances: meshX * meshY,
    utilizedInstances: usedInstances(estimate.nest, estimate.nest.levelCount),
    energyPj: energy === null ? null : energy * computes,
  };
}

/** Every memory whose tiles are larger than it is. */
function refuse(levels: readonly TimeloopLevelResult[], { architecture }: TimeloopSpec): void {
  const issues = levels.flatMap(({ name, dataSpaces }, index): Issue[] => {
    const { words } = architecture.storage[index]!;
    const needed = dataSpaces.reduce((total, { utilizedCapacity }) => total + utilizedCapacity, 0);
    if (needed <= words) return [];
    const parts = dataSpaces.map((each) => `${each.name} ${each.utilizedCapacity}`).join(', ');
    const message = `the tiles in ${name} take ${needed} words: ${parts}`;
    return [
      {
        code: 'does-not-fit',
        severity: 'error',
        message,
        path: name,
        found: `${needed} words`,
        accepted: `at most ${words} words`,
      },
    ];
  });
  if (issues.length > 0) throw new NoAnswerError(issues);
}

function areaOf({ architecture, areas }: TimeloopSpec): number | null {
  if (areas.size === 0) return null;
  return [...architecture.storage, architecture.arithmetic].reduce(
    (total, { name, meshX, meshY }) => total + (areas.get(name) ?? 0) * meshX * meshY,
    0,
  );
}

function sum(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>((total, part) => (total === null || part === null ? null : total + part), 0);
}
