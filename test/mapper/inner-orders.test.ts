import { expect, test } from 'vitest';
import { innerOrders } from '../../src/mapper/inner-orders.ts';
import { parseMapping } from '../../src/mapping/parse.ts';
import { printMapping } from '../../src/mapping/print.ts';
import { convolution } from '../support/convolution.ts';
import { sketchHardware } from '../support/hardware.ts';

test('each operand stays longest once: sums with the window inside, weights with outputs inside, inputs with filters inside', () => {
  const { problem } = convolution({ M: 2, C: 3, Q: 5, S: 3 });
  const hardware = sketchHardware([{ name: 'DRAM' }, { name: 'RF' }]);
  const mapping = parseMapping('DRAM: C3\nRF: S3 M2 Q5', problem, hardware);
  const inner = innerOrders(mapping, problem).map((each) => printMapping(each).split('\n').at(-1)!.split(': ')[1]);
  expect(new Set(inner)).toEqual(new Set(['S3 M2 Q5', 'M2 Q5 S3', 'S3 Q5 M2']));
});
