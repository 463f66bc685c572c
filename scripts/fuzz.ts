/**
 * Mutated files for every reader: `npm run fuzz [-- inputs [seed [reader]]]`, 50,000 for each unless said otherwise. Ends with 1
 * when a reader does anything but read or refuse.
 */
import { fuzz } from '../test/fuzz/fuzz.ts';
import { readers } from '../test/fuzz/readers.ts';

const [inputs = '50000', seed = '1', name] = process.argv.slice(2);
for (const reader of readers.filter((each) => name === undefined || each.name === name)) {
  const { read, slowestMs, broken } = await fuzz(reader, Number(inputs), Number(seed));
  console.log(`${reader.name}: ${inputs} inputs, ${read} read, the slowest ${Math.round(slowestMs)} ms`);
  for (const each of broken) console.log(`  ${each}`);
  if (broken.length > 0) process.exitCode = 1;
}
