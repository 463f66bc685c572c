import { expect, it } from 'vitest';
import { priceHardware } from '../../src/components/price-hardware.ts';
import { port } from '../../src/dataflow/conventions/port.ts';
import { mapFixed } from '../../src/mapper/map-layer.ts';
import { mapByProof } from '../../src/mapper/strategies/optimal.ts';
import { doubledMemory, withDoubledMemories } from '../../src/study/explain-mapping.ts';
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
  const [{ memory, problem: larger }] = withDoubledMemories(problem, library) as [
    ReturnType<typeof withDoubledMemories>[number],
  ];
  const worse = { ...bad, proof: { ...own.proof!, gap: 100 } };
  const told = doubledMemory(memory, larger, worse, { problem, mapping: own.mapping });
  expect(told.change).toBe(0);
  expect(told.gap).toBeLessThan(100);
  expect(doubledMemory(memory, larger, own, { problem, mapping: bad.mapping }).change).toBeLessThan(0);
});
