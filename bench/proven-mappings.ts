import { readFileSync } from 'node:fs';
import { readComponentLibrary } from '../src/components/library.ts';
import { readHardware } from '../src/hardware/read-hardware.ts';
import { componentFiles } from './component-files.ts';
import { proofTimes, provenCase, type Shape, timesText } from './proven-case.ts';

const shapes: readonly Shape[] = [
  [64, 64, 56, 1],
  [64, 64, 56, 3],
  [256, 256, 14, 3],
  [512, 512, 7, 3],
  [64, 64, 112, 3],
  [64, 64, 224, 3],
];

/** Processor time until the best mapping is proven, and what random search finds in the same time and in ten times that. */
export async function benchProvenMappings(): Promise<void> {
  const library = await readComponentLibrary(componentFiles());
  for (const name of ['edge-small', 'eyeriss-isca16', 'simba-like-16nm']) {
    const file = new URL(`../hardware-specs/${name}.yaml`, import.meta.url);
    const hardware = await readHardware(`${name}.yaml`, readFileSync(file, 'utf8'));
    for (const shape of shapes) {
      const [inputs, outputs, side, taps] = shape;
      const title = `${name}: ${inputs}x${outputs} ${side}x${side} ${taps}x${taps}`;
      console.log(`${title.padEnd(36)} ${timesText(proofTimes(provenCase(shape, hardware, library)))}`);
    }
  }
}
