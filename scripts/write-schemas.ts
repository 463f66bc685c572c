/** Writes the JSON Schemas that editors use: `node --import tsx scripts/write-schemas.ts`. */
import { writeFile } from 'node:fs/promises';
import { librarySchemaText } from '../src/components/library-schema.ts';
import { acceleratorSchemaText } from '../src/hardware/accelerator-schema.ts';
import { agreementSchemaText } from '../src/study/agreement/agreement-schema-text.ts';
import { retrainingSchemaText } from '../src/study/retraining-schema-text.ts';
import { scenarioSchemaText } from '../src/study/scenario-schema-text.ts';
import { workloadSchemaText } from '../src/workload/import/layer-list/workload-schema-text.ts';

const root = new URL('../', import.meta.url);
await writeFile(new URL('hardware-specs/accelerator.schema.json', root), acceleratorSchemaText());
await writeFile(new URL('hardware-specs/components/components.schema.json', root), librarySchemaText());
await writeFile(new URL('scenarios/workload.schema.json', root), workloadSchemaText());
await writeFile(new URL('scenarios/scenario.schema.json', root), scenarioSchemaText());
await writeFile(new URL('scenarios/cross-checks/cross-check.schema.json', root), agreementSchemaText());
await writeFile(new URL('scenarios/retraining.schema.json', root), retrainingSchemaText());
