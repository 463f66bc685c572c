import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Wall time of `kjoule --help`, and of a command that reads a file, against starting Node with an empty program. */
export function benchStartUp(): void {
  const launcher = fileURLToPath(new URL('../bin/kjoule.js', import.meta.url));
  const empty = medianMs(['-e', '0']);
  console.log(`an empty program ${empty.toFixed(0)} ms`);
  for (const args of [['--help'], ['workload', 'lenet5']]) {
    const own = medianMs([launcher, ...args]);
    console.log(`kjoule ${args.join(' ')} ${own.toFixed(0)} ms; ratio ${(own / empty).toFixed(2)}`);
  }
}

function medianMs(args: readonly string[]): number {
  const times = Array.from({ length: 9 }, () => {
    const start = performance.now();
    spawnSync(process.execPath, args, { stdio: 'ignore' });
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[4] as number;
}
