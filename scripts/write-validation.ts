/** Writes what `kjoule validate` finds as a document: `node --import tsx scripts/write-validation.ts`. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadValidationData } from '../src/files/load-validation-data.ts';
import { validate } from '../src/validation/validate.ts';
import { validationDocument } from '../src/validation/validation-document.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const validation = await validate(await loadValidationData({ cwd: root, folder: root }));
await writeFile(`${root}docs/validation.md`, validationDocument(validation));
