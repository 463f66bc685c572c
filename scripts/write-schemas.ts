/** Writes the JSON Schemas that editors use: `node --import tsx scripts/write-schemas.ts`. */
import { writeFile } from 'node:fs/promises';
import { acceleratorSchemaText } from '../src/hardware/accelerator-schema.ts';

await writeFile(new URL('../hardware-specs/accelerator.schema.json', import.meta.url), acceleratorSchemaText());
