#!/usr/bin/env node
import './require-node.cjs';
import './compile-less.js';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

// Later Node keeps what it compiled between commands.
module.enableCompileCache?.();

const entry = new URL('../dist/bin/main.js', import.meta.url);
if (existsSync(entry)) {
  import(entry.href).then((cli) => cli.main());
} else {
  console.error(`kjoule is not built yet: run \`npm run build\` in ${fileURLToPath(new URL('..', import.meta.url))}`);
  process.exitCode = 70;
}
