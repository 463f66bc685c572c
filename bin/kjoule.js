#!/usr/bin/env node
import './require-node.cjs';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// Most commands are over before code compiled this eagerly pays off, the more so as each thread has it compiled for itself
// (docs/decisions/0015). Engines of later Node compile in other steps, and say so where they do not know a flag.
if (process.versions.v8.startsWith('11.')) {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=300');
  setFlagsFromString('--interrupt-budget=264000');
}
const entry = new URL('../dist/bin/main.js', import.meta.url);
if (existsSync(entry)) {
  import(entry.href).then((cli) => cli.main());
} else {
  console.error(`kjoule is not built yet: run \`npm run build\` in ${fileURLToPath(new URL('..', import.meta.url))}`);
  process.exitCode = 70;
}
