import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CompressionEngine } from '../../src/compression/engine.ts';
import { codeBlocks, read } from '../docs/documents.ts';

/** The engine that docs/compression.md shows, as it stands there: plain JavaScript. */
export const documentedEngineText = codeBlocks(read('docs/compression.md'), 'js')[0]!;

/** The same, loaded as Node loads a file of a third party. */
export async function documentedEngine(): Promise<CompressionEngine> {
  const file = join(mkdtempSync(join(tmpdir(), 'kjoule-engine-')), 'my-engine.mjs');
  writeFileSync(file, documentedEngineText);
  return ((await import(pathToFileURL(file).href)) as { default: CompressionEngine }).default;
}
