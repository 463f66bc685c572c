import { expect, it } from 'vitest';
import { priceHardware } from '../../src/components/price-hardware.ts';
import { layerHardware } from '../../src/cost/layer-hardware.ts';
import { port } from '../../src/dataflow/conventions/port.ts';
import type { HardwareSpec } from '../../src/hardware/hardware.ts';
import { mapFixed } from '../../src/mapper/map-layer.ts';
import type { MappingProblem } from '../../src/mapper/mapper.ts';
import { staticPjPerCycle } from '../../src/mapper/mapping-score.ts';
import { mapByProof } from '../../src/mapper/strategies/optimal.ts';
import { doubledMemory, wholeCost, withDoubledMemories } from '../../src/study/explain-mapping.ts';
import { poolingLayer } from '../../src/workload/layers.ts';
import { shippedLibrary, shippedSpec } from '../components/shipped.ts';
import { convolution } from '../support/convolution.ts';

it('a search for a doubled memory that found something worse leaves the mapping as it was, and its gap follows', async () => {
  const library = await shippedLibrary();
  const hardware = await shippedSpec('edge-small');
  const layer = convolution({ M: 16, C: 8, P: 8, Q: 8, R: 3, S: 3 });
  const prices = priceHardware(hardware, library);
  const problem = { layer, hardware, prices, convention: port, objective: 'latency' } as const;
  const own = mapByProof(problem);
  const bad = mapFixed(problem, 'DRAM: M16 C8 P8 Q8 R3 S3\nSRAM:\nPE:');
  if (!own.found || !bad.found) throw new Error('nothing fits');
  const [{ memory, problem: larger }] = withDoubledMemories(problem, { whole: hardware, library }) as [
    ReturnType<typeof withDoubledMemories>[number],
  ];
  const worse = { ...bad, proof: { ...own.proof!, gap: 100 } };
  const told = doubledMemory(memory, larger, worse, { problem, mapping: own.mapping });
  expect(told.change).toBe(0);
  expect(told.gap).toBeLessThan(100);
  expect(doubledMemory(memory, larger, own, { problem, mapping: bad.mapping }).change).toBeLessThan(0);
});

it('of a layer on the vector unit: what the accelerator with such a memory costs, what the layer does not use included', async () => {
  const library = await shippedLibrary();
  const whole = await shippedSpec('edge-small');
  const layer = poolingLayer({
    name: 'pool',
    channels: 8,
    input: [24, 24],
    kernel: [2, 2],
    stride: [2, 2],
    operation: 'max',
  });
  const problemOn = (hardware: HardwareSpec): MappingProblem => {
    const prices = priceHardware(hardware, library);
    return { layer, hardware: layerHardware(layer, hardware)!, prices, convention: port, objective: 'energy' };
  };
  const levels = whole.levels.map((level) => ({
    ...level,
    memories: level.memories.map((each) =>
      each.name === 'SRAM' ? { ...each, capacityBits: 2 * each.capacityBits } : each,
    ),
  }));
  const [asked] = withDoubledMemories(problemOn(whole), { whole, library });
  const [found, meant] = [asked!.problem, problemOn({ ...whole, levels })].map((problem) => {
    const outcome = mapByProof(problem);
    if (!outcome.found) throw new Error('nothing fits');
    return wholeCost(problem, outcome.mapping);
  });
  expect(asked!.memory).toBe('SRAM');
  expect(found).toEqual(meant);
  expect(staticPjPerCycle(asked!.problem)).toBe(staticPjPerCycle(problemOn({ ...whole, levels })));
});
