/**
 * Puts the command and what its threads run into a few files (`dist/bin`): Node takes longer to find some 1,600 modules than most
 * commands take to do their work. Packages that bring files of their own stay beside it.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist/bin');

rmSync(folder, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli/main.ts', 'src/cli/workers/worker.ts', 'src/files/hdf5-thread.ts'],
  entryNames: '[name]',
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  metafile: true,
  external: ['@resvg/resvg-js', '@tensorflow/*', 'canvas', 'h5wasm'],
  // What packages in CommonJS ask Node for.
  banner: {
    js: "import { createRequire as requireOfBundle } from 'node:module'; const require = requireOfBundle(import.meta.url);",
  },
});

/** Terms of what was bundled: its licences ask to come along. */
const packages = Object.keys(metafile.inputs).flatMap((path) => {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [];
});
const licences = [...new Set(packages)].sort().map((each) => {
  const file = readdirSync(join(root, each)).find((name) => /^licen[cs]e/i.test(name));
  return `${each.replace(/^.*node_modules\//, '')}\n\n${file ? readFileSync(join(root, each, file), 'utf8') : 'no licence file'}`;
});
writeFileSync(join(folder, 'LICENCES.txt'), licences.join(`\n${'-'.repeat(80)}\n\n`));
