import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * A thread that runs a module, named by its URL as it is in the source (`….ts`). From source, threads register the loader that
 * reads TypeScript before anything else; the built package has no need of it.
 */
export function startThread(entry: URL, workerData?: unknown): Worker {
  if (!import.meta.url.endsWith('.ts')) {
    return new Worker(new URL(entry.href.replace(/\.ts$/, '.js')), { workerData });
  }
  const required = createRequire(import.meta.url).resolve('tsx/esm/api');
  const loader = pathToFileURL(required.replace(/\.cjs$/, '.mjs')).href;
  const script = `import('${loader}').then(({ register }) => { register(); return import('${entry.href}'); })`;
  return new Worker(script, { eval: true, workerData, execArgv: [] });
}
