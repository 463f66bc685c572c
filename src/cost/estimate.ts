import type { PriceTable } from '../components/price.ts';
import type { CompressedLayer } from '../compression/compressed-layer.ts';
import type { ActionCount } from '../dataflow/action-count.ts';
import { arithmeticWork } from '../dataflow/arithmetic.ts';
import type { Convention } from '../dataflow/conventions/convention.ts';
import { decoderActions } from '../dataflow/decoder.ts';
import { elementBits } from '../dataflow/element-bits.ts';
import type { ChosenStyle } from '../dataflow/mac-style.ts';
import { buildNest, type Nest, temporalSteps, usedInstances } from '../dataflow/nest.ts';
import { spared } from '../dataflow/spared.ts';
import type { Transfer } from '../dataflow/transfer.ts';
import type { TransferMemo } from '../dataflow/transfer-memo.ts';
import { countTransfers } from '../dataflow/transfers.ts';
import type { HardwareSpec } from '../hardware/hardware.ts';
import type { Mapping } from '../mapping/mapping.ts';
import { iterationCount } from '../workload/problem.ts';
import type { Layer } from '../workload/workload.ts';
import { actionEnergyPj, onGrid } from './energy.ts';
import { latencyCauses } from './latency.ts';
import { peakPerCycle } from './layer-hardware.ts';
import { mapTraffic } from './map-traffic.ts';
import type { MapTraffic, StallCause } from './result.ts';
import { wholeCycles } from './whole-cycles.ts';

/** What one layer costs under one mapping. */
export interface LayerEstimate {
  readonly nest: Nest;
  readonly transfers: readonly Transfer[];
  /** Memory, network and arithmetic actions, in the order of the levels. */
  readonly actions: readonly PricedAction[];
  readonly energyPj: number;
  readonly cycles: number;
  readonly stalls: readonly StallCause[];
  /** Share of the array's cycles that do useful work, 0…1. */
  readonly utilisation: number;
  /** How products were formed, and why not as the array could. */
  readonly arithmetic: ChosenStyle;
  /** Maps at the memories that code them. */
  readonly traffic: readonly MapTraffic[];
}

export interface PricedAction extends ActionCount {
  readonly energyPj: number;
}

export interface EstimateInput {
  readonly layer: Layer;
  /** As `layerHardware` gives it. */
  readonly hardware: HardwareSpec;
  readonly prices: PriceTable;
  readonly convention: Convention;
  /** Sound and fitting (mapping/validate.ts, dataflow/fit.ts). */
  readonly mapping: Mapping;
  /** How the weights are stored; absent: as the array multiplies them. */
  readonly compressed?: CompressedLayer | undefined;
  /** Transfers counted before. */
  readonly transfers?: TransferMemo | undefined;
}

/** Counts, prices and times one layer under one mapping. */
export function estimateLayer(input: EstimateInput): LayerEstimate {
  const { layer, hardware, prices, convention, mapping, compressed, transfers: memo } = input;
  const nest = buildNest(layer.problem, hardware, mapping);
  const bits = elementBits(layer, hardware, compressed);
  const counted = memo === undefined ? countTransfers(nest, convention.rule) : memo.count(nest, convention.rule);
  const operations = iterationCount(layer.problem) * layer.operationsPerPoint;
  const work = arithmeticWork({ layer, hardware, bits, nest, compressed });
  const transfers = spared(counted, work, nest, operations);
  const moves = [
    ...convention.count({ nest, hardware, bits, transfers }),
    ...decoderActions({ nest, hardware, bits, transfers, compressed, lookups: work.lookups }),
  ];
  const actions = [...moves, ...work.actions].map((action) =>
    priced(action, layer.repeat, actionEnergyPj(prices, action)),
  );
  const busy = operations * work.cycleShare;
  const perCycle = hardware.mac.macsPerCycle;
  const units = usedInstances(nest, nest.levelCount);
  const steps = convention.cycles === 'visited' ? temporalSteps(nest) : boundSteps(nest);
  const stalls = latencyCauses({
    nest,
    hardware,
    actions: moves,
    bits,
    idealCycles: wholeCycles(busy / peakPerCycle(hardware)),
    usedCycles: wholeCycles(busy / (units * perCycle)),
    computeCycles: wholeCycles((steps * layer.operationsPerPoint * work.cycleShare) / perCycle),
    ramp: convention.cycles === 'visited',
  }).map((stall) => ({ ...stall, cycles: stall.cycles * layer.repeat }));
  const cycles = stalls.reduce((sum, stall) => sum + stall.cycles, 0);
  return {
    nest,
    transfers,
    actions,
    energyPj: actions.reduce((sum, action) => sum + action.energyPj, 0),
    cycles,
    stalls,
    utilisation: cycles === 0 ? 0 : (busy * layer.repeat) / (cycles * peakPerCycle(hardware)),
    traffic: mapTraffic(layer, convention, { nest, hardware, bits, transfers }),
    arithmetic: { style: work.style, ...(work.fallback !== undefined && { fallback: work.fallback }) },
  };
}

function priced(action: ActionCount, repeat: number, energyPj: number): PricedAction {
  const count = action.count * repeat;
  return { ...action, count, energyPj: onGrid(count * energyPj) };
}

function boundSteps(nest: Nest): number {
  return nest.loops.reduce((product, loop) => (loop.spatial ? product : product * loop.factor), 1);
}
