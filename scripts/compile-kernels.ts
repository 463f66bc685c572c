/**
 * Compiles the SIMD kernel of k-means: `node --import tsx scripts/compile-kernels.ts`. The bytes are committed, so that
 * neither users nor browsers need the compiler; a test holds them against the source.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = new URL('../src/compression/clustering/', import.meta.url);

/** The text of `nearest-centroids-wasm.ts`, from the kernel's source. */
export async function compileKernel(): Promise<string> {
  const source = readFileSync(new URL('nearest-centroids.as', folder), 'utf8');
  let binary: Uint8Array | undefined;
  const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--use', 'abort='];
  const { error, stderr } = await asc.main(['kernel.ts', '--outFile', 'kernel.wasm', ...options], {
    readFile: (name) => (name === 'kernel.ts' ? source : null),
    writeFile: (name, contents) => {
      if (name === 'kernel.wasm') binary = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) throw new Error(`${error?.message}\n${stderr.toString()}`);
  const base64 = Buffer.from(binary).toString('base64');
  const lines = base64.match(/.{1,110}/g)!.map((line) => `  '${line}'`);
  return [
    '/** Compiled from nearest-centroids.as by scripts/compile-kernels.ts. */',
    'export const nearestCentroidsWasm: string = [',
    ...lines.map((line) => `${line},`),
    "].join('');",
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('nearest-centroids-wasm.ts', folder), await compileKernel());
}
