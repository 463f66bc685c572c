import type { ComponentLibrary } from '../src/components/library.ts';
import { readComponentLibrary } from '../src/components/library.ts';
import type { Dataflow } from '../src/hardware/constraint-rule.ts';
import type { HardwareSpec } from '../src/hardware/hardware.ts';
import { readHardware } from '../src/hardware/read-hardware.ts';
import { componentFiles } from './component-files.ts';
import { proofTimes, provenCase, type Shape, timesText } from './proven-case.ts';

/** How the time of a proof grows with the sizes of a layer and with the levels of an accelerator, beside random search. */
export async function benchProvenGrowth(): Promise<void> {
  const library = await readComponentLibrary(componentFiles());
  const three = await design(3);
  // The first proofs of a run are slow: nothing is compiled yet.
  timesOf([16, 16, 7, 3], three, library);
  const grow = (title: string, cases: readonly (readonly [string, Shape, HardwareSpec])[]): void => {
    let before = Number.NaN;
    for (const [label, shape, hardware] of cases) {
      const times = timesOf(shape, hardware, library);
      const ratio = Number.isNaN(before) ? '' : `x ${(times.seconds / before).toFixed(1)}`;
      before = times.seconds;
      console.log(`${`${title}: ${label}`.padEnd(36)} ${ratio.padStart(6)} ${timesText(times)}`);
    }
  };
  grow(
    'channels',
    [16, 32, 64, 128, 256, 512].map((count) => [`${count}x${count} 14x14 3x3`, [count, count, 14, 3], three]),
  );
  grow(
    'outputs a side',
    [7, 14, 28, 56, 112, 224].map((side) => [`64x64 ${side}x${side} 3x3`, [64, 64, side, 3], three]),
  );
  grow(
    'divisors of a side',
    [53, 55, 54, 56, 60].map((side) => [`64x64 ${side}x${side} 3x3`, [64, 64, side, 3], three]),
  );
  const levels = [2, 3, 4, 5];
  const designs = await Promise.all(levels.map(design));
  grow(
    'levels',
    levels.map((count, index) => [`${count}, 64x64 28x28 3x3`, [64, 64, 28, 3], designs[index]!]),
  );
  const dataflows: readonly Dataflow[] = ['weight-stationary', 'output-stationary', 'row-stationary'];
  grow('constraints', [
    ['none, 64x64 56x56 3x3', [64, 64, 56, 3], three],
    ...dataflows.map((dataflow): readonly [string, Shape, HardwareSpec] => {
      const rules = [{ text: dataflow, limit: { kind: 'dataflow', dataflow } as const }];
      return [dataflow, [64, 64, 56, 3], { ...three, constraints: { spatial: [], rules } }];
    }),
  ]);
}

function timesOf(shape: Shape, hardware: HardwareSpec, library: ComponentLibrary) {
  return proofTimes(provenCase(shape, hardware, library));
}

/** DRAM, buffers of 8 KiB to 512 KiB, the innermost of which feeds 8 x 8 units with a register file each. */
async function design(levels: number): Promise<HardwareSpec> {
  const capacities = [[], ['64 KiB'], ['512 KiB', '32 KiB'], ['512 KiB', '64 KiB', '8 KiB']][levels - 2]!;
  const buffers = capacities.map((capacity, index) => {
    const fanout = index === capacities.length - 1 ? ', fanout: { x: 8, y: 8 }' : '';
    return `  - { name: B${index}, keeps: [W, I, O], capacity: ${capacity}, word: 8 bit, component: { use: sram-horowitz-45nm }${fanout} }`;
  });
  const outermost = levels === 2 ? ', fanout: { x: 8, y: 8 }' : '';
  const text = [
    `name: ${levels} levels`,
    'source: "a design for measurements; the 45 nm energies of Horowitz, ISSCC 2014"',
    'technology: { node: 45 nm, voltage: 0.9 V }',
    'clock: 200 MHz',
    'dataflow: weight-stationary',
    'levels:',
    `  - { name: DRAM, keeps: [W, I, O], word: 8 bit, component: { use: dram-horowitz }${outermost} }`,
    ...buffers,
    '  - { name: PE, keeps: [W, I, O], capacity: 64 B, word: 8 bit, component: { use: regfile-sparseloop-45nm } }',
    'mac: { bits: { W: 8 bit, I: 8 bit, O: 32 bit }, component: { use: mac-horowitz-45nm } }',
    '',
  ].join('\n');
  return readHardware(`${levels} levels`, text);
}
